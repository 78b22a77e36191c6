// What a dry run says of each row, page by page.
import { html, useEffect, useState } from "~/core/html.js";
import { get, ROOT } from "~/core/api.js";
import { n, number, t } from "~/core/i18n.js";
import { Counts } from "~/campaigns/counts.js";
import { spanWords, verdicts } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Notice, Problem } from "~/parts/notice.js";

const PAGE = 20;

/** @param {{id: string, upload: any}} props */
export function Verdicts({ id, upload }) {
  const { trial } = upload;
  const [only, setOnly] = useState("");
  const [pages, setPages] = useState([0]);
  const [rows, setRows] = useState(/** @type {any[]} */ ([]));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const after = pages[pages.length - 1];
  const contacts = upload.purpose === "contacts";
  useEffect(() => {
    if (!contacts) return;
    const verdict = only ? `&verdict=${encodeURIComponent(only)}` : "";
    get(`/uploads/${id}/verdicts?after=${after}&limit=${PAGE}${verdict}`).then(setRows, setError);
  }, [id, only, after, trial]);
  const filter = (/** @type {string} */ word) => {
    setOnly(word);
    setPages([0]);
  };
  return html`<section class="card"><h2>${t("What a load would do")}</h2><${Counts} counts=${trial} />
    ${trial.ambiguous_zones.map((/** @type {any} */ one) => html`<${Notice} key=${one.zones.join()} kind="warn" icon="clock">${n("{count} row may be in any of {zones} time zones", "{count} rows may be in any of {zones} time zones", one.rows, { zones: one.zones.length })}: ${t("{span} a day are lawful in all of them. A column with the time zone helps.", { span: spanWords(one.left_ms) })}<//>`)}
    ${Object.keys(trial.reasons).length > 0 && html`<details><summary>${t("Reasons")}</summary><ul class="reasons">${Object.entries(trial.reasons).map(([why, count]) => html`<li key=${why}><b>${number(/** @type {number} */ (count))}</b> ${why}</li>`)}</ul></details>`}
    ${upload.rejected > 0 && html`<p><a class="button" href=${`${ROOT}/uploads/${id}/rejected`} download><${Icon} name="download" /><span>${n("{count} row that would not be loaded", "{count} rows that would not be loaded", upload.rejected)}</span></a></p>`}
    <${Problem} error=${error} />
    ${contacts && html`<div class="switch" role="group" aria-label=${t("Show")}>${[["", t("All")], ...Object.entries(verdicts())].map(([code, word]) => html`<button key=${code} type="button" aria-pressed=${String(only === code)} onClick=${() => filter(String(code))}>${word}</button>`)}</div>
    <div class="table-box" tabindex="0" role="region" aria-label=${t("Verdicts")}><table class="table dense"><caption class="unseen">${t("Verdicts")}</caption><thead><tr><th scope="col">${t("Row")}</th><th scope="col">${t("Verdict")}</th><th scope="col">${t("Contact")}</th><th scope="col">${t("Why")}</th></tr></thead>
      <tbody>${rows.map((row) => html`<tr key=${row.place}><td class="number" data-title=${t("Row")}>${row.row}</td><td data-title=${t("Verdict")}><span class=${`verdict ${row.verdict.replaceAll(" ", "-")}`}>${verdicts()[row.verdict]}</span></td><td data-title=${t("Contact")}>${row.who}</td><td class="wide" data-title=${t("Why")}>${row.why}</td></tr>`)}</tbody></table></div>
    ${!rows.length && html`<p class="empty">${t("No such row.")}</p>`}
    <div class="actions"><${Button} icon="left" disabled=${pages.length < 2} onClick=${() => setPages(pages.slice(0, -1))}>${t("Back")}<//>
      <${Button} disabled=${rows.length < PAGE} onClick=${() => setPages([...pages, rows[rows.length - 1].place])}>${t("Next page")}<//></div>`}
  </section>`;
}
