// Calls in and out, chats and tickets of one customer, newest first, page by page.
import { html, useEffect, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { span } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { agents, queues } from "~/core/live.js";
import { StageMark } from "~/items/marks.js";
import { dated, kinds } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";

const PAGE = 50;

/** @param {{id: string | number}} props */
export function History({ id }) {
  const [rows, setRows] = useState(/** @type {any[] | null} */ (null));
  const [more, setMore] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function load(/** @type {any[]} */ before, /** @type {string} */ after) {
    const page = await get(`/customers/${id}/history?limit=${PAGE}${after ? `&after=${encodeURIComponent(after)}` : ""}`);
    const found = page.rows ?? page;
    setRows([...before, ...found]);
    setMore(page.next ?? (found.length === PAGE ? (found.at(-1)?.at ?? "") : ""));
  }
  useEffect(() => void load([], "").catch(setError), []);
  if (!rows) return error ? html`<${Problem} error=${error} />` : html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  if (!rows.length) return html`<p class="empty">${t("Nothing yet.")}</p>`;
  return html`<${Problem} error=${error} /><ol class="history">${rows.map((row) => html`<li key=${`${row.kind}-${row.id}`}><${Row} row=${row} /></li>`)}</ol>
    ${more && html`<p class="actions"><${Button} onClick=${() => load(rows, more)} onError=${setError}>${t("More")}<//></p>`}`;
}

/** @param {{row: any}} props */
function Row({ row }) {
  const call = row.kind !== "chat" && row.kind !== "ticket";
  const [word, icon] = call ? called(row) : /** @type {[string, string]} */ (kinds()[row.kind]);
  const who = row.agent ? agents.value.get(row.agent)?.name || row.agent : "";
  return html`<span class="history-icon"><${Icon} name=${icon} /></span>
    <div class="history-what"><p><strong>${call ? word : html`<a href=${`/items/${row.id}`}>${word} ${row.id}</a>`}</strong> ${row.subject ?? ""}</p>
      <p class="item-marks soft">${!call && html`<${StageMark} item=${row} />`}${[queues.value.get(row.queue)?.name || row.queue, who, row.number, row.outcome, row.talked_ms ? t("talked {time}", { time: span(row.talked_ms) }) : "", row.disposition].filter(Boolean).map((part, at) => html`<span key=${at}>${part}</span>`)}</p></div>
    <time class="soft clock" datetime=${row.at}>${dated(row.at)}</time>`;
}

/** @param {any} row @returns {[string, string]} */
function called(row) {
  return row.kind === "call out" || row.direction === "out" ? [t("Call to the customer"), "phone"] : [t("Call from the customer"), "ringing"];
}
