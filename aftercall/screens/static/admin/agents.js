// Agents: their names, phones, queues and levels; several at once; the PIN for log-ins at other phones.
import { html, useState } from "~/core/html.js";
import { post, put } from "~/core/api.js";
import { n, t } from "~/core/i18n.js";
import { agents as boards } from "~/core/live.js";
import { at } from "~/admin/ask.js";
import { inRange, Several } from "~/admin/several.js";
import { called, choices, languages, opens } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";
import { State } from "~/parts/state.js";

/** @returns {import("~/admin/nouns.js").Noun} */
export const AGENTS = () => ({
  code: "agents",
  api: "/agents",
  key: "code",
  title: t("Agents"),
  add: t("New agent"),
  none: t("There is no agent yet. Agents take calls at phones, as members of queues."),
  keyLabel: t("Code"),
  keyHelp: t("What he types to log in at a phone: digits are best. It cannot be changed later."),
  needs: ["queues", "phones"],
  columns: () => [
    { key: "code", title: t("Agent"), by: (/** @type {any} */ one) => one.code, cell: (/** @type {any} */ one) => opens("agents", one.code, called(one)) },
    { key: "team", title: t("Team"), by: (/** @type {any} */ one) => one.team || null, cell: (/** @type {any} */ one) => one.team || "–" },
    { key: "phone", title: t("Phone"), by: (/** @type {any} */ one) => one.phone, cell: (/** @type {any} */ one) => one.phone ?? "–" },
    { key: "queues", title: t("Queues"), wide: true, cell: (/** @type {any} */ one) => one.queues.map((/** @type {any} */ place) => (place[1] ? `${place[0]} ${place[1]}` : place[0])).join(", ") || "–" },
    { key: "state", title: t("Now"), cell: (/** @type {any} */ one) => (boards.value.has(one.code) ? html`<${State} state=${boards.value.get(one.code).state} />` : "–") },
  ],
  words: (one) => [one.code, one.name, one.team, one.phone ?? ""],
  called,
  fresh: () => ({ name: "", team: "", phone: null, queues: [], language: "en", chats: null, tickets: null }),
  sections: (card, known) => [
    { title: t("Agent"), fields: [
      { name: "name", kind: "text", label: t("Name"), help: t("As colleagues see it; empty: the code.") },
      { name: "team", kind: "text", label: t("Team"), help: t("Whose quotas of breaks he shares.") },
      { name: "phone", kind: "select", label: t("Default phone"), nullable: true, all: t("None: he says which at log-in"), options: phoneChoices(card, known.phones) },
      { name: "language", kind: "select", label: t("Language of prompts"), options: languages() },
    ] },
    { title: t("Chats and tickets"), fields: [
      { name: "chats", kind: "number", label: t("Chats at once"), nullable: true, help: t("Empty: as many as everybody.") },
      { name: "tickets", kind: "number", label: t("Tickets at once"), nullable: true, help: t("Empty: as many as everybody.") },
    ] },
    { title: t("Queues"), fields: [
      { name: "queues", kind: "places", label: t("Where he takes calls"), wide: true, options: choices(known.queues), help: t("Level 0 is rung first. Campaigns are here too: he logs in to them himself.") },
    ] },
  ],
  remove: t("What he did stays on record. His PIN goes with him."),
  once: () => null,
  More: Bulk,
  Actions: Pin,
});

/** @param {any} card @param {any[]} phones @returns {[string, string][]} */
function phoneChoices(card, phones) {
  const codes = phones.map((phone) => phone.code);
  return (card.phone && !codes.includes(card.phone) ? [card.phone, ...codes] : codes).map((code) => [code, code]);
}

/** @param {{card: any}} props */
function Pin({ card }) {
  const [open, setOpen] = useState(false);
  const [pin, setPin] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function set(/** @type {string | null} */ value) {
    setError(null);
    try {
      await put(`/agents${at(card.code)}/pin`, { pin: value });
      toast(value === null ? t("The PIN is taken away.") : t("The PIN is set."));
      setOpen(false);
      setPin("");
    } catch (wrong) {
      setError(wrong);
    }
  }
  return html`<${Button} icon="key" onClick=${() => setOpen(true)}>${t("PIN")}<//>
    ${open && html`<${Dialog} title=${t("PIN of {name}", { name: called(card) })} onClose=${() => setOpen(false)}>
      <p>${t("With it he logs in at any phone, not at his own alone.")}</p><${Problem} error=${error} />
      <form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <${Text} label=${t("New PIN")} help=${t("4 to 12 digits.")} value=${pin} type="password" inputmode="numeric" autocomplete="new-password" onInput=${setPin} />
        <div class="actions"><${Button} kind="danger" onClick=${() => set(null)}>${t("Take it away")}<//><${Button} kind="main" type="submit" disabled=${!pin} onClick=${() => set(pin)}>${t("Set")}<//></div></form><//>`}`;
}

/** @param {{again: () => Promise<void>}} props */
function Bulk({ again }) {
  return html`<${Several} title=${t("Several agents")} again=${again} own=${t("Each has the phone of his own code")}
    make=${async (/** @type {string} */ first, /** @type {string} */ last, /** @type {boolean} */ own) => {
      const made = await post("/agents", { codes: inRange(first, last), own_phone: own });
      toast(n("{count} agent is made.", "{count} agents are made.", made.made.length));
    }} />`;
}
