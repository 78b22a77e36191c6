// Promised calls: who is to be called when and by whom; moved, taken back.
import { html, useState } from "~/core/html.js";
import { del, put } from "~/core/api.js";
import { moment, now } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { agents, campaigns } from "~/core/live.js";
import { useAsked, useTitle, Waiting } from "~/campaigns/asked.js";
import { when } from "~/campaigns/search.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Select, Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

export function Callbacks() {
  const [campaign, setCampaign] = useState("");
  const [asks, setAsks] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const asked = useAsked(`/callbacks${campaign ? `?campaign=${campaign}` : ""}`, 15_000);
  useTitle(t("Promised calls"));
  async function withdraw(/** @type {any} */ one) {
    await del(`/callbacks/${one.contact}`);
    toast(t("Taken back."));
    await asked.again();
  }
  const columns = [
    { key: "due", title: t("When"), by: (/** @type {any} */ one) => one.callback.at, cell: (/** @type {any} */ one) => html`${when(one.callback.at)}${(moment(one.due) ?? 0) < now() && html` <span class="verdict duplicate">${t("due")}</span>`}` },
    { key: "name", title: t("Contact"), cell: (/** @type {any} */ one) => html`<a href=${`/contacts/${one.contact}`}>${one.name || one.callback.number || one.contact}</a>` },
    { key: "campaign", title: t("Campaign"), cell: (/** @type {any} */ one) => one.campaign },
    { key: "agent", title: t("By"), cell: (/** @type {any} */ one) => (one.callback.agent ? (agents.value.get(one.callback.agent)?.name ?? one.callback.agent) : t("anyone")) },
    { key: "do", title: t("Actions"), cell: (/** @type {any} */ one) => html`<span class="row"><${Button} kind="quiet" icon="edit" label=${t("Change")} onClick=${() => setAsks(one)} /><${Button} kind="quiet" icon="undo" onClick=${() => withdraw(one)} onError=${setError}>${t("Take back")}<//></span>` },
  ];
  return html`<section class="card"><div class="form three"><${Select} label=${t("Campaign")} value=${campaign} options=${[["", t("All")], ...[...campaigns.value.values()].map((one) => [one.code, one.name || one.code])]} onChange=${setCampaign} /></div>
    <${Problem} error=${error} onClose=${() => setError(null)} />
    ${asked.data ? html`<${Table} caption=${t("Promised calls")} columns=${columns} rows=${asked.data} id=${(/** @type {any} */ one) => String(one.contact)} sort="due" empty=${t("No call is promised.")} />` : html`<${Waiting} asked=${asked} />`}
    ${asks && html`<${CallbackEditor} contact=${asks.contact} name=${asks.name} promise=${asks.callback} onDone=${asked.again} onClose=${() => setAsks(null)} />`}</section>`;
}

/** @param {{contact: number, name: string, promise: any, onDone: () => Promise<void>, onClose: () => void}} props */
export function CallbackEditor({ contact, name, promise, onDone, onClose }) {
  const [local, setLocal] = useState("");
  const [agent, setAgent] = useState(promise?.agent ?? "");
  const [moves, setMoves] = useState(promise?.moves_ms ? String(promise.moves_ms / 60_000) : "");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function save() {
    const done = await put(`/callbacks/${contact}`, { local, agent: agent || null, moves: agent && moves ? Math.round(Number(moves) * 60_000) : null });
    if (done.warning) toast(done.warning, "info");
    else toast(t("Saved."));
    await onDone();
    onClose();
  }
  return html`<${Dialog} title=${t("Promise a call to {name}", { name: name || contact })} onClose=${onClose}><div class="form">
    <${Text} label=${t("When, by his own clock")} required type="datetime-local" value=${local} onInput=${setLocal} />
    <${Select} label=${t("By")} value=${agent} options=${[["", t("anyone")], ...[...agents.value.values()].map((one) => [one.code, one.name])]} onChange=${setAgent} />
    ${agent && html`<${Text} label=${t("After how many minutes anyone may")} type="number" min="0" value=${moves} onInput=${setMoves} help=${t("Empty: it waits for this agent.")} />`}</div>
    <${Problem} error=${error} /><footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="main" disabled=${!local} onClick=${save} onError=${setError}>${t("Promise it")}<//></footer><//>`;
}
