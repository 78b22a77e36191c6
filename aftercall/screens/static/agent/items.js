// My chats and tickets beside the one that is open.
import { classes, html } from "~/core/html.js";
import { number, t } from "~/core/i18n.js";
import { mine, queueName } from "~/agent/desk.js";
import { choose, chosen, own, pull, takes, waits } from "~/agent/work.js";
import { Due, nearest } from "~/items/due.js";
import { Item } from "~/items/item.js";
import { KindMark, Unread, VisitorMark } from "~/items/marks.js";
import { whose } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";

export function ItemsCard() {
  return html`<section class="card items-list" aria-labelledby="items-title">
    <header class="head"><h2 id="items-title">${t("My chats and tickets")}</h2><${ToSolve} /></header>
    ${own.value.length ? html`<ul>${own.value.map((item) => html`<${Row} key=${item.id} item=${item} />`)}</ul>` : html`<p class="soft">${empty()}</p>`}
  </section>`;
}

function empty() {
  if (!mine.value?.session) return t("You are logged off. Start work when you are ready.");
  return takes.value.includes("chat") ? t("Nothing is open. Chats are offered to you as they come.") : t("Nothing is open.");
}

/** The number is of all that wait in my queues. */
export function ToSolve() {
  if (!mine.value?.session || !takes.value.length) return null;
  const count = waits.value;
  return html`<${Button} kind=${count ? "main" : "plain"} icon="ticket" class="to-solve" title=${t("Get the most urgent of what waits (Alt+G)")} disabled=${!count} onClick=${pull}>${t("To solve")} <span class="to-solve-count clock">${number(count)}</span><//>`;
}

/** @param {{item: any}} props */
function Row({ item }) {
  const here = chosen.value === item.id;
  return html`<li><button type="button" class=${classes("item-row", here && "here", item.stage)} aria-current=${here ? "true" : undefined} onClick=${() => choose(item.id)}>
    <${KindMark} item=${item} />
    <span class="item-row-what"><span class="item-row-who">${whose(item)} <${Unread} count=${item.unread} /></span>
      <span class="item-row-subject soft">${item.subject || queueName(item.queue)}</span>
      <span class="item-row-marks">${item.stage === "pending" ? html`<span class="stage pending"><${Icon} name="pause" size=${14} />${t("Waits for the customer")}</span>` : html`<${Due} promise=${nearest(item)} />`}<${VisitorMark} item=${item} /></span></span>
  </button></li>`;
}

/** @param {{back?: () => void}} props */
export function OpenItem({ back }) {
  const id = chosen.value;
  if (!id) return null;
  return html`<${Item} key=${id} id=${id} back=${back ?? (() => choose(null))} gone=${() => choose(null)} />`;
}
