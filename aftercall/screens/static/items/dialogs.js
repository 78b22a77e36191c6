// What is asked before an item is solved, put off, or given away.
import { html, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { agents, queues } from "~/core/live.js";
import { me } from "~/core/me.js";
import { act } from "~/items/ask.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Area, Text } from "~/parts/field.js";
import { Problem } from "~/parts/notice.js";
import { State } from "~/parts/state.js";

/** @typedef {{item: any, onClose: () => void, onDone?: () => unknown}} Asked */

/** @param {Asked & {demands: boolean}} props `demands`: the queue wants a word about what became of it */
export function SolveDialog({ item, demands, onClose, onDone }) {
  const [said, setSaid] = useState("");
  const [note, setNote] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  return html`<${Dialog} title=${t("Solve {item}", { item: item.id })} onClose=${onClose}>
    <form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Text} label=${t("What became of it")} value=${said} onInput=${setSaid} required=${demands} maxlength="40" autocomplete="off" help=${demands ? t("The queue asks for it.") : undefined} />
      <${Area} label=${t("Note for colleagues")} value=${note} onInput=${setNote} rows=${3} maxlength="20000" />
      <${Problem} error=${error} />
      <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//>
        <${Button} kind="main" type="submit" icon="done" disabled=${demands && !said.trim()} onError=${setError} onClick=${async () => {
          setError(null);
          await act(item.id, "solve", { disposition: said.trim() || null, note });
          onClose();
          onDone?.();
        }}>${t("Solved")}<//></footer></form><//>`;
}

/** @param {Asked} props */
export function PendDialog({ item, onClose, onDone }) {
  const [until, setUntil] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  return html`<${Dialog} title=${t("{item} waits for the customer", { item: item.id })} onClose=${onClose}>
    <form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <p>${t("It stays yours and goes on by itself when the customer writes.")}</p>
      <${Text} label=${t("At the latest at")} type="datetime-local" value=${until} onInput=${setUntil} help=${t("Empty: as long as it takes.")} />
      <${Problem} error=${error} />
      <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//>
        <${Button} kind="main" type="submit" icon="pause" onError=${setError} onClick=${async () => {
          setError(null);
          await act(item.id, "pend", { until: until ? new Date(until).toISOString() : null });
          onClose();
          onDone?.();
        }}>${t("Wait for the customer")}<//></footer></form><//>`;
}

/** To a colleague who is here, or to a queue. @param {Asked} props */
export function TransferDialog({ item, onClose, onDone }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [sought, setSought] = useState("");
  const go = async (/** @type {{agent?: string, queue?: string}} */ whom) => {
    setError(null);
    await act(item.id, "transfer", whom);
    onClose();
    onDone?.();
  };
  const fits = (/** @type {any} */ one) => `${one.name} ${one.code}`.toLowerCase().includes(sought.toLowerCase());
  const colleagues = [...agents.value.values()].filter((one) => one.code !== item.agent && (one.code !== me.value?.agent || item.agent) && one.session && fits(one));
  colleagues.sort((a, b) => a.name.localeCompare(b.name));
  const places = [...queues.value.values()].filter((one) => fits(one) && (one.code !== item.queue || item.agent));
  return html`<${Dialog} title=${t("Transfer {item} to whom?", { item: item.id })} onClose=${onClose}>
    <${Text} label=${t("Colleague or queue")} value=${sought} onInput=${setSought} type="search" autocomplete="off" />
    <${Problem} error=${error} />
    <ul class="whom">
      ${colleagues.slice(0, 50).map((one) => html`<li key=${one.code}><${Button} class="full whom-choice" onClick=${() => go({ agent: one.code })} onError=${setError}>
        ${one.name} <span class="push"><${State} state=${one.state} /></span><//></li>`)}
      ${places.map((one) => html`<li key=${`q-${one.code}`}><${Button} icon="people" class="full whom-choice" onClick=${() => go({ queue: one.code })} onError=${setError}>${t("Queue {name}", { name: one.name || one.code })}<//></li>`)}
    </ul>
    ${!colleagues.length && html`<p class="soft">${t("No colleague is here now.")}</p>`}
  <//>`;
}
