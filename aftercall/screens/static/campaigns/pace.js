// The last hour as two charts: lines and agents, abandonment beside its cap. Each with a table and a file beside it.
import { html, useEffect, useMemo, useState } from "~/core/html.js";
import { clock, number, percent, t } from "~/core/i18n.js";
import { moment, now } from "~/core/clock.js";
import { useAsked } from "~/campaigns/asked.js";
import { Icon } from "~/parts/icons.js";
import { why } from "~/parts/said.js";

const [HIGH, LEFT, TOP, BOTTOM] = [160, 46, 10, 20];
const HOUR = 3_600_000;

/** @param {{code: string, board: any}} props */
export function Pace({ code, board }) {
  const asked = useAsked(`/campaigns/${code}/pace`, 5000);
  const [span, setSpan] = useState(15);
  const points = (asked.data?.points ?? []).filter((/** @type {any} */ one) => (moment(one.at) ?? 0) > now() - span * 60_000);
  return html`<section class="card pace"><header class="head"><h2>${t("Pace")}</h2><span class="push switch" role="group" aria-label=${t("How long back")}>
      ${[15, 60].map((minutes) => html`<button key=${minutes} type="button" aria-pressed=${String(span === minutes)} onClick=${() => setSpan(minutes)}>${t("{n} min", { n: minutes })}</button>`)}</span></header>
    ${points.length < 2 ? html`<p class="empty">${t("A chart is drawn as soon as there are a few points; the last hour is kept.")}</p>` : html`
      <${Chart} title=${t("Lines and agents")} points=${points} span=${span} lines=${[
        { name: t("Lines out"), of: (/** @type {any} */ p) => p.lines, look: "one" },
        { name: t("Agents busy"), of: (/** @type {any} */ p) => p.busy, look: "two" },
        { name: t("Agents free"), of: (/** @type {any} */ p) => p.free, look: "three" },
      ]} text=${(/** @type {number} */ value) => number(value)} />
      <${Chart} title=${t("Abandonment, per cent")} points=${points} span=${span} least=${(board?.cap.cap ?? 1) * 1.5} lines=${[
        { name: t("Cap"), of: (/** @type {any} */ p) => p.cap, look: "cap" },
        { name: t("Abandoned"), of: (/** @type {any} */ p) => p.rate, look: "rate" },
      ]} text=${(/** @type {number} */ value) => percent(value, (value * 10) % 1 ? 2 : 1)} />
      <${AsTable} code=${code} points=${points} />`}
  </section>`;
}

/** @typedef {{name: string, of: (point: any) => number | null, look: string}} Line */

/** @param {{title: string, points: any[], span: number, lines: Line[], least?: number, text: (value: number) => string}} props */
function Chart({ title, points, span, lines, least = 4, text }) {
  const top = useMemo(() => roundUp(Math.max(least, ...points.flatMap((point) => lines.map((line) => line.of(point) ?? 0)))), [points, least]);
  const wide = innerWidth < 640 ? 360 : 600; // letters stay readable on a telephone
  const [end, length] = [now(), Math.min(span * 60_000, HOUR)];
  const x = (/** @type {any} */ point) => LEFT + ((wide - LEFT) * ((moment(point.at) ?? 0) - (end - length))) / length;
  const y = (/** @type {number} */ value) => TOP + (HIGH - BOTTOM - TOP) * (1 - value / top);
  const last = points[points.length - 1];
  return html`<figure class="chart"><figcaption><h3>${title}</h3><ul class="legend">${lines.map((line) => html`<li key=${line.name} class=${line.look}><span aria-hidden="true"></span>${line.name}: <b>${known(line.of(last), text)}</b></li>`)}</ul></figcaption>
    <svg viewBox=${`0 0 ${wide} ${HIGH}`} role="img" aria-label=${`${title}: ${lines.map((line) => `${line.name} ${known(line.of(last), text)}`).join(", ")}`}>
      ${[0, 0.5, 1].map((part) => html`<g key=${part} class="grid"><line x1=${LEFT} x2=${wide} y1=${y(top * part)} y2=${y(top * part)} /><text x=${LEFT - 5} y=${y(top * part) + 4} text-anchor="end">${text(top * part)}</text></g>`)}
      ${[0, 1, 2, 3].map((part) => html`<text key=${`t${part}`} class="when" x=${LEFT + ((wide - LEFT) * part) / 3} y=${HIGH - 2} text-anchor=${part === 0 ? "start" : part === 3 ? "end" : "middle"}>${clock(end - length + (length * part) / 3)}</text>`)}
      ${lines.map((line) => html`<path key=${line.name} class=${`line ${line.look}`} d=${drawn(points, line.of, x, y)} />`)}
    </svg></figure>`;
}

/** @param {number | null} value @param {(value: number) => string} text */
function known(value, text) {
  return value === null ? "–" : text(value);
}

/** A gap where nothing is known, or nothing was noted for a while. @param {any[]} points @param {(p: any) => number | null} of @param {(p: any) => number} x @param {(v: number) => number} y */
function drawn(points, of, x, y) {
  let path = "";
  let before = -Infinity;
  for (const point of points) {
    const [value, at] = [of(point), moment(point.at) ?? 0];
    if (value === null) continue;
    path += `${at - before > 30_000 ? "M" : "L"}${x(point).toFixed(1)} ${y(value).toFixed(1)}`;
    before = at;
  }
  return path;
}

/** @param {number} value */
function roundUp(value) {
  const step = 10 ** Math.floor(Math.log10(value)) / 2;
  return Math.ceil(value / step) * step;
}

/** @param {{code: string, points: any[]}} props */
function AsTable({ code, points }) {
  const [file, setFile] = useState("");
  useEffect(() => () => URL.revokeObjectURL(file), [file]);
  const shown = points.filter((_, index) => (points.length - 1 - index) % Math.max(1, Math.ceil(points.length / 15)) === 0);
  function make(/** @type {any} */ event) {
    if (!event.target.open) return;
    const names = ["at", "state", "lines", "ringing", "agents", "free", "busy", "dialled", "live", "abandoned", "rate", "cap", "why"];
    const rows = points.map((point) => names.map((name) => quoted(point[name])).join(","));
    setFile(URL.createObjectURL(new Blob([[names.join(","), ...rows].join("\r\n")], { type: "text/csv" })));
  }
  return html`<details class="as-table" onToggle=${make}><summary>${t("As a table")}</summary>
    ${file && html`<p><a class="button" href=${file} download=${`pace-${code}.csv`}><${Icon} name="download" /><span>${t("All points as CSV")}</span></a></p>`}
    <div class="table-box" tabindex="0" role="region" aria-label=${t("Pace")}><table class="table dense"><caption class="unseen">${t("Pace")}</caption>
      <thead><tr>${[t("Time"), t("Lines out"), t("Agents busy"), t("Agents free"), t("Abandoned"), t("Why")].map((word) => html`<th key=${word} scope="col">${word}</th>`)}</tr></thead>
      <tbody>${shown.reverse().map((point) => html`<tr key=${point.at}><td data-title=${t("Time")}>${clock(moment(point.at) ?? 0, true)}</td><td class="number" data-title=${t("Lines out")}>${number(point.lines)}</td>
        <td class="number" data-title=${t("Agents busy")}>${number(point.busy)}</td><td class="number" data-title=${t("Agents free")}>${number(point.free)}</td><td class="number" data-title=${t("Abandoned")}>${percent(point.rate, 1)}</td><td class="wide" data-title=${t("Why")}>${why(point)}</td></tr>`)}</tbody></table></div></details>`;
}

/** A cell that a spreadsheet takes for text. @param {unknown} value */
function quoted(value) {
  const text = value === null || value === undefined ? "" : String(value);
  return `"${(/^[=+\-@]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
}
