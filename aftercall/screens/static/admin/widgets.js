// Chat widgets: where they may be shown, what they ask, how they look and speak.
import { html } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { choices, opens } from "~/admin/words.js";
import { Icon } from "~/parts/icons.js";

/** @returns {import("~/admin/nouns.js").Noun} */
export const WIDGETS = () => ({
  code: "widgets",
  api: "/widgets",
  key: "code",
  title: t("Chat widgets"),
  add: t("New chat widget"),
  none: t("There is no chat widget yet. It puts a chat on a page of your web site."),
  keyLabel: t("Code"),
  needs: ["queues"],
  columns: () => [
    { key: "code", title: t("Chat widget"), by: (/** @type {any} */ one) => one.code, cell: (/** @type {any} */ one) => opens("widgets", one.code) },
    { key: "queue", title: t("Queue"), by: (/** @type {any} */ one) => one.queue, cell: (/** @type {any} */ one) => one.queue },
    { key: "origins", title: t("Shown on"), wide: true, cell: (/** @type {any} */ one) => html`<span class="long">${one.origins.join(", ")}</span>` },
    { key: "state", title: t("State"), by: (/** @type {any} */ one) => String(one.active), cell: (/** @type {any} */ one) => (one.active
      ? html`<span class=${`standing ${one.open ? "good" : "soft"}`}><${Icon} name=${one.open ? "done" : "clock"} size=${15} /> ${one.open ? t("open") : t("closed")}</span>`
      : html`<span class="standing soft"><${Icon} name="off" size=${15} /> ${t("not active")}</span>`) },
  ],
  words: (one) => [one.code, one.queue, ...one.origins],
  called: (card) => card.code,
  fresh: () => ({ queue: "", origins: [], colour: "#1d4ed8", side: "right", language: "en", texts: {}, ask: {}, active: true }),
  demanded: (card) => ({ queue: card.queue }),
  sections: (_, known) => [
    { title: t("Chat widget"), fields: [
      { name: "queue", kind: "select", required: true, label: t("Queue"), help: t("Where its chats wait."), options: [["", "–"], ...choices(known.queues)] },
      { name: "origins", kind: "lines", label: t("Sites that may show it"), help: t("One on a line, as browsers name them: https://shop.example"), wide: true },
      { name: "active", kind: "check", label: t("Active") },
    ] },
    { title: t("Before a visitor writes"), fields: [
      { name: "ask", kind: "asks", label: t("He is asked"), options: [["name", t("Name")], ["email", t("Mail address")], ["phone", t("Phone number")]] },
    ] },
    { title: t("Look and texts"), fields: [
      { name: "colour", kind: "colour", label: t("Colour"), help: t("Dark enough for white text.") },
      { name: "side", kind: "select", label: t("Side"), options: [["right", t("On the right")], ["left", t("On the left")]] },
      { name: "language", kind: "select", label: t("Language"), help: t("Where the visitor's is none of ours."), options: [["en", "English"], ["pl", "Polski"], ["ru", "Русский"], ["et", "Eesti"], ["es", "Español"]] },
      { name: "texts", kind: "wordings", wide: true, label: t("Texts of its own"), options: [["open", t("Its button")], ["title", t("Its title")], ["greeting", t("Greeting")], ["waiting", t("While he waits")], ["closed", t("When it is closed")], ["over", t("When it is over")]] },
    ] },
  ],
  remove: t("Pages show it no more. Its chats stay."),
  Extra: Script,
});

/** @param {{card: any}} props */
function Script({ card }) {
  return html`<section class="card stack" aria-labelledby="script"><h2 id="script">${t("On a page")}</h2>
    <p>${t("This line puts it there:")}</p><pre class="long" tabindex="0"><code>${card.script}</code></pre>
    <p><a href=${card.try_it} target="_blank" rel="noopener">${t("Try it")}</a></p></section>`;
}
