// Phones: SIP accounts, several at once; what a softphone needs as a sheet, a QR code and links that open once.
import { html, useState } from "~/core/html.js";
import { get, post } from "~/core/api.js";
import { clock, date, n, t } from "~/core/i18n.js";
import { at } from "~/admin/ask.js";
import { inRange, Several } from "~/admin/several.js";
import { Sheet } from "~/admin/sheet.js";
import { languages, opens, yesNo } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Notice, Problem, toast } from "~/parts/notice.js";

/** @returns {import("~/admin/nouns.js").Noun} */
export const PHONES = () => ({
  code: "phones",
  api: "/phones",
  key: "code",
  title: t("Phones"),
  add: t("New phone"),
  none: t("There is no phone yet. Each agent takes calls at a phone."),
  keyLabel: t("Code"),
  keyHelp: t("The SIP user, and the number that colleagues dial. It cannot be changed later."),
  needs: [],
  columns: () => [
    { key: "code", title: t("Phone"), by: (/** @type {any} */ one) => one.code, cell: (/** @type {any} */ one) => opens("phones", one.code) },
    { key: "state", title: t("Now"), by: (/** @type {any} */ one) => one.state, cell: (/** @type {any} */ one) => standing(one.state) },
    { key: "agent", title: t("Agent at it"), by: (/** @type {any} */ one) => one.agent, cell: (/** @type {any} */ one) => (one.agent ? opens("agents", one.agent) : "–") },
    { key: "caller_id", title: t("Shows the number"), by: (/** @type {any} */ one) => one.caller_id || null, cell: (/** @type {any} */ one) => one.caller_id || "–" },
    { key: "active", title: t("In use"), by: (/** @type {any} */ one) => (one.active ? 0 : 1), cell: (/** @type {any} */ one) => yesNo(one.active) },
  ],
  words: (one) => [one.code, one.agent ?? "", one.caller_id],
  called: (card) => card.code,
  fresh: () => ({ caller_id: "", language: "en", active: true }),
  sections: () => [
    { title: t("Phone"), fields: [
      { name: "caller_id", kind: "text", label: t("Number it shows when it calls out"), help: t("Empty: its code.") },
      { name: "language", kind: "select", label: t("Language of prompts"), options: languages() },
      { name: "active", kind: "check", label: t("In use") },
    ] },
  ],
  remove: t("It can no longer register. Nobody may have it as his default phone."),
  once: (saved) => (saved.secret ? { title: t("The secret of phone {code}", { code: saved.code }), secret: saved.secret } : null),
  More: Bulk,
  Actions: Settings,
});

/** @param {string | null} state */
function standing(state) {
  const words = /** @type {Record<string, string>} */ ({ free: t("free"), ringing: t("rings"), busy: t("in a call"), "in use": t("in a call"), gone: t("not registered"), unavailable: t("not registered"), "on hold": t("on hold") });
  return state === null ? t("not known") : (words[state] ?? state);
}

/** @param {{card: any}} props */
function Settings({ card }) {
  const [shown, setShown] = useState(/** @type {any} */ (null));
  const [links, setLinks] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const code = at(card.code);
  const close = () => (setShown(null), setLinks(null), setError(null));
  return html`<${Button} icon="note" onError=${setError} onClick=${async () => setShown(await get(`/phones${code}/sheet`))}>${t("Settings sheet")}<//>
    <${Button} icon="phone" onError=${setError} onClick=${async () => setLinks(await post(`/phones${code}/links`))}>${t("QR code and links")}<//>
    ${error && html`<${Dialog} title=${t("Phone {code}", { code: card.code })} onClose=${close}><${Problem} error=${error} /><//>`}
    ${shown && html`<${Dialog} title=${t("Settings of phone {code}", { code: card.code })} onClose=${close}><${Sheet} sheet=${shown} /><div class="actions"><${Button} onClick=${() => window.print()}>${t("Print")}<//></div><//>`}
    ${links && html`<${Dialog} title=${t("Softphone for phone {code}", { code: card.code })} onClose=${close}><${Links} links=${links} /><//>`}`;
}

/** @param {{links: any}} props */
export function Links({ links }) {
  const until = Date.parse(links.until);
  return html`<${Notice} icon="key">${t("Each of these opens once, until {date}, {time}. Whoever has it has the phone.", { date: date(until), time: clock(until) })}<//>
    <div class="scan"><img src=${`data:image/svg+xml,${encodeURIComponent(links.qr)}`} alt=${t("QR code for Linphone")} width="240" height="240" /><p class="soft">${t("In Linphone: Assistant, remote configuration, scan.")}</p></div>
    <${Copied} label=${t("The same as a link")} text=${links.provision} />
    <${Copied} label=${t("A page with the settings, for any softphone")} text=${links.page} />`;
}

/** @param {{label: string, text: string}} props */
export function Copied({ label, text }) {
  return html`<div class="copied"><p class="group-label">${label}</p><div class="row"><code>${text}</code><${Button} icon="link" label=${t("Copy")} onClick=${async () => {
    await navigator.clipboard.writeText(text);
    toast(t("Copied."));
  }} onError=${() => toast(t("The browser does not let us copy: mark the text yourself."), "bad")} /></div></div>`;
}

/** @param {{again: () => Promise<void>}} props */
function Bulk({ again }) {
  const [made, setMade] = useState(/** @type {any[]} */ ([]));
  return html`<${Several} title=${t("Several phones")} again=${again} make=${async (/** @type {string} */ first, /** @type {string} */ last) => {
      const answer = await post("/phones", { codes: inRange(first, last) });
      setMade(answer.made);
      toast(n("{count} phone is made.", "{count} phones are made.", answer.made.length));
    }} />
    ${made.length > 0 && html`<${Dialog} title=${t("Secrets of the new phones")} onClose=${() => setMade([])}><p>${t("They are shown here together once. Each phone's settings sheet shows its own later, too.")}</p>
      <pre class="secrets">${made.map((one) => `${one.code}\t${one.secret}`).join("\n")}</pre><//>`}`;
}
