// Reports that are mailed: which, to whom, when, and how it went.
import { html, useEffect, useState } from "~/core/html.js";
import { ApiError, del, get, key, post, put } from "~/core/api.js";
import { clock, date, language, LANGUAGES, t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Area, Check, Select, Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";
import { said } from "~/parts/said.js";
import { Table } from "~/parts/table.js";
import { say } from "~/reports/shown.js";

/** @param {{reports: any[]}} props */
export function Mails({ reports }) {
  const [mails, setMails] = useState(/** @type {any[] | null} */ (null));
  const [edited, setEdited] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const load = () => get("/report-mails").then(setMails, setError);
  useEffect(() => void load(), []);
  const name = (/** @type {string} */ code) => say(reports.find((one) => one.code === code)?.name ?? code);
  return html`<section class="card flush" aria-labelledby="mails-title"><header class="head"><h2 id="mails-title">${t("By mail")}</h2>
      <span class="push"><${Button} icon="plus" onClick=${() => setEdited({})}>${t("Have a report mailed")}<//></span></header>
    <${Problem} error=${error} onClose=${() => setError(null)} />
    ${mails && html`<${Table} caption=${t("Reports by mail")} rows=${mails} id=${(/** @type {any} */ one) => one.code} empty=${t("No report is mailed yet.")} columns=${[
      { key: "report", title: t("Report"), cell: (/** @type {any} */ one) => html`<strong>${name(one.report)}</strong>`, by: (/** @type {any} */ one) => name(one.report) },
      { key: "when", title: t("When"), cell: (/** @type {any} */ one) => `${one.every === "day" ? t("Each day") : weekdays()[one.weekday]} ${one.at}` },
      { key: "to", title: t("To"), wide: true, cell: (/** @type {any} */ one) => one.to.join(", ") },
      { key: "next", title: t("Next"), cell: (/** @type {any} */ one) => (one.next ? at(one.next) : t("off")) },
      { key: "last", title: t("Last"), cell: (/** @type {any} */ one) => one.last && html`<span title=${one.last.why}>${states()[one.last.state] ?? one.last.state} ${at(one.last.at)}</span>` },
      { key: "do", title: t("Actions"), hidden: true, cell: (/** @type {any} */ one) => html`<span class="row">
        <${Button} kind="quiet" icon="send" label=${t("Send now")} onClick=${async () => {
          await post(`/report-mails/${encodeURIComponent(one.code)}/send`);
          toast(t("Sent."));
        }} onError=${setError} />
        <${Button} kind="quiet" icon="edit" label=${t("Edit")} onClick=${() => setEdited(one)} />
        <${Button} kind="quiet" icon="trash" label=${t("Remove")} onClick=${async () => {
          await del(`/report-mails/${encodeURIComponent(one.code)}`);
          await load();
        }} onError=${setError} /></span>` },
    ]} />`}
    ${edited && html`<${Editor} card=${edited} reports=${reports} onClose=${() => setEdited(null)} onDone=${load} />`}</section>`;
}

/** @param {{card: any, reports: any[], onClose: () => void, onDone: () => unknown}} props */
function Editor({ card, reports, onClose, onDone }) {
  const [report, setReport] = useState(card.report ?? reports[0]?.code ?? "");
  const [to, setTo] = useState((card.to ?? []).join("\n"));
  const [day, setDay] = useState(card.every === "week" ? String(card.weekday) : "day");
  const [time, setTime] = useState(card.at ?? "07:00");
  const [kind, setKind] = useState(card.kind ?? "xlsx");
  const [tongue, setTongue] = useState(card.language ?? language.value);
  const [active, setActive] = useState(card.active ?? true);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const wrong = (/** @type {string} */ field) => (error instanceof ApiError && error.field?.split(".")[0] === field ? error.why : null);
  async function save() {
    setError(null);
    const when = day === "day" ? { every: "day" } : { every: "week", weekday: Number(day) };
    const saved = await put(`/report-mails/${encodeURIComponent(card.code ?? `m-${key().slice(0, 12)}`)}`, { report, to: to.split(/[\s,;]+/).filter(Boolean), at: time, kind, language: tongue, active, ...when });
    if (saved.warning) toast(said(saved.warning_parts, saved.warning), "info");
    await onDone();
    onClose();
  }
  return html`<${Dialog} title=${t("A report by mail")} onClose=${onClose}>
    <${Select} label=${t("Report")} value=${report} options=${reports.map((one) => [one.code, say(one.name)])} onChange=${setReport} wrong=${wrong("report")} />
    <${Area} label=${t("To")} value=${to} onInput=${setTo} rows=${3} help=${t("Mail addresses, one a line.")} wrong=${wrong("to")} required />
    <${Select} label=${t("When")} value=${day} options=${[["day", t("Each day, of the day before")], ...weekdays().map((name, number) => [String(number), t("{day}, of the seven days before", { day: name })])]} onChange=${setDay} />
    <${Text} label=${t("At")} type="time" value=${time} onInput=${setTime} wrong=${wrong("at")} help=${t("In the site's time zone.")} />
    <${Select} label=${t("File")} value=${kind} options=${[["xlsx", "XLSX"], ["csv", "CSV"]]} onChange=${setKind} />
    <${Select} label=${t("Language")} value=${tongue} options=${Object.entries(LANGUAGES)} onChange=${setTongue} />
    <${Check} label=${t("It is mailed")} checked=${active} onChange=${setActive} />
    <${Problem} error=${error} />
    <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="main" disabled=${!to.trim()} onClick=${save} onError=${setError}>${t("Save")}<//></footer>
  <//>`;
}

/** @param {string} moment */
const at = (moment) => `${date(Date.parse(moment))} ${clock(Date.parse(moment))}`;

/** Monday first. */
function weekdays() {
  const form = new Intl.DateTimeFormat(language.value, { weekday: "long", timeZone: "UTC" });
  return Array.from({ length: 7 }, (_, day) => form.format(Date.UTC(2024, 0, 1 + day)));
}

/** @returns {Record<string, string>} */
const states = () => ({ sent: t("sent"), sending: t("being sent"), failed: t("not sent yet"), "given up": t("given up") });
