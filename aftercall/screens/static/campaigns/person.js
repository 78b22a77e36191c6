// One contact: who it is, where it stands, what was tried; taken out for him, erased at his wish.
import { html, useState } from "~/core/html.js";
import { post, ROOT } from "~/core/api.js";
import { n, t } from "~/core/i18n.js";
import { span } from "~/core/clock.js";
import { useAsked, useTitle, Waiting } from "~/campaigns/asked.js";
import { CallbackEditor } from "~/campaigns/callbacks.js";
import { StandingMark, when } from "~/campaigns/search.js";
import { outcomes } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Check } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";
import { Problem, toast } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

/** @param {{id: string}} props */
export function Person({ id }) {
  const asked = useAsked(`/contacts/${id}`);
  const [asks, setAsks] = useState("");
  const one = asked.data;
  useTitle(one?.name || t("Contact"));
  if (!one) return html`<p><a href="/contacts">${t("Contacts")}</a></p><${Waiting} asked=${asked} />`;
  const rows = /** @type {[string, any][]} */ ([
    [t("Campaign"), html`<a href=${`/campaigns/${one.campaign}`}>${one.campaign}</a>`],
    [t("List"), `${one.list_name} (${t("row {row}", { row: one.row })})`],
    [t("Time zone"), one.zone],
    [t("Language"), one.language],
    [t("Priority"), one.priority || null],
    [t("Consent"), one.consent && [one.consent.source, one.consent.basis, one.consent.at && when(one.consent.at)].filter(Boolean).join(", ")],
    [t("Why"), one.why],
    [t("Promised call"), one.callback && `${when(one.callback.at)}${one.callback.agent ? `, ${one.callback.agent}` : ""}`],
    ...Object.entries(one.fields),
  ]);
  return html`<div class="stack">
    <header class="head"><a class="back" href="/contacts">${t("Contacts")}</a><h1>${one.name || t("(no name)")}</h1><${StandingMark} one=${one} />
      <span class="push row"><${Button} icon="clock" onClick=${() => setAsks("callback")}>${t("Promise a call")}<//>
        <a class="button" href=${`${ROOT}/contacts/${id}/export`} download=${`contact-${id}.json`}><${Icon} name="download" /><span>${t("All that is kept of him")}</span></a>
        <${Button} kind="danger" icon="trash" onClick=${() => setAsks("erase")}>${t("Erase…")}<//></span></header>
    <div class="halves"><section class="card"><h2>${t("Who")}</h2><dl class="facts">
      ${one.numbers.map((/** @type {any} */ number, /** @type {number} */ index) => html`<div key=${number.id}><dt>${t("Number {n}", { n: index + 1 })}</dt><dd>${number.number} <small class="soft">${number.kind}${number.dead ? `, ${t("struck off")}` : ""}</small></dd></div>`)}
      ${rows.filter(([, value]) => value).map(([word, value]) => html`<div key=${word}><dt>${word}</dt><dd>${value}</dd></div>`)}</dl>
      ${one.elsewhere > 0 && html`<p class="soft">${n("{count} other contact has one of these numbers.", "{count} other contacts have one of these numbers.", one.elsewhere)}</p>`}</section>
    <section class="card"><h2>${t("What was tried")}</h2><${Tried} rows=${one.attempts} /></section></div>
    ${asks === "erase" && html`<${Erase} one=${one} onDone=${asked.again} onClose=${() => setAsks("")} />`}
    ${asks === "callback" && html`<${CallbackEditor} contact=${one.id} name=${one.name} promise=${one.callback} onDone=${asked.again} onClose=${() => setAsks("")} />`}
  </div>`;
}

/** @param {{rows: any[]}} props */
function Tried({ rows }) {
  const columns = [
    { key: "began", title: t("When"), by: (/** @type {any} */ one) => one.began, cell: (/** @type {any} */ one) => when(one.began) },
    { key: "number", title: t("Number"), cell: (/** @type {any} */ one) => one.number },
    { key: "outcome", title: t("Outcome"), cell: (/** @type {any} */ one) => (one.outcome ? (outcomes()[one.outcome] ?? one.outcome) : t("under way")) },
    { key: "disposition", title: t("Disposition"), cell: (/** @type {any} */ one) => one.disposition ?? "–" },
    { key: "agent", title: t("Agent"), cell: (/** @type {any} */ one) => one.agent ?? "–" },
    { key: "talked", title: t("Talked"), number: true, cell: (/** @type {any} */ one) => (one.talked_ms === null ? "–" : span(one.talked_ms)) },
  ];
  return html`<${Table} caption=${t("What was tried")} columns=${columns} rows=${rows} id=${(/** @type {any} */ one) => one.id} sort="began" down=${true} empty=${t("Nothing yet.")} />`;
}

/** @param {{one: any, onDone: () => Promise<void>, onClose: () => void}} props */
function Erase({ one, onDone, onClose }) {
  const [block, setBlock] = useState(true);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function erase() {
    await post(`/contacts/${one.id}/erase`, { yes: true, block });
    toast(t("Erased."));
    await onDone();
    onClose();
  }
  return html`<${Dialog} title=${t("Erase {name} for good?", { name: one.name || one.numbers[0]?.number || one.id })} onClose=${onClose}>
    <p>${t("Gone are name, time zone, fields, consent, numbers and what agents filled in about this person.")}</p>
    <p class="soft">${t("It stays, as the law asks, that there were attempts, when, by whom and how they ended; and recordings until their time is over.")}</p>
    <${Check} label=${t("Put the numbers on the do-not-call list")} checked=${block} onChange=${setBlock} help=${t("Without it the next file may bring this person back.")} />
    <${Problem} error=${error} /><footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="danger" icon="trash" onClick=${erase} onError=${setError}>${t("Erase for good")}<//></footer><//>`;
}
