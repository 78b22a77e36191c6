// Calls in and out, chats and tickets of one customer, newest first, page by page.
import { html } from "~/core/html.js";
import { span } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { agents, campaigns, queues } from "~/core/live.js";
import { StageMark } from "~/items/marks.js";
import { usePages } from "~/items/pages.js";
import { dated, kinds } from "~/items/words.js";
import { outcomes } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";

const PAGE = 50;

/** @param {{id: string | number}} props */
export function History({ id }) {
  const { rows, more, error } = usePages(`/customers/${id}/history?limit=${PAGE}`);
  if (!rows) return error ? html`<${Problem} error=${error} />` : html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  if (!rows.length) return html`<p class="empty">${t("Nothing yet.")}</p>`;
  return html`<${Problem} error=${error} /><ol class="history">${rows.map((row) => html`<li key=${`${row.what}-${row.ref}`}><${Row} row=${row} /></li>`)}</ol>
    ${more && html`<p class="actions"><${Button} onClick=${more}>${t("More")}<//></p>`}`;
}

/** @param {{row: any}} props */
function Row({ row }) {
  const item = row.what === "item";
  const [word, icon] = item ? /** @type {[string, string]} */ (kinds()[row.kind]) : row.what === "dialled" ? [t("Call to the customer"), "phone"] : [t("Call from the customer"), "ringing"];
  const who = row.agent ? agents.value.get(row.agent)?.name || row.agent : "";
  const place = queues.value.get(row.queue)?.name || campaigns.value.get(row.queue)?.name || row.queue;
  const parts = [place, who, item ? "" : row.what === "dialled" ? (outcomes()[row.state] ?? row.state) : row.agent ? t("answered") : (ends()[row.state] ?? row.state), row.talked_ms ? t("talked {time}", { time: span(row.talked_ms) }) : "", row.disposition];
  return html`<span class="history-icon"><${Icon} name=${icon} /></span>
    <div class="history-what"><p><strong>${item ? html`<a href=${`/items/${row.ref}`}>${word} ${row.ref}</a>` : word}</strong> ${row.subject}</p>
      <p class="item-marks soft">${item && html`<${StageMark} item=${{ stage: row.state }} />`}${parts.filter(Boolean).map((part) => html`<span key=${part}>${part}</span>`)}</p></div>
    <time class="soft clock" datetime=${row.at}>${dated(row.at)}</time>`;
}

/** How a caller left his queue without an agent. @returns {Record<string, string>} */
const ends = () => ({ abandoned: t("hung up while waiting"), timeout: t("waited too long"), full: t("the queue was full"), empty: t("nobody was there"), withdrawn: t("taken out of the queue") });
