// Words that several nouns share.
import { html } from "~/core/html.js";
import { LANGUAGES, t } from "~/core/i18n.js";

export const SECOND = 1000;
export const MINUTE = 60_000;

/** @returns {[string, string][]} */
export const languages = () => Object.entries(LANGUAGES);

/** @param {{code: string, name?: string}[]} cards @returns {[string, string][]} */
export const choices = (cards) => cards.map((card) => [card.code, called(card)]);

/** Of a calendar: none is always. @param {{code: string, name?: string}[]} calendars @returns {[string, string][]} */
export const always = (calendars) => [["", t("always")], ...choices(calendars)];

/** Its name, and its code where that says something else. @param {{code: string, name?: string}} card */
export const called = (card) => (card.name && card.name !== card.code ? `${card.name} (${card.code})` : card.code);

/** @param {boolean} yes */
export const yesNo = (yes) => (yes ? t("yes") : t("no"));

/** @param {{kind: string, value: string} | null} target */
export function leadsTo(target) {
  if (!target) return "–";
  const words = /** @type {Record<string, string>} */ ({ queue: t("queue"), phone: t("phone"), sound: t("sound"), dialplan: t("dialplan"), hangup: t("hang up") });
  return [words[target.kind] ?? target.kind, target.value].filter(Boolean).join(" ");
}

/** A link to a card. @param {string} noun @param {string} code @param {any} [word] */
export const opens = (noun, code, word) => html`<a class="opener" href=${`/admin/${noun}/${encodeURIComponent(code)}`}>${word ?? code}</a>`;

/** Milliseconds as people say them. @param {number | null} ms */
export function lasts(ms) {
  if (ms === null || ms === undefined) return "–";
  if (ms === 0) return t("none");
  return ms % MINUTE === 0 ? t("{count} min", { count: ms / MINUTE }) : t("{count} s", { count: ms / SECOND });
}
