// Which screen belongs to which path, and the frame around it. A screen is a module whose default is a component; it is loaded when
// somebody goes there.
import { html, show, useEffect, useRef, useState } from "~/core/html.js";
import { signedOut } from "~/core/api.js";
import { speak, language, t } from "~/core/i18n.js";
import { home, load, may, me } from "~/core/me.js";
import { connect, onRights } from "~/core/live.js";
import { go, path } from "~/core/route.js";
import { Frame } from "~/parts/frame.js";
import { Problem, Toasts } from "~/parts/notice.js";

/**
 * @typedef {{path: RegExp, load: () => Promise<{default: any}>, right: string, bare?: boolean, panel?: boolean}} Screen
 *   `bare`: without the frame; `panel`: the one live panel of an agent
 */
/** @type {Screen[]} */
const SCREENS = [
  { path: /^\/agent$/, load: () => import("~/agent/agent.js"), right: "work", panel: true },
  { path: /^\/book$/, load: () => import("~/agent/book.js"), right: "see" },
  { path: /^\/floor$/, load: () => import("~/floor/floor.js"), right: "see" },
  { path: /^\/wall$/, load: () => import("~/floor/wall.js"), right: "see", bare: true },
  { path: /^\/items(\/.*)?$/, load: () => import("~/items/page.js"), right: "items" },
  { path: /^\/customers(\/.*)?$/, load: () => import("~/customers/customers.js"), right: "items" },
  { path: /^\/reports$/, load: () => import("~/reports/reports.js"), right: "reports" },
  { path: /^\/events$/, load: () => import("~/floor/events.js"), right: "events" },
  { path: /^\/campaigns(\/.*)?$/, load: () => import("~/campaigns/campaigns.js"), right: "campaigns" },
  { path: /^\/contacts(\/.*)?$/, load: () => import("~/campaigns/contacts.js"), right: "campaigns" },
  { path: /^\/admin\/recordings$/, load: () => import("~/admin/admin.js"), right: "play" },
  { path: /^\/admin(\/.*)?$/, load: () => import("~/admin/admin.js"), right: "configure" },
  { path: /^\/account$/, load: () => import("~/login/account.js"), right: "see" },
];

function App() {
  if (path.value === "/login" || (signedOut.value && !me.value)) return html`<${Lazy} load=${() => import("~/login/login.js")} />`;
  if (path.value === "/phone") return html`<${Lazy} load=${() => import("~/admin/sheet.js")} />`;
  if (!me.value) return html`<${Opening} />`;
  const screen = SCREENS.find((one) => one.path.test(path.value));
  if (!screen) return html`<${Frame}><p class="empty">${t("There is no such page.")}</p><//>`;
  return html`<${Shown} key=${screen.path.source} screen=${screen} />${signedOut.value && html`<${Again} />`}`;
}

/** Log-in over the page, which stays as it is: nothing that was written is lost. */
function Again() {
  const place = useRef(/** @type {HTMLDialogElement | null} */ (null));
  useEffect(() => place.current?.showModal(), []);
  return html`<dialog ref=${place} class="again" aria-label=${t("Sign in")} onCancel=${(/** @type {Event} */ event) => event.preventDefault()}>
    <${Lazy} load=${() => import("~/login/login.js")} /></dialog>`;
}

/** @param {{screen: Screen}} props */
function Shown({ screen }) {
  const barred = !may(screen.right);
  useEffect(() => {
    if (path.value === "/agent" && barred) go(home(), true);
    if (!screen.panel) connect({ events: path.value === "/events" });
  }, [screen, barred]);
  if (barred) return html`<${Frame}><p class="empty">${t("You may not see this page.")}</p><//>`;
  const inner = html`<${Lazy} load=${screen.load} />`;
  return screen.bare ? inner : html`<${Frame}>${inner}<//>`;
}

/** @param {{load: () => Promise<{default: any}>}} props */
function Lazy({ load }) {
  const [Found, setFound] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    load().then((module) => setFound(() => module.default), setError);
  }, []);
  if (error) return html`<${Problem} error=${error} />`;
  return Found ? html`<${Found} />` : html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
}

function Opening() {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    load().catch((wrong) => !signedOut.value && setError(wrong));
  }, []);
  return error ? html`<${Problem} error=${error} />` : html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
}

async function start() {
  if (language.value !== "en") await speak(language.value);
  onRights(() => void load());
  const place = document.getElementById("app");
  if (!place) throw new Error("the page has no place for the app");
  show(html`<${App} /><${Toasts} />`, place);
  place.removeAttribute("aria-busy");
}

await start();
