// The agent's panel, whole: status on top, the call and its contact in the middle, colleagues and the day beside it.
import { html, signal, useEffect } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { closed, connect, ready, stale } from "~/core/live.js";
import { dials, failed, mine, keepUp, queue, loadCard, loadContact, loadDay, state } from "~/agent/desk.js";
import { Alerts } from "~/agent/alerts.js";
import { Book } from "~/agent/colleagues.js";
import { CallCard } from "~/agent/call.js";
import { ContactCard } from "~/agent/contact.js";
import { DayCard } from "~/agent/day.js";
import { Keys } from "~/agent/keys.js";
import { Pop } from "~/agent/pop.js";
import { Status } from "~/agent/status.js";
import { Button } from "~/parts/button.js";
import { Tabs } from "~/parts/tabs.js";

const tab = signal("call");

export default function Panel() {
  useEffect(() => connect({ panel: true }), []);
  useEffect(keepUp, []);
  useEffect(() => {
    loadContact().catch(failed);
    loadDay().catch(failed);
    if (queue.value) loadCard(queue.value).catch(failed);
    if (queue.value) tab.value = "call";
  }, [state.value, queue.value, dials.value, stale.value === null]);
  if (closed.value === "open" || closed.value === "taken") return html`<${Elsewhere} />`;
  if (!ready.value) return html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  if (!mine.value) return html`<p class="empty">${t("Your agent is not configured any more. Ask an administrator.")}</p>`;
  return html`<div class="desk">
    <${Status} />
    <${Alerts} /><${Keys} />
    <${Tabs} name=${t("Desk")} at=${tab.value} onChange=${(/** @type {string} */ code) => (tab.value = code)}
      tabs=${[["call", t("Call"), "phone"], ["book", t("Colleagues"), "people"], ["day", t("My day"), "clock"]]} />
    <div class="desk-parts" data-tab=${tab.value}>
      <div class="desk-call stack"><${CallCard} /><${Pop} /><${ContactCard} /></div>
      <div class="desk-side stack"><${Book} /><${DayCard} /></div>
    </div>
  </div>`;
}

/** One live panel for each agent. */
function Elsewhere() {
  const taken = closed.value === "taken";
  return html`<div class="card stack elsewhere" role="alert">
    <h1>${taken ? t("Your desk was opened elsewhere") : t("Your desk is open elsewhere")}</h1>
    <p>${taken ? t("Another window took over, so this one stopped. Your state and your calls are not touched.") : t("It is open in another window or on another computer. Only one can be live.")}</p>
    <p><${Button} kind="main" onClick=${() => connect({ panel: true, take: true })}>${t("Go on here")}<//></p>
  </div>`;
}
