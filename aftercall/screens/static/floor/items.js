// Chats and tickets on the wallboard: what waits, what is worked on, which promise comes due next.
import { classes, html } from "~/core/html.js";
import { beat, moment, now } from "~/core/clock.js";
import { number, t } from "~/core/i18n.js";
import { queues } from "~/core/live.js";
import { may } from "~/core/me.js";
import { itemAlarms } from "~/floor/alarms.js";
import { roughly, when } from "~/items/words.js";
import { Since } from "~/parts/clocks.js";
import { Icon } from "~/parts/icons.js";
import { Table } from "~/parts/table.js";

const NONE = { waiting: 0, open: 0, pending: 0, longest_since: null, next_due: null, broken_today: 0 };

/** A queue's chats, or its tickets. @param {any} queue @param {"chats" | "tickets"} kind */
export const line = (queue, kind) => queue[kind] ?? NONE;

/** @param {any} one a line */
const busy = (one) => one.waiting + one.open + one.pending + one.broken_today > 0;

/** Of several queues. @param {any[]} boards */
export function itemFigures(boards) {
  const lines = boards.flatMap((queue) => [line(queue, "chats"), line(queue, "tickets")]);
  const oldest = boards.map((queue) => moment(line(queue, "chats").longest_since)).filter((at) => at !== null);
  const sum = (/** @type {any[]} */ all, /** @type {string} */ name) => all.reduce((count, one) => count + one[name], 0);
  return {
    any: lines.some(busy),
    chats: sum(boards.map((queue) => line(queue, "chats")), "waiting"),
    tickets: sum(boards.map((queue) => line(queue, "tickets")), "waiting"),
    broken: sum(lines, "broken_today"),
    oldestChat: oldest.length ? now() - Math.min(.../** @type {number[]} */ (oldest)) : null,
  };
}

/** Only where there are any. */
export function ItemsCard() {
  void beat.value;
  const rows = [...queues.value.values()].filter((queue) => busy(line(queue, "chats")) || busy(line(queue, "tickets")));
  if (!rows.length) return null;
  const name = (/** @type {any} */ row) => row.name || row.code;
  const count = (/** @type {string} */ key, /** @type {string} */ title, /** @type {(row: any) => number} */ of) => ({ key, title, number: true, cell: (/** @type {any} */ row) => number(of(row)), by: of });
  return html`<section class="card"><h2>${t("Chats and tickets")}</h2>
    <${Table} caption=${t("Chats and tickets")} rows=${rows} id=${(/** @type {any} */ row) => row.code} sort="name" rowClass=${(/** @type {any} */ row) => (itemAlarms(row).length ? "alarming" : "")} columns=${[
      { key: "name", title: t("Queue"), cell: (/** @type {any} */ row) => (may("items") && may("steer") ? html`<a class="opener" href=${`/items?queue=${encodeURIComponent(row.code)}`}>${name(row)}</a>` : html`<strong>${name(row)}</strong>`), by: name },
      count("chats", t("Chats waiting"), (row) => line(row, "chats").waiting),
      { key: "oldest", title: t("Oldest chat"), number: true, cell: (/** @type {any} */ row) => (line(row, "chats").longest_since ? html`<${Since} at=${line(row, "chats").longest_since} />` : "–"), by: (/** @type {any} */ row) => -(moment(line(row, "chats").longest_since) ?? Infinity) },
      count("chats-open", t("Chats open"), (row) => line(row, "chats").open + line(row, "chats").pending),
      count("tickets", t("Tickets waiting"), (row) => line(row, "tickets").waiting),
      count("tickets-open", t("Tickets open"), (row) => line(row, "tickets").open),
      count("tickets-pending", t("Tickets pending"), (row) => line(row, "tickets").pending),
      { key: "due", title: t("Due next"), number: true, cell: (/** @type {any} */ row) => html`<${DueNext} at=${nextDue(row)} />`, by: (/** @type {any} */ row) => nextDue(row) ?? Infinity },
      count("broken", t("Late today"), (row) => line(row, "chats").broken_today + line(row, "tickets").broken_today),
    ]} /></section>`;
}

/** @param {any} row @returns {number | null} */
export function nextDue(row) {
  const dues = [moment(line(row, "chats").next_due), moment(line(row, "tickets").next_due)].filter((at) => at !== null);
  return dues.length ? Math.min(.../** @type {number[]} */ (dues)) : null;
}

/** @param {{at: number | null}} props */
function DueNext({ at }) {
  if (at === null) return "–";
  const late = at < now();
  return html`<span class=${classes("due", late && "bad")} title=${when(new Date(at).toISOString())}><${Icon} name=${late ? "warn" : "clock"} size=${15} /> <span class="clock">${late ? t("late by {time}", { time: roughly(now() - at) }) : t("in {time}", { time: roughly(at - now(), "down") })}</span></span>`;
}
