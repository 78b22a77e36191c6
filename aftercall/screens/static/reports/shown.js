// A counted report: chart, table with its total, corrections, and whether it is the same counted twice.
import { html, useMemo, useState } from "~/core/html.js";
import { clock, date, number, percent, t } from "~/core/i18n.js";
import { Check } from "~/parts/field.js";
import { Notice } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";
import { Picture } from "~/reports/chart.js";
import { meanings } from "~/reports/meaning.js";

const MOST_ROWS = 500;
const MOST_SERIES = 4;

/** @param {string} text as the API gives it */
export const say = (text) => meanings()[text] ?? text;

/** @param {string} unit @param {number | null} value */
export function value(unit, value) {
  if (value === null) return "–";
  if (unit === "ms") return lasted(value);
  return unit === "per cent" ? percent(value, 1) : number(value);
}

/** @param {number} ms */
function lasted(ms) {
  const seconds = Math.round(Math.abs(ms) / 1000);
  const two = (/** @type {number} */ part) => String(part).padStart(2, "0");
  return `${ms < 0 ? "-" : ""}${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** @param {{found: any}} props */
export function Shown({ found }) {
  const { report } = found;
  const [all, setAll] = useState(false);
  const figures = report.figures.filter((/** @type {any} */ one) => all || found.lines.some((/** @type {any} */ line) => line.figures[one.code]));
  const rows = found.lines.slice(0, MOST_ROWS);
  const drawn = useMemo(() => series(found), [found, figures.length]);
  return html`<div class="stack">
    <${Same} found=${found} />
    ${found.lines.length > 0 && html`<section class="card" aria-label=${t("Chart")}><${Picture} labels=${drawn.labels} series=${drawn.series} bars=${drawn.labels.length < 3} name=${t("Chart of {report}; the table says the same", { report: say(report.name) })} /></section>`}
    <section class="card flush"><${Table} caption=${say(report.name)} rows=${rows} id=${(/** @type {any} */ line) => `${line.begin} ${Object.values(line.key).join(" ")}`}
      empty=${t("Nothing in this time.")} columns=${columns(found, figures)} /></section>
    ${found.lines.length > 0 && html`<${Total} found=${found} figures=${figures} />`}
    ${found.lines.length > MOST_ROWS && html`<p class="soft">${t("The first {count} lines; the files have all {all}.", { count: number(MOST_ROWS), all: number(found.lines.length) })}</p>`}
    ${found.lines.length > 0 && html`<${Check} label=${t("Columns of nothing too")} checked=${all} onChange=${setAll} />`}
    <${Corrections} found=${found} />
    <${Meaning} report=${report} />
  </div>`;
}

/** @param {any} found @param {any[]} figures */
function columns(found, figures) {
  const keys = found.report.keys;
  return [
    ...(found.step === "all" ? [] : [{ key: "at", title: t("Time"), cell: (/** @type {any} */ line) => line.at, by: (/** @type {any} */ line) => Date.parse(line.begin) }]),
    ...keys.map((/** @type {any} */ key) => ({ key: key.code, title: say(key.name), cell: (/** @type {any} */ line) => line.key[key.code] || "–", by: (/** @type {any} */ line) => line.key[key.code] })),
    ...figures.map((/** @type {any} */ one) => ({ key: one.code, title: say(one.name), hint: say(one.formula), number: true,
      cell: (/** @type {any} */ line) => value(one.unit, line.figures[one.code]), by: (/** @type {any} */ line) => line.figures[one.code] })),
  ];
}

/** @param {{found: any, figures: any[]}} props */
function Total({ found, figures }) {
  return html`<section class="card" aria-labelledby="total-title"><h2 id="total-title">${t("Total")}</h2><dl class="totals">
    ${figures.map((one) => html`<div key=${one.code} title=${say(one.formula)}><dt>${say(one.name)}</dt><dd>${value(one.unit, found.total[one.code])}</dd></div>`)}</dl></section>`;
}

/** @param {{found: any}} props */
function Same({ found }) {
  const wrong = found.doubles.filter((/** @type {any} */ one) => !one.same);
  if (wrong.length) {
    return html`<${Notice} kind="warn" icon="warn"><strong>${t("Counted a second way, from the journal, it is not the same.")}</strong>
      <ul>${wrong.map((/** @type {any} */ one) => html`<li key=${one.what}>${t("{what}: {one} in the report, {other} in the journal ({of})", { ...one, one: number(one.one), other: number(one.other) })}</li>`)}</ul><//>`;
  }
  if (!found.doubles.length) return null;
  return html`<p class="soft">${t("Counted a second way, from the journal: the same.")}${Date.parse(found.doubled_from) > Date.parse(found.begin) && ` ${t("The journal begins at {time}.", { time: when(found.doubled_from) })}`}</p>`;
}

/** @param {{found: any}} props */
function Corrections({ found }) {
  if (!found.corrections.length) return null;
  return html`<section class="card flush" aria-labelledby="corrections-title"><header class="head"><h2 id="corrections-title">${t("Corrections")}</h2></header>
    <${Table} caption=${t("Corrections")} rows=${found.corrections} id=${(/** @type {any} */ one) => `${one.agent} ${one.at} ${one.begin}`} columns=${[
      { key: "agent", title: t("Agent"), cell: (/** @type {any} */ one) => one.agent },
      { key: "begin", title: t("From"), cell: (/** @type {any} */ one) => when(one.begin) },
      { key: "end", title: t("To"), cell: (/** @type {any} */ one) => when(one.end) },
      { key: "state", title: t("Counts as"), cell: (/** @type {any} */ one) => [one.state, one.type].filter(Boolean).join(", ") },
      { key: "by", title: t("By"), cell: (/** @type {any} */ one) => `${one.by}, ${when(one.at)}` },
      { key: "why", title: t("Why"), wide: true, cell: (/** @type {any} */ one) => one.why },
    ]} /></section>`;
}

/** @param {{report: any}} props */
function Meaning({ report }) {
  return html`<details class="card"><summary>${t("What the figures mean")}</summary><dl class="meanings">
    ${report.figures.map((/** @type {any} */ one) => html`<div key=${one.code}><dt>${say(one.name)}</dt><dd>${say(one.formula)}</dd></div>`)}</dl></details>`;
}

/** @param {string} at */
const when = (at) => `${date(Date.parse(at))} ${clock(Date.parse(at))}`;

/**
 * Over time the sums of all lines; of one piece of time the lines themselves.
 * @param {any} found
 * @returns {{labels: string[], series: import("~/reports/chart.js").Series[]}}
 */
function series(found) {
  const { report, lines } = found;
  const drawn = report.chart.map((/** @type {string} */ code) => report.figures.find((/** @type {any} */ one) => one.code === code)).slice(0, MOST_SERIES);
  const name = (/** @type {any} */ line) => (found.step === "all" ? Object.values(line.key).filter(Boolean).join(", ") : line.at);
  const labels = [...new Set(/** @type {string[]} */ (lines.map(name)))];
  return {
    labels,
    series: drawn.map((/** @type {any} */ one) => {
      /** @type {Map<string, number>} */
      const sums = new Map();
      for (const line of lines) sums.set(name(line), (sums.get(name(line)) ?? 0) + (line.figures[one.code] ?? 0));
      return { label: say(one.name), values: labels.map((label) => sums.get(label) ?? null), show: (/** @type {number} */ sum) => value(one.unit, sum) };
    }),
  };
}
