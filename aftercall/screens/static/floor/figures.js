// What is counted of queues and agents for the wallboard; each formula once, with its definition beside it.
import { t } from "~/core/i18n.js";
import { moment, now } from "~/core/clock.js";

/** @typedef {{waiting: number, longest: number | null, offered: number, answered: number, abandoned: number, level: number | null,
 *   abandonment: number | null, asa: number | null, longestToday: number}} QueueFigures spans in ms, shares in per cent */

/** @param {any[]} queues boards @returns {QueueFigures} */
export function queueFigures(queues) {
  const sum = (/** @type {(today: any) => number} */ of) => queues.reduce((all, queue) => all + of(queue.today), 0);
  const since = queues.map((queue) => moment(queue.longest_since)).filter((at) => at !== null);
  const [answered, abandoned, short] = [sum((day) => day.answered), sum((day) => day.abandoned), sum((day) => day.short)];
  return {
    waiting: queues.reduce((all, queue) => all + queue.waiting, 0),
    longest: since.length ? now() - Math.min(.../** @type {number[]} */ (since)) : null,
    offered: sum((day) => day.offered),
    answered,
    abandoned,
    level: share(sum((day) => day.in_level), answered + abandoned - short),
    abandonment: share(abandoned, answered + abandoned),
    asa: answered ? sum((day) => day.waited_ms) / answered : null,
    longestToday: Math.max(0, ...queues.map((queue) => queue.today.longest_ms)),
  };
}

/** What each figure means, for its tooltip. */
export function meaning() {
  return {
    level: t("Answered within the queue's threshold, of all answered and abandoned today; who hung up within the threshold is not counted."),
    abandonment: t("Callers who hung up while they waited, of all answered and abandoned today."),
    promise: t("When the next promise to a caller who waits ends; late: so many wait longer than they were promised."),
    broken: t("Promises to callers broken today, of all that were kept or broken; who hung up in time is not counted."),
    asa: t("Average wait of the calls answered today."),
    occupied: t("Agents in a call or in its aftercall, of all who take calls now."),
  };
}

/** Something is promised to callers of this queue. @param {any} of its promises */
export const promising = (of) => Boolean(of) && of.running + of.late + of.kept_today + of.broken_today + of.given_up_today > 0;

/** Of several queues: how many wait too long, how many were broken today, and the share that was kept. @param {any[]} queues boards */
export function promiseFigures(queues) {
  const all = queues.map((queue) => queue.promises).filter(promising);
  const sum = (/** @type {string} */ name) => all.reduce((count, one) => count + one[name], 0);
  const [broken, kept] = [sum("broken_today"), sum("kept_today")];
  return { any: all.length > 0, late: sum("late"), broken, share: share(kept, kept + broken) };
}

const BUSY = ["ringing", "talking", "on hold", "aftercall"];

/** @param {any[]} agents boards */
export function agentFigures(agents) {
  const here = agents.filter((agent) => agent.session);
  const busy = here.filter((agent) => BUSY.includes(agent.state)).length;
  const free = here.filter((agent) => agent.state === "free").length;
  /** @type {Record<string, number>} */
  const states = {};
  for (const agent of here) states[agent.state] = (states[agent.state] ?? 0) + 1;
  return { here: here.length, busy, free, states, occupied: share(busy, busy + free) };
}

/** @param {number} part @param {number} whole */
function share(part, whole) {
  return whole > 0 ? (100 * part) / whole : null;
}
