// Inputs of a level: a span for each thing that can be promised, and the conditions under which the level is chosen.
import { html, useId, useState } from "~/core/html.js";
import { number, t } from "~/core/i18n.js";
import { targets } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Select, Text } from "~/parts/field.js";

/** What can be promised. @returns {Record<string, string>} */
export const promisable = () => ({ ...targets(), "chat answered": t("Chat answered") });

const UNITS = [3_600_000, 60_000, 1000];

/** @param {number | undefined} ms the greatest unit in which it is whole */
const unitOf = (ms) => UNITS.find((unit) => ms && ms % unit === 0) ?? UNITS[1] ?? 1;

/** @param {any} props */
export function Targets({ field, value, wrong, onInput }) {
  const id = useId();
  const spans = value ?? {};
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    <div class="spans">${Object.entries(promisable()).map(([target, word]) => html`<${Span} key=${target} word=${word} ms=${spans[target]} wrong=${wrong} onInput=${(/** @type {number | null} */ ms) => {
      const { [target]: _, ...others } = spans;
      onInput(ms === null ? others : { ...others, [target]: ms });
    }} />`)}</div>
    ${field.help && html`<p class="help">${field.help}</p>`}${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/** @param {{word: string, ms: number | undefined, wrong: string | null, onInput: (ms: number | null) => void}} props */
function Span({ word, ms, wrong, onInput }) {
  const [unit, setUnit] = useState(unitOf(ms));
  const shown = ms === undefined ? "" : String(ms / unit);
  const units = /** @type {Record<number, string>} */ ({ 3_600_000: t("hours"), 60_000: t("minutes"), 1000: t("seconds") });
  return html`<div class="span-of"><span class="span-word">${word}</span>
    <input class="input amount" type="number" min="0" step="any" inputmode="decimal" aria-label=${word} aria-invalid=${wrong && ms === 0 ? "true" : undefined} value=${shown} placeholder="–"
      onInput=${(/** @type {any} */ event) => {
        const text = event.target.value;
        if (text === "") onInput(null);
        else if (Number.isFinite(Number(text))) onInput(Math.round(Number(text) * unit));
      }} />
    <select class="input" aria-label=${t("Unit of {what}", { what: word })} value=${String(unit)} onChange=${(/** @type {any} */ event) => {
      const next = Number(event.target.value);
      setUnit(next);
      if (ms !== undefined) onInput((ms / unit) * next);
    }}>${UNITS.map((one) => html`<option key=${one} value=${String(one)} selected=${one === unit}>${units[one]}</option>`)}</select></div>`;
}

/** @param {any} props */
export function Whens({ field, value, wrong, onInput }) {
  const id = useId();
  /** @type {any[]} */
  const whens = value ?? [];
  const put = (/** @type {number} */ place, /** @type {any} */ more) => onInput(whens.map((one, other) => (other === place ? { ...one, ...more } : one)));
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    ${whens.length > 0 && html`<ol class="whens">${whens.map((one, place) => html`<li key=${place}><div role="group" class="when" aria-label=${t("Condition {place}", { place: number(place + 1) })}>
      <${Select} label=${t("Queue")} value=${one.queue ?? ""} options=${[["", t("any")], ...field.options]} onChange=${(/** @type {string} */ code) => put(place, { queue: code || null })} />
      <${Text} label=${t("Tag")} value=${one.tag ?? ""} autocomplete="off" onInput=${(/** @type {string} */ text) => put(place, { tag: text || null })} />
      <${Text} label=${t("Customer's level or key")} value=${one.customer ?? ""} autocomplete="off" onInput=${(/** @type {string} */ text) => put(place, { customer: text || null })} />
      <${Text} label=${t("Priority at least")} type="number" min="0" value=${one.priority ?? ""} onInput=${(/** @type {string} */ text) => put(place, { priority: text === "" ? null : Math.round(Number(text)) })} />
      <${Button} kind="quiet" icon="close" label=${t("Remove condition {place}", { place: number(place + 1) })} onClick=${() => onInput(whens.filter((_, other) => other !== place))} /></div></li>`)}</ol>`}
    <div><${Button} icon="plus" onClick=${() => onInput([...whens, { queue: null, tag: null, customer: null, priority: null }])}>${t("Add a condition")}<//></div>
    ${field.help && html`<p class="help">${field.help}</p>`}${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}
