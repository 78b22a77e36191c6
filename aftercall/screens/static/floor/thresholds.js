// Alarms on top of the board, and their thresholds.
import { html, useState } from "~/core/html.js";
import { beat } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { agents, queues } from "~/core/live.js";
import { agentAlarm, DEFAULTS, itemAlarms, queueAlarms, setThresholds, thresholds } from "~/floor/alarms.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";

const SHOWN = 6;

export function AlarmLine() {
  void beat.value;
  const found = [
    ...[...queues.value.values()].map((one) => [one.name || one.code, [...queueAlarms(one), ...itemAlarms(one)].join(", ")]),
    ...[...agents.value.values()].map((one) => [one.name, agentAlarm(one)]),
  ].filter(([, why]) => why);
  if (!found.length) return null;
  return html`<ul class="alarms" aria-label=${t("Alarms")}>${found.slice(0, SHOWN).map(([who, why]) => html`<li key=${who}><${Icon} name="warn" size=${16} /><strong>${who}</strong> ${why}</li>`)}
    ${found.length > SHOWN && html`<li>+${found.length - SHOWN}</li>`}</ul>`;
}

/** @param {{onClose: () => void}} props */
export function ThresholdDialog({ onClose }) {
  const [draft, setDraft] = useState({ ...thresholds.value });
  /** @type {[keyof typeof DEFAULTS, string][]} */
  const rows = [
    ["wait", t("A caller waits longer than, seconds")],
    ["waiting", t("More callers wait than")],
    ["level", t("Service level under, per cent")],
    ["abandonment", t("Abandoned over, per cent")],
    ["talk", t("A call longer than, seconds")],
    ["aftercall", t("An aftercall longer than, seconds")],
    ["chat", t("A chat waits longer than, seconds")],
    ["due", t("A promise of a chat or ticket ends within, seconds")],
    ["break", t("A break longer than, seconds (where none is planned)")],
  ];
  return html`<${Dialog} title=${t("Alarms")} onClose=${onClose} wide>
    <form class="form" onSubmit=${(/** @type {Event} */ event) => {
      event.preventDefault();
      setThresholds(draft);
      onClose();
    }}><p class="soft">${t("Kept in this browser: each wall and each desk may have its own.")}</p>
      <div class="form two">${rows.map(([name, word]) => html`<${Text} key=${name} label=${word} type="number" min="0" required value=${String(draft[name])}
        onInput=${(/** @type {string} */ value) => setDraft({ ...draft, [name]: Number(value) })} />`)}</div>
      <footer class="actions"><${Button} onClick=${() => setDraft({ ...DEFAULTS })}>${t("As at first")}<//><${Button} kind="main" type="submit">${t("Save")}<//></footer>
    </form><//>`;
}
