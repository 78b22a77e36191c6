// What is said of chats and tickets: kinds, stages, promises, and how spans and moments read.
import { moment, now, span } from "~/core/clock.js";
import { clock, date, number, t } from "~/core/i18n.js";

/** @returns {Record<string, [string, string]>} word and icon of each kind */
export function kinds() {
  return { chat: [t("Chat"), "chat"], ticket: [t("Ticket"), "ticket"] };
}

/** @returns {Record<string, [string, string]>} word and icon of each stage */
export function stages() {
  return {
    waiting: [t("Waiting"), "clock"],
    offered: [t("Offered"), "ringing"],
    open: [t("Open"), "play"],
    pending: [t("Waits for the customer"), "pause"],
    solved: [t("Solved"), "done"],
    closed: [t("Closed"), "stop"],
  };
}

/** @returns {Record<string, string>} what is promised */
export function targets() {
  return {
    "call answered": t("Call answered"),
    "chat answered": t("Answer"),
    "first answered": t("First answer"),
    "next answered": t("Next answer"),
    solved: t("Solution"),
  };
}

const [HOUR, DAY] = [3_600_000, 86_400_000];

/** Below an hour to the second, above it without: `4:05`, `3h 12m`, `2d 3h`. @param {number} ms @param {"up" | "down"} [way] */
export function roughly(ms, way = "up") {
  if (ms < HOUR) return span(ms, way);
  const unit = (/** @type {number} */ count, /** @type {string} */ of) => number(count, { style: "unit", unit: of, unitDisplay: "narrow" });
  if (ms < DAY) return `${unit(Math.floor(ms / HOUR), "hour")} ${unit(Math.floor(ms / 60_000) % 60, "minute")}`;
  return `${unit(Math.floor(ms / DAY), "day")} ${unit(Math.floor(ms / HOUR) % 24, "hour")}`;
}

/** The time, with its day where that is another. @param {string | null | undefined} iso */
export function when(iso) {
  const at = moment(iso);
  if (at === null) return "";
  return new Date(at).toDateString() === new Date(now()).toDateString() ? clock(at) : dated(iso);
}

/** The day and the time. @param {string | null | undefined} iso */
export function dated(iso) {
  const at = moment(iso);
  return at === null ? "" : `${date(at)} ${clock(at)}`;
}

/** Whose it is. @param {any} item a board, or an item as the API gives it */
export function whose(item) {
  return item.customer?.name || item.customer?.email || item.customer?.phone || t("Unknown customer");
}

/** @param {number} bytes */
export function sized(bytes) {
  const [value, unit] = bytes < 1000 ? [bytes, "byte"] : bytes < 1e6 ? [bytes / 1000, "kilobyte"] : [bytes / 1e6, "megabyte"];
  return number(value, { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: value < 10 && unit !== "byte" ? 1 : 0 });
}
