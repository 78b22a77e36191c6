// Until when something is promised: a clock with an icon and a word, so that no colour has to be seen.
import { html } from "~/core/html.js";
import { beat, moment, now, tick } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { roughly, targets, when } from "~/items/words.js";
import { Icon } from "~/parts/icons.js";

/** A promise as boards tell it. @typedef {{target: string, state: string, due: string | null, reached: string | null, warned: boolean, left_ms: number}} Promised */

const NEVER = 8.64e15;

/** Its moment counts: it runs, or it was broken and nobody has made up for it. @param {any} promise */
const counts = (promise) => promise.state === "running" || (promise.state === "broken" && !promise.kept);

/** What comes due first. @param {any} item @returns {any} */
export function nearest(item) {
  const live = (item.promises ?? []).filter(counts);
  live.sort((/** @type {any} */ a, /** @type {any} */ b) => (moment(a.due) ?? NEVER) - (moment(b.due) ?? NEVER));
  return live[0] ?? (item.promises ?? []).find((/** @type {any} */ one) => one.state === "paused") ?? null;
}

/** By the server's moments, also between two boards. @param {Promised} promise @returns {"broken" | "warned" | "paused" | "kept" | "running"} */
export function standing(promise) {
  if (promise.state === "running") return (moment(promise.due) ?? NEVER) < now() ? "broken" : promise.warned ? "warned" : "running";
  return /** @type {any} */ (promise.state);
}

/** Most urgent first: the nearest due, then the higher priority, then the older. @param {any[]} items */
export function byUrgency(items) {
  const due = (/** @type {any} */ item) => {
    const promise = nearest(item);
    return promise && counts(promise) ? (moment(promise.due) ?? NEVER) : NEVER;
  };
  return [...items].sort((a, b) => due(a) - due(b) || b.priority - a.priority || (moment(a.came) ?? 0) - (moment(b.came) ?? 0));
}

const LOOKS = /** @type {const} */ ({ broken: ["warn", "bad"], warned: ["clock", "warn"], paused: ["pause", ""], kept: ["done", "good"], running: ["clock", ""] });

/**
 * @param {{promise: Promised | null, long?: boolean, calm?: boolean}} props `long`: with what is promised; `calm`: not each second (in long tables)
 */
export function Due({ promise, long = false, calm = false }) {
  void (calm ? beat : tick).value;
  if (!promise) return null;
  const stands = standing(promise);
  const [icon, tone] = LOOKS[stands];
  const word = targets()[promise.target] ?? promise.target;
  return html`<span class=${`due ${tone}`} title=${promise.due ? t("{what}: due {time}", { what: word, time: when(promise.due) }) : word}><${Icon} name=${icon} size=${15} />
    ${long && html`<span class="due-what">${word}:</span>`} <span class="clock">${text(promise, stands)}</span></span>`;
}

/** @param {Promised} promise @param {string} stands */
function text(promise, stands) {
  const left = (moment(promise.due) ?? now()) - now();
  if (stands === "paused") return t("clock stands");
  if (stands === "kept") return t("kept");
  if (stands === "broken") return t("late by {time}", { time: roughly(-left) });
  return stands === "warned" ? t("due soon: {time}", { time: roughly(left, "down") }) : t("due in {time}", { time: roughly(left, "down") });
}
