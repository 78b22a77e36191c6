// Chats and tickets that are offered to me: who, how long still, and the two answers.
import { html, useEffect, useRef } from "~/core/html.js";
import { moment, now, tick } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { play } from "~/core/sound.js";
import { queueName } from "~/agent/desk.js";
import { tell } from "~/agent/alerts.js";
import { accept, decline, offers } from "~/agent/work.js";
import { Due, nearest } from "~/items/due.js";
import { KindMark } from "~/items/marks.js";
import { kinds, whose } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Until } from "~/parts/clocks.js";

const AGAIN = 4000; // ms between two sounds

export function Offers() {
  const ids = offers.value.map((item) => item.id).join();
  const before = useRef("");
  useEffect(() => {
    const known = before.current.split(",");
    before.current = ids;
    if (!ids) return undefined;
    const fresh = offers.value.find((item) => !known.includes(item.id));
    if (fresh) tell(t("{kind} from {name}", { kind: kinds()[fresh.kind]?.[0] ?? "", name: whose(fresh) }));
    play("item");
    const timer = setInterval(() => play("item"), AGAIN);
    return () => clearInterval(timer);
  }, [ids]);
  return html`<div role="status" aria-live="assertive" class="offers">${offers.value.map((item, at) => html`<${Offer} key=${item.id} item=${item} first=${at === 0} />`)}</div>`;
}

/** @param {{item: any, first: boolean}} props */
function Offer({ item, first }) {
  return html`<section class="offer" aria-label=${t("Offer of {item}", { item: item.id })}>
    <${KindMark} item=${item} size=${26} />
    <div class="offer-what"><p><strong>${t("{kind} from {name}", { kind: kinds()[item.kind]?.[0] ?? "", name: whose(item) })}</strong> <small>${queueName(item.queue)}</small></p>
      ${item.subject && html`<p class="offer-subject">${item.subject}</p>`}
      <${Due} promise=${nearest(item)} long /></div>
    <span class="offer-left" aria-hidden="true"><${Until} at=${item.offered.until} /></span>
    <div class="row offer-do"><${Button} kind="main" icon="done" title=${first ? t("Accept (Alt+A)") : undefined} onClick=${() => accept(item.id)}>${t("Accept")}<//>
      <${Button} icon="close" title=${first ? t("Decline (Alt+X)") : undefined} onClick=${() => decline(item.id)}>${t("Decline")}<//></div>
    <${Left} item=${item} />
  </section>`;
}

/** How much of the offer is left, as a bar. @param {{item: any}} props */
function Left({ item }) {
  void tick.value;
  const [since, until] = [moment(item.offered.since ?? item.since) ?? 0, moment(item.offered.until) ?? 0];
  const part = until > since ? Math.min(1, Math.max(0, (until - now()) / (until - since))) : 0;
  return html`<span class="offer-bar" aria-hidden="true"><span style=${{ width: `${100 * part}%` }}></span></span>`;
}
