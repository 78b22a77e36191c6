// Alarms: what passes a threshold is marked, and told on top. Thresholds are this browser's; a wall has its own.
import { signal } from "~/core/html.js";
import { moment, now, span } from "~/core/clock.js";
import { n, percent, t } from "~/core/i18n.js";
import { missedChat } from "~/parts/state.js";

const KEPT = "aftercall-thresholds";
export const DEFAULTS = { wait: 60, waiting: 5, level: 80, abandonment: 5, talk: 900, aftercall: 300, break: 1800, chat: 60, due: 300 };

/** @typedef {typeof DEFAULTS} Thresholds seconds, callers, per cent */
/** @type {import("@preact/signals").Signal<Thresholds>} */
export const thresholds = signal(read());

/** @returns {Thresholds} */
function read() {
  try {
    return { ...DEFAULTS, ...JSON.parse(localStorage.getItem(KEPT) ?? "{}") };
  } catch {
    return { ...DEFAULTS }; // somebody else wrote there
  }
}

/** @param {Thresholds} wanted */
export function setThresholds(wanted) {
  thresholds.value = wanted;
  localStorage.setItem(KEPT, JSON.stringify(wanted));
}

/** Why this queue is alarming, most urgent first. @param {any} queue a board @returns {string[]} */
export function queueAlarms(queue) {
  const limit = thresholds.value;
  const since = moment(queue.longest_since);
  const [{ answered, abandoned }, found] = [queue.today, /** @type {string[]} */ ([])];
  if (since !== null && now() - since > limit.wait * 1000) found.push(t("a caller waits for {time}", { time: span(now() - since) }));
  if (queue.waiting > limit.waiting) found.push(t("{count} are waiting", { count: queue.waiting }));
  if (queue.today.service_level !== null && queue.today.service_level < limit.level) found.push(t("service level {share}", { share: percent(queue.today.service_level) }));
  if (answered + abandoned >= 10 && (100 * abandoned) / (answered + abandoned) > limit.abandonment) found.push(t("{share} abandoned", { share: percent((100 * abandoned) / (answered + abandoned)) }));
  const { promises } = queue;
  if (promises?.late > 0) found.push(n("{count} caller waits longer than promised", "{count} callers wait longer than promised", promises.late));
  else if (promises?.warned > 0) found.push(t("a promise to a caller ends in {time}", { time: span(Math.max(0, (moment(promises.next_due) ?? now()) - now()), "down") }));
  if (queue.waiting > 0 && queue.members.logged_in === 0) found.push(t("nobody is logged in"));
  return found;
}

/** Why a queue's chats and tickets are. @param {any} queue a board @returns {string[]} */
export function itemAlarms(queue) {
  const limit = thresholds.value;
  const found = /** @type {string[]} */ ([]);
  const since = moment(queue.chats?.longest_since);
  const due = Math.min(moment(queue.chats?.next_due) ?? Infinity, moment(queue.tickets?.next_due) ?? Infinity);
  if (since !== null && now() - since > limit.chat * 1000) found.push(t("a chat waits for {time}", { time: span(now() - since) }));
  if (due < now()) found.push(t("a chat or ticket is late"));
  else if (due - now() < limit.due * 1000) found.push(t("a promise ends in {time}", { time: span(due - now(), "down") }));
  return found;
}

/** Why this agent is worth a look; empty: all is well. @param {any} agent a board */
export function agentAlarm(agent) {
  const limit = thresholds.value;
  const long = now() - (moment(agent.since) ?? now());
  const back = moment(agent.planned_return);
  if (agent.state === "break" && back !== null && now() > back) return t("was to be back {time} ago", { time: span(now() - back) });
  if (agent.state === "break" && back === null && long > limit.break * 1000) return t("long break");
  if (agent.state === "aftercall" && long > limit.aftercall * 1000) return t("long aftercall");
  if ((agent.state === "talking" || agent.state === "on hold") && long > limit.talk * 1000) return t("long call");
  if (agent.state === "phone") return t("phone lost");
  if (agent.state === "missed") return missedChat(agent) ? t("missed a chat") : t("missed a call");
  return "";
}
