// Words. English stands in the code and is the key; the other languages are JSON files of the same keys.
import { signal } from "~/core/html.js";

export const LANGUAGES = { en: "English", pl: "Polski", ru: "Русский", et: "Eesti", es: "Español" };
const LOOK = "aftercall-look";
const page = document.documentElement;

/** @typedef {keyof typeof LANGUAGES} Language */

/** @type {import("@preact/signals").Signal<Language>} */
export const language = signal(/** @type {Language} */ (page.lang in LANGUAGES ? page.lang : "en"));
/** @type {import("@preact/signals").Signal<"auto" | "light" | "dark">} */
export const theme = signal(/** @type {any} */ (page.dataset["theme"] ?? "auto"));
/** @type {Record<string, string | Record<string, string>>} */
let words = {};
/** What the server may say of a reason, by the sentence's own name; of English there is none: the server tells it. @type {Record<string, string>} */
let sentences = {};

/** @param {Language} wanted */
export async function speak(wanted) {
  const read = async (/** @type {string} */ file) => (await fetch(`${page.dataset["files"]}/words/${file}.json`)).json();
  [words, sentences] = wanted === "en" ? [{}, {}] : await Promise.all([read(wanted), read(`said/${wanted}`)]);
  page.lang = wanted;
  language.value = wanted;
  remember();
}

/** @param {"auto" | "light" | "dark"} wanted */
export function look(wanted) {
  page.dataset["theme"] = wanted;
  theme.value = wanted;
  remember();
}

/** A cookie, so that the server makes the next page so from its first byte. */
function remember() {
  document.cookie = `${LOOK}=${theme.value}.${language.value}; path=/; max-age=31536000; samesite=lax`;
}

/**
 * @param {string} text in English, with {names} of values
 * @param {Record<string, unknown>} [values]
 */
export function t(text, values = {}) {
  void language.value; // whoever shows it is drawn again when the language changes
  const found = words[text];
  return fill(typeof found === "string" ? found : text, values);
}

/**
 * Of one or many: the text of one, the text of many, and how many there are.
 * @param {string} one
 * @param {string} many
 * @param {number} count
 * @param {Record<string, unknown>} [values]
 */
export function n(one, many, count, values = {}) {
  const rule = new Intl.PluralRules(language.value).select(count);
  const found = words[`${one}|${many}`];
  const text = typeof found === "object" ? (found[rule] ?? found["other"] ?? many) : rule === "one" ? one : many;
  return fill(text, { count: number(count), ...values });
}

/**
 * Null: we have no words for it.
 * @param {string} says
 * @param {Record<string, unknown>} values
 */
export function sentence(says, values) {
  const found = sentences[says];
  return found === undefined ? null : fill(found, values);
}

/**
 * @param {string} text
 * @param {Record<string, unknown>} values
 */
function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/**
 * @param {number} value
 * @param {Intl.NumberFormatOptions} [options]
 */
export function number(value, options) {
  return new Intl.NumberFormat(language.value, options).format(value);
}

/** @param {number | null | undefined} value per cent, as the API gives them */
export function percent(value, digits = 0) {
  return value == null ? "–" : `${number(value, { minimumFractionDigits: digits, maximumFractionDigits: digits })}\u00a0%`;
}

/**
 * The time of day, of a moment in milliseconds, where the person is.
 * @param {number} at
 */
export function clock(at, seconds = false) {
  return new Intl.DateTimeFormat(language.value, { hour: "2-digit", minute: "2-digit", hourCycle: "h23", ...(seconds && { second: "2-digit" }) }).format(at);
}

/** @param {number} at */
export function date(at) {
  return new Intl.DateTimeFormat(language.value, { dateStyle: "medium" }).format(at);
}

/**
 * A name of what people configured, in the language of the reader, else in English, else the first there is.
 * @param {Record<string, string>} names by language
 * @param {string} code when there is none at all
 */
export function named(names, code) {
  return names[language.value] ?? names["en"] ?? Object.values(names)[0] ?? code;
}
