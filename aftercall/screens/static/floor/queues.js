// Queues now and today.
import { classes, html } from "~/core/html.js";
import { beat, moment, now, span } from "~/core/clock.js";
import { clock, date, number, percent, t } from "~/core/i18n.js";
import { agents, queues } from "~/core/live.js";
import { queueAlarms } from "~/floor/alarms.js";
import { agentFigures, meaning, promising, queueFigures } from "~/floor/figures.js";
import { Since } from "~/parts/clocks.js";
import { Icon } from "~/parts/icons.js";
import { Table } from "~/parts/table.js";

/** The floor in a few numbers. */
export function Tiles() {
  void beat.value;
  const all = queueFigures([...queues.value.values()]);
  const people = agentFigures([...agents.value.values()]);
  const means = meaning();
  return html`<ul class="tiles">
    <${Tile} word=${t("Waiting")} value=${number(all.waiting)} loud=${all.waiting > 0} />
    <${Tile} word=${t("Longest wait")} value=${all.longest === null ? "–" : span(all.longest)} />
    <${Tile} word=${t("Service level")} value=${percent(all.level)} title=${means.level} />
    <${Tile} word=${t("Abandoned")} value=${percent(all.abandonment, 1)} title=${means.abandonment} />
    <${Tile} word=${t("Free agents")} value=${`${number(people.free)} / ${number(people.here)}`} />
    <${Tile} word=${t("Occupied now")} value=${percent(people.occupied)} title=${means.occupied} />
  </ul>`;
}

/** @param {{word: string, value: string, title?: string, loud?: boolean}} props */
export function Tile({ word, value, title, loud }) {
  return html`<li class=${classes("tile", loud && "loud")} title=${title}><span class="tile-value">${value}</span><span class="tile-word">${word}</span></li>`;
}

/** The next promise to a caller who waits: an icon and words, so that no colour has to be seen. @param {{of: any}} props */
function Promised({ of }) {
  const due = moment(of.next_due);
  if (of.late > 0) return html`<span class="due bad"><${Icon} name="warn" size=${15} /> ${t("{count} late", { count: number(of.late) })}</span>`;
  if (due === null) return "–";
  return html`<span class=${classes("due", of.warned > 0 && "warn")}><${Icon} name="clock" size=${15} /> <span class="clock">${t("in {time}", { time: span(Math.max(0, due - now()), "down") })}</span></span>`;
}

/** Closed by its calendar, and until when. @param {{of: {open: boolean, next_change: string | null} | null}} props */
function Hours({ of }) {
  if (!of || of.open) return null;
  const opens = moment(of.next_change);
  return html`<span class="soft"><${Icon} name="clock" size=${15} /> ${t("closed")} ${opens === null ? "" : t("until {date}, {time}", { date: date(opens), time: clock(opens) })}</span>`;
}

export function QueuesCard() {
  void beat.value;
  const means = meaning();
  const rows = [...queues.value.values()];
  const promised = rows.some((row) => promising(row.promises));
  return html`<section class="card"><h2>${t("Queues")}</h2>
    <${Table} caption=${t("Queues")} rows=${rows} id=${(/** @type {any} */ row) => row.code} sort="waiting" down=${true} empty=${t("There are no queues yet.")}
      rowClass=${(/** @type {any} */ row) => (queueAlarms(row).length ? "alarming" : "")} columns=${[
      { key: "name", title: t("Queue"), cell: (/** @type {any} */ row) => html`<strong>${row.name || row.code}</strong> <${Hours} of=${row.hours} />`, by: (/** @type {any} */ row) => row.name || row.code },
      { key: "waiting", title: t("Waiting"), number: true, cell: (/** @type {any} */ row) => number(row.waiting), by: (/** @type {any} */ row) => row.waiting },
      { key: "longest", title: t("Longest wait"), number: true, cell: (/** @type {any} */ row) => (row.longest_since ? html`<${Since} at=${row.longest_since} />` : "–"), by: (/** @type {any} */ row) => -(Date.parse(row.longest_since ?? "") || Infinity) },
      { key: "free", title: t("Free"), number: true, cell: (/** @type {any} */ row) => `${number(row.members.free)}\u00a0/\u00a0${number(row.members.logged_in)}`, by: (/** @type {any} */ row) => row.members.free },
      { key: "busy", title: t("In calls"), number: true, cell: (/** @type {any} */ row) => number(row.members.talking), by: (/** @type {any} */ row) => row.members.talking },
      { key: "wrap", title: t("Aftercall"), number: true, cell: (/** @type {any} */ row) => number(row.members.aftercall), by: (/** @type {any} */ row) => row.members.aftercall },
      { key: "offered", title: t("Calls today"), number: true, cell: (/** @type {any} */ row) => number(row.today.offered), by: (/** @type {any} */ row) => row.today.offered },
      { key: "answered", title: t("Answered"), number: true, cell: (/** @type {any} */ row) => number(row.today.answered), by: (/** @type {any} */ row) => row.today.answered },
      { key: "abandoned", title: t("Abandoned"), number: true, cell: (/** @type {any} */ row) => number(row.today.abandoned), by: (/** @type {any} */ row) => row.today.abandoned },
      ...(promised ? [
        { key: "due", title: t("Due next"), hint: means.promise, number: true, cell: (/** @type {any} */ row) => html`<${Promised} of=${row.promises} />`, by: (/** @type {any} */ row) => moment(row.promises.next_due) ?? Infinity },
        { key: "broken", title: t("Promises broken"), hint: means.broken, number: true, cell: (/** @type {any} */ row) => t("{count} of {all}", { count: number(row.promises.broken_today), all: number(row.promises.broken_today + row.promises.kept_today) }), by: (/** @type {any} */ row) => row.promises.broken_today },
      ] : []),
      { key: "level", title: t("Service level"), hint: means.level, number: true, cell: (/** @type {any} */ row) => percent(row.today.service_level), by: (/** @type {any} */ row) => row.today.service_level },
    ]} /></section>`;
}
