// Reasons in the reader's language: the server tells which sentences, and what stands in them. Where we have no words, its English stands.
import { clock, date, language, number, sentence, t } from "~/core/i18n.js";
import { campaignStates } from "~/campaigns/words.js";
import { kinds, stages } from "~/items/words.js";
import { states } from "~/parts/state.js";

/** @typedef {{says: string, values: Record<string, string | number>}} Part */

/**
 * @param {Part[] | null | undefined} parts
 * @param {string} english
 */
export function said(parts, english) {
  void language.value; // whoever shows it is drawn again when the language changes
  if (language.value === "en" || !parts?.length) return english;
  const sentences = parts.map((part) => sentence(part.says, worded(part.values)));
  if (sentences.some((one) => one === null)) return english;
  return sentences.reduce((all, one) => `${all}${all?.endsWith(":") ? "" : ";"} ${one}`) ?? english;
}

/** @param {{why: string, why_parts?: Part[] | null}} told of a wish, an error, a board */
export const why = (told) => said(told.why_parts, told.why);

/** @param {Record<string, string | number>} values */
function worded(values) {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, typeof value === "number" ? number(value) : (words()[name]?.[value] ?? MOMENTS[name]?.(value) ?? value)]));
}

/** Values that are moments, by their name in the sentence. @type {Record<string, (text: string) => string>} */
const MOMENTS = { opens: (text) => `${date(Date.parse(text))} ${clock(Date.parse(text))}` };

/** Values that are words of ours, by their name in the sentence. @returns {Record<string, Record<string, string>>} */
function words() {
  const first = (/** @type {Record<string, string[]>} */ of) => Object.fromEntries(Object.entries(of).map(([word, [text]]) => [word, text ?? word]));
  const many = { chats: t("chats"), tickets: t("tickets"), "chats and tickets": t("chats and tickets") };
  return {
    state: first(states()),
    stage: first(stages()),
    kind: first(kinds()),
    what: { ...many, ...nouns() },
    kinds: many,
    campaign_state: campaignStates(),
    device: { free: t("free"), ringing: t("rings"), busy: t("busy"), "on hold": t("on hold"), gone: t("not registered") },
    how: { over: t("over"), busy: t("busy"), declined: t("declined"), "no answer": t("no answer"), cancelled: t("cancelled"), "not reachable": t("not reachable") },
    turn: turns(),
    known: { none: t("none") },
    place: { everywhere: t("everywhere") },
    number_kind: { premium: t("premium rate"), "shared cost": t("shared cost") },
  };
}

/** @returns {Record<string, string>} */
function turns() {
  return {
    hold: t("hold"), unhold: t("back to the call"), hangup: t("hang up"), transfer: t("transfer"), consult: t("consult"), complete: t("hand over"),
    cancel: t("cancel the consult"), join: t("all together"), dial: t("dial"), listen: t("listen"), change: t("listen otherwise"), unlisten: t("listen no more"),
  };
}

/** @returns {Record<string, string>} */
function nouns() {
  return {
    agent: t("agent"), queue: t("queue"), type: t("work or break type"), phone: t("phone"), number: t("number"), calendar: t("calendar"),
    level: t("level"), campaign: t("campaign"), trunk: t("trunk"), user: t("user"),
  };
}
