// One chat or ticket: whose it is, until when, what was said, what can be done.
import { html, signal, useEffect, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { agents, items, queues, stale } from "~/core/live.js";
import { may, me } from "~/core/me.js";
import { act, read, wish } from "~/items/ask.js";
import { Compose } from "~/items/compose.js";
import { PendDialog, SolveDialog, TransferDialog } from "~/items/dialogs.js";
import { Due, nearest } from "~/items/due.js";
import { KindMark, StageMark, VisitorMark } from "~/items/marks.js";
import { Change } from "~/items/change.js";
import { Thread } from "~/items/thread.js";
import { dated, whose } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Menu, MenuItem } from "~/parts/menu.js";
import { Problem } from "~/parts/notice.js";

/** What a key asked for, of the item that is shown. @type {import("@preact/signals").Signal<"" | "solve" | "pend" | "transfer" | "change">} */
export const asks = signal("");

/** As it stands now: the board while it is live, the rest as the API has it. @param {string} id */
export function useItem(id) {
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const board = items.value.get(id) ?? null;
  const again = () => read(id).then((one) => (setFound(one), setError(null)), setError);
  useEffect(() => {
    if (stale.value === null) void again();
  }, [id, board?.stage, board?.agent, board?.customer?.id, stale.value === null]);
  const item = board || found ? { ...(found?.id === id ? found : {}), ...board } : null;
  return { item: item?.id === id ? item : null, error, again };
}

/** @param {{id: string, back?: () => void, gone?: () => void}} props `gone`: it is no longer mine */
export function Item({ id, back, gone }) {
  const { item, error, again } = useItem(id);
  const [wrong, setWrong] = useState(/** @type {unknown} */ (null));
  const [demands, setDemands] = useState(false);
  useEffect(() => void (asks.value = ""), [id]);
  useEffect(() => {
    if (item?.queue) get(`/queues/${item.queue}`).then((card) => setDemands(Boolean(card.disposition)), () => setDemands(false));
  }, [item?.queue]);
  if (!item) return html`<section class="card item-card">${error ? html`<${Problem} error=${error} />` : html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`}
    ${back && html`<p><${Button} icon="left" onClick=${back}>${t("Back to the list")}<//></p>`}</section>`;
  const close = () => (asks.value = "");
  const over = item.stage === "solved" || item.stage === "closed";
  const done = () => (void again(), gone?.());
  return html`<section class="card item-card" aria-labelledby="item-title">
    <${Head} item=${item} back=${back} onError=${setWrong} done=${done} />
    <${Problem} error=${wrong} onClose=${() => setWrong(null)} />
    <${Thread} item=${item} key=${`t-${id}`} />
    ${over ? html`<${Over} item=${item} onError=${setWrong} again=${again} />` : html`<${Compose} item=${item} key=${`c-${id}-${answers(item)}`} noteOnly=${!answers(item)} />`}
    ${asks.value === "solve" && html`<${SolveDialog} item=${item} demands=${demands} onClose=${close} onDone=${done} />`}
    ${asks.value === "pend" && item.stage === "open" && html`<${PendDialog} item=${item} onClose=${close} />`}
    ${asks.value === "transfer" && html`<${TransferDialog} item=${item} onClose=${close} onDone=${done} />`}
    ${asks.value === "change" && html`<${Change} item=${item} onClose=${close} onDone=${again} />`}
  </section>`;
}

/** Who has it answers; a supervisor may too, where it has no agent. @param {any} item */
const answers = (item) => (item.agent ? item.agent === me.value?.agent : may("steer"));

/** @param {any} item */
const mayAct = (item) => item.agent === me.value?.agent || may("steer");

/** @param {{item: any, back?: () => void, onError: (error: unknown) => void, done: () => void}} props */
function Head({ item, back, onError, done }) {
  const over = item.stage === "solved" || item.stage === "closed";
  const has = item.stage === "open" || item.stage === "pending";
  return html`<header class="item-head">
    ${back && html`<span class="item-back"><${Button} kind="quiet" icon="left" label=${t("Back to the list")} onClick=${back} /></span>`}
    <div class="item-who"><h2 id="item-title"><${KindMark} item=${item} /> ${item.customer?.id ? html`<a href=${`/customers/${item.customer.id}`}>${whose(item)}</a>` : whose(item)} <small class="soft">${item.id}</small></h2>
      ${item.subject && html`<p class="item-subject">${item.subject}</p>`}
      <p class="item-marks"><${StageMark} item=${item} /><${VisitorMark} item=${item} /><${Due} promise=${over ? null : nearest(item)} long />
        <span class="soft">${queues.value.get(item.queue)?.name || item.queue}${item.agent && item.agent !== me.value?.agent ? ` · ${agents.value.get(item.agent)?.name ?? item.agent}` : ""}</span>
        ${item.priority !== 0 && html`<span class="soft">${t("priority {n}", { n: item.priority })}</span>`}
        ${(item.tags ?? []).map((/** @type {string} */ tag) => html`<span key=${tag} class="tag">${tag}</span>`)}</p></div>
    ${mayAct(item) && !over && html`<div class="item-do row">
      <${Button} kind="main" icon="done" title=${t("Solve (Alt+S)")} onClick=${() => (asks.value = "solve")}>${t("Solve")}<//>
      <${Button} icon="transfer" title=${t("Transfer (Alt+T)")} class="item-transfer" onClick=${() => (asks.value = "transfer")}>${t("Transfer")}<//>
      <${Menu} icon="more" name=${t("More for {item}", { item: item.id })} kind="quiet">
        ${item.stage === "open" && html`<${MenuItem} icon="pause" onClick=${() => (asks.value = "pend")}>${t("Wait for the customer…")}<//>`}
        ${item.stage === "pending" && html`<${MenuItem} icon="play" onClick=${() => act(item.id, "reopen").catch(onError)}>${t("Wait no more")}<//>`}
        <${MenuItem} icon="transfer" onClick=${() => (asks.value = "transfer")}>${t("Transfer…")}<//>
        ${has && html`<${MenuItem} icon="undo" onClick=${() => wish(item.id, "return", item.agent).then(done, onError)}>${t("Give back to the queue")}<//>`}
        <${MenuItem} icon="edit" onClick=${() => (asks.value = "change")}>${t("Change…")}<//>
      <//></div>`}
  </header>`;
}

/** Nobody writes where it is over; it can be taken up again. @param {{item: any, onError: (error: unknown) => void, again: () => unknown}} props */
function Over({ item, onError, again }) {
  return html`<footer class="item-over row"><p>${item.stage === "closed" ? t("Closed {time}.", { time: dated(item.closed ?? item.since) }) : t("Solved {time}.", { time: dated(item.solved ?? item.since) })} ${item.disposition ?? ""}</p>
    <span class="push"><${Button} icon="undo" onClick=${() => act(item.id, "reopen").then(again)} onError=${onError}>${t("Take it up again")}<//></span></footer>`;
}
