// What stands around every screen: where to go, who I am, whether what I see is true.
import { classes, html } from "~/core/html.js";
import { now, tick } from "~/core/clock.js";
import { clock, language, LANGUAGES, look, speak, t, theme } from "~/core/i18n.js";
import { closed, daemon, stale } from "~/core/live.js";
import { may, me, signOut } from "~/core/me.js";
import { path } from "~/core/route.js";
import { Icon } from "~/parts/icons.js";
import { Menu, MenuItem, MenuTitle } from "~/parts/menu.js";

/** Where one can go: path, words, icon, right. @returns {[string, string, string, string][]} */
function places() {
  return [
    ["/agent", t("My desk"), "headset", "work"],
    ["/floor", t("Floor"), "people", "see"],
    ...(may("items") && may("steer") ? /** @type {[string, string, string, string][]} */ ([["/items", t("Items"), "ticket", "items"], ["/customers", t("Customers"), "person", "items"]]) : []),
    ["/campaigns", t("Campaigns"), "chart", "campaigns"],
    ["/contacts", t("Contacts"), "book", "campaigns"],
    ["/reports", t("Reports"), "report", "reports"],
    ["/events", t("Events"), "list", "events"],
    ["/admin", t("Settings"), "gear", "configure"],
    ...(may("configure") ? [] : [/** @type {[string, string, string, string]} */ (["/admin/recordings", t("Recordings"), "record", "play"])]),
  ];
}

/** @param {{children?: any}} props */
export function Frame({ children }) {
  return html`<div class="frame">
    <a class="skip" href="#main">${t("Skip to content")}</a>
    <header class="bar">
      <a class="brand" href="/" aria-label="Aftercall"><span class="brand-mark" aria-hidden="true"></span><span class="brand-name">Aftercall</span></a>
      <nav aria-label=${t("Main")}><ul>${places().filter(([, , , right]) => may(right)).map(([to, word, icon]) =>
        html`<li key=${to}><a href=${to} class=${classes("place", (path.value === to || path.value.startsWith(`${to}/`)) && "here")}
          aria-current=${path.value === to ? "page" : undefined} title=${word}><${Icon} name=${icon} /><span>${word}</span></a></li>`)}</ul></nav>
      <${Person} />
    </header>
    <${Truth} />
    <main id="main" tabindex="-1">${children}</main>
  </div>`;
}

function Person() {
  const person = me.value;
  if (!person) return null;
  return html`<${Menu} icon="person" label=${html`<span class="person-name">${person.shown || person.name}</span>`} name=${person.shown || person.name} kind="quiet">
    <${MenuTitle}>${t("Language")}<//>
    ${Object.entries(LANGUAGES).map(([code, name]) => html`<${MenuItem} key=${code} current=${language.value === code} onClick=${() => void speak(/** @type {any} */ (code))}>${name}<//>`)}
    <${MenuTitle}>${t("Appearance")}<//>
    ${/** @type {const} */ ([["auto", t("Like the system")], ["light", t("Light")], ["dark", t("Dark")]]).map(([code, name]) =>
      html`<${MenuItem} key=${code} current=${theme.value === code} onClick=${() => look(code)}>${name}<//>`)}
    <hr />
    <${MenuItem} icon="key" href="/account">${t("My account")}<//>
    <${MenuItem} icon="off" onClick=${() => void signOut()}>${t("Sign out")}<//>
  <//>`;
}

/** Says so when what is shown is no longer known to be true, and why. */
export function Truth() {
  if (stale.value !== null) {
    void tick.value;
    if (now() - stale.value < 1500) return null; // a reconnect that nobody notices is not worth a fright
    if (closed.value === "signed-out") {
      return html`<div class="truth" role="alert"><${Icon} name="key" /><strong>${t("Signed out since {time}", { time: clock(stale.value, true) })}</strong>
        <span>${t("What you see is the last that was known.")}</span></div>`;
    }
    return html`<div class="truth" role="alert"><${Icon} name="lost" /><strong>${t("Stale since {time}", { time: clock(stale.value, true) })}</strong>
      <span>${t("The server does not answer. What you see is the last that was known; we try again by ourselves.")}</span></div>`;
  }
  if (daemon.value?.asterisk?.link === "down") {
    return html`<div class="truth" role="alert"><${Icon} name="warn" /><strong>${t("Asterisk cannot be reached.")}</strong>
      <span>${t("Calls go on; states may be out of date and changes wait until it is back.")}</span></div>`;
  }
  return null;
}
