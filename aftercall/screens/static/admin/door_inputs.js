// Inputs of the doors: sites, what a visitor is asked, texts by language.
import { html, useId } from "~/core/html.js";
import { LANGUAGES, t } from "~/core/i18n.js";
import { Area, Select } from "~/parts/field.js";

/** Several, one on a line. @param {any} props */
export function Lines({ field, value, wrong, onInput }) {
  return html`<${Area} label=${field.label} help=${field.help} wrong=${wrong} rows=${3} spellcheck=${false} value=${(value ?? []).join("\n")}
    onInput=${(/** @type {string} */ text) => onInput(text.split("\n").map((one) => one.trim()).filter((one, place, all) => one || place === all.length - 1 && all.length > 1))} />`;
}

/** Each of them: not, if he likes, or must. @param {any} props */
export function Asks({ field, value, wrong, onInput }) {
  const id = useId();
  const now = value ?? {};
  const choose = (/** @type {string} */ name, /** @type {string} */ how) => {
    const next = Object.fromEntries(Object.entries({ ...now, [name]: how === "must" }).filter(([one]) => one !== name || how !== "no"));
    onInput(Object.fromEntries(field.options.map((/** @type {[string, string]} */ [one]) => [one, next[one]]).filter((/** @type {any[]} */ pair) => pair[1] !== undefined)));
  };
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    ${field.options.map((/** @type {[string, string]} */ [name, word]) => html`<${Select} key=${name} label=${word} value=${name in now ? (now[name] ? "must" : "may") : "no"}
      options=${[["no", t("Not asked")], ["may", t("If he likes")], ["must", t("He must say it")]]} onChange=${(/** @type {string} */ how) => choose(name, how)} />`)}
    ${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/** Texts of its own; an empty one is ours. @param {any} props */
export function Wordings({ field, value, wrong, onInput }) {
  const now = value ?? {};
  const set = (/** @type {string} */ language, /** @type {string} */ name, /** @type {string} */ text) => {
    const own = Object.fromEntries(Object.entries({ ...now[language], [name]: text }).filter(([, words]) => words));
    onInput(Object.fromEntries(Object.entries({ ...now, [language]: own }).filter(([, words]) => Object.keys(words).length)));
  };
  return html`<details class="field"><summary>${field.label}</summary>${wrong && html`<p class="why">${wrong}</p>`}
    ${Object.entries(LANGUAGES).map(([language, spoken]) => html`<fieldset key=${language} class="stack"><legend>${spoken}</legend>
      ${field.options.map((/** @type {[string, string]} */ [name, word]) => html`<${Area} key=${name} label=${word} rows=${2} maxlength="500" lang=${language} value=${now[language]?.[name] ?? ""}
        onInput=${(/** @type {string} */ text) => set(language, name, text)} />`)}</fieldset>`)}</details>`;
}
