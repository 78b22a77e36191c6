// Which page is shown. Links are plain links; a click on one changes the page without loading it.
import { signal } from "~/core/html.js";

export const path = signal(location.pathname);
export const query = signal(new URLSearchParams(location.search));

/** @type {(() => string | null) | null} */
let guard = null;

/** @param {(() => string | null) | null} asks a page with unsaved work says what would be lost */
export function beforeLeaving(asks) {
  guard = asks;
}

/** @param {string} to */
export function go(to, replace = false) {
  if (!mayLeave()) return;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  settle();
  if (!replace) window.scrollTo(0, 0);
}

function mayLeave() {
  const loss = guard?.();
  if (loss && !confirm(loss)) return false;
  guard = null;
  return true;
}

function settle() {
  path.value = location.pathname;
  query.value = new URLSearchParams(location.search);
}

addEventListener("popstate", settle);
addEventListener("beforeunload", (event) => {
  if (guard?.()) event.preventDefault();
});
addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || link.pathname.startsWith("/api/")) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
