// Who looks at the screen, and what he may.
import { signal } from "~/core/html.js";
import { get, post, signedOut } from "~/core/api.js";
import { LANGUAGES, speak } from "~/core/i18n.js";

/**
 * @typedef {{name: string, shown: string, roles: string[], rights: string[], agent: string | null, reach: string[] | null,
 *   language: string | null, via: string}} Me
 */

/** @type {import("@preact/signals").Signal<Me | null>} */
export const me = signal(null);

/** @returns {Promise<Me>} */
export async function load() {
  return settle(await get("/me"));
}

/**
 * @param {string} name
 * @param {string} password
 */
export async function signIn(name, password) {
  const before = me.value?.name;
  const found = await post("/login", { name, password });
  if (before && before !== found.name) return location.assign("/"); // the page is somebody else's, with what he wrote
  settle(found);
  signedOut.value = false;
}

export async function signOut() {
  await post("/logout");
  me.value = null;
  location.assign("/login");
}

/** @param {Me} found */
function settle(found) {
  me.value = found;
  if (found.language && found.language in LANGUAGES && !document.cookie.includes("aftercall-look=")) {
    void speak(/** @type {any} */ (found.language));
  }
  return found;
}

/** @param {string} right */
export function may(right) {
  return me.value?.rights.includes(right) ?? false;
}

/** Where his day begins. */
export function home() {
  if (may("work")) return "/agent";
  if (may("steer")) return "/floor";
  if (may("campaigns")) return "/campaigns";
  if (may("configure")) return "/admin";
  return "/floor";
}
