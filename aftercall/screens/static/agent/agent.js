// The agent's panel, whole: status on top, the call and its contact in the middle, colleagues and the day beside it.
import { classes, computed, html, signal, useEffect } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { closed, connect, ready, stale } from "~/core/live.js";
import { aftercall, call, contact, dials, failed, mine, keepUp, queue, loadCard, loadContact, loadDay, state } from "~/agent/desk.js";
import { Alerts } from "~/agent/alerts.js";
import { Book } from "~/agent/colleagues.js";
import { CallCard } from "~/agent/call.js";
import { ContactCard } from "~/agent/contact.js";
import { DayCard } from "~/agent/day.js";
import { ItemsCard, OpenItem } from "~/agent/items.js";
import { Keys } from "~/agent/keys.js";
import { Offers } from "~/agent/offers.js";
import { Pop } from "~/agent/pop.js";
import { Status } from "~/agent/status.js";
import { chosen, own, works } from "~/agent/work.js";
import { Button } from "~/parts/button.js";
import { Tabs } from "~/parts/tabs.js";

const tab = signal("call");
/** There is a call, its aftercall, or a contact to be seen. */
const busy = computed(() => Boolean(call.value || aftercall.value || contact.value));

export default function Panel() {
  useEffect(() => connect({ panel: true }), []);
  useEffect(keepUp, []);
  useEffect(() => {
    loadContact().catch(failed);
    loadDay().catch(failed);
    if (queue.value) loadCard(queue.value).catch(failed);
    if (queue.value) tab.value = "call";
  }, [state.value, queue.value, dials.value, stale.value === null]);
  useEffect(() => {
    if (chosen.value) tab.value = "items";
  }, [chosen.value]);
  const hasItems = works.value || chosen.value !== null;
  const shown = tab.value === "items" && !hasItems ? "call" : tab.value;
  if (closed.value === "open" || closed.value === "taken") return html`<${Elsewhere} />`;
  if (!ready.value) return html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  if (!mine.value) return html`<p class="empty">${t("Your agent is not configured any more. Ask an administrator.")}</p>`;
  return html`<div class="desk">
    <${Status} />
    <${Alerts} /><${Offers} /><${Keys} />
    <${Tabs} name=${t("Desk")} at=${shown} onChange=${(/** @type {string} */ code) => (tab.value = code)}
      tabs=${[["call", t("Call"), "phone"], ...(hasItems ? [["items", own.value.length ? t("Items ({count})", { count: own.value.length }) : t("Items"), "ticket"]] : []), ["book", t("Colleagues"), "people"], ["day", t("My day"), "clock"]]} />
    <div class=${classes("desk-parts", hasItems && "has-items", chosen.value && "fills")} data-tab=${shown}>
      ${hasItems && html`<div class="desk-items stack"><${ItemsCard} /></div>`}
      <div class="desk-main stack"><div class="desk-call stack">${(!chosen.value || busy.value) && html`<${CallCard} />`}<${Pop} /><${ContactCard} /></div>
        ${chosen.value && html`<div class="desk-item"><${OpenItem} /></div>`}</div>
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
