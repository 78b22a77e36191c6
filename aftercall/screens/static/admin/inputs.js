// One input for each kind of field that cards have.
import { html, useId } from "~/core/html.js";
import { LANGUAGES, t } from "~/core/i18n.js";
import { Asks, Lines, Wordings } from "~/admin/door_inputs.js";
import { Days, Holidays, Week } from "~/admin/hours.js";
import { Targets, Whens } from "~/admin/level_inputs.js";
import { Button } from "~/parts/button.js";
import { Area, Check, Field, Select, Text } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";

/**
 * @typedef {{name: string, kind: "text" | "area" | "number" | "span" | "check" | "select" | "many" | "target" | "places" | "names" | "colour" | "icon" | "targets" | "whens" | "week" | "holidays" | "days" | "lines" | "asks" | "wordings", label: string,
 *   help?: string, required?: boolean, nullable?: boolean, unit?: number, suffix?: string, min?: number, max?: number, step?: number, options?: [string, string][],
 *   all?: string, phones?: [string, string][], wide?: boolean, when?: (values: any) => boolean, type?: string, countries?: any[]}} FieldOf
 *   `span`: milliseconds in the API, `unit` of them here; `all`: of `many`, the word for null
 */

const KINDS = /** @type {Record<string, any>} */ ({ text: OneText, area: LongText, number: Amount, span: Amount, check: YesNo, select: OneOf, many: Many, target: Target, places: Places, names: Names, colour: Colour, icon: Picture, targets: Targets, whens: Whens, week: Week, holidays: Holidays, days: Days, lines: Lines, asks: Asks, wordings: Wordings });

/** @param {{field: FieldOf, value: any, wrong: string | null, onInput: (value: any) => void}} props */
export function Input(props) {
  const Kind = KINDS[props.field.kind];
  return html`<${Kind} ...${props} />`;
}

/** @param {any} props */
function OneText({ field, value, wrong, onInput }) {
  return html`<${Text} label=${field.label} help=${field.help} wrong=${wrong} required=${field.required} value=${value ?? ""} type=${field.type ?? "text"} autocomplete="off"
    onInput=${(/** @type {string} */ text) => onInput(field.nullable && !text ? null : text)} />`;
}

/** @param {any} props */
function LongText({ field, value, wrong, onInput }) {
  return html`<${Area} label=${field.label} help=${field.help} wrong=${wrong} value=${value ?? ""} onInput=${onInput} />`;
}

/** A number; empty is null where that means something. @param {any} props */
function Amount({ field, value, wrong, onInput }) {
  const unit = field.unit ?? 1;
  return html`<${Field} label=${field.suffix ? `${field.label}, ${field.suffix}` : field.label} help=${field.help} wrong=${wrong} required=${field.required}>${(/** @type {any} */ given) => html`<input ...${given} class="amount" type="number"
    inputmode="decimal" min=${field.min ?? 0} max=${field.max} step=${field.step ?? (unit > 1 ? "any" : 1)} value=${value === null || value === undefined ? "" : value / unit}
    onInput=${(/** @type {any} */ event) => {
      const text = event.target.value;
      if (text === "") onInput(field.nullable ? null : 0);
      else if (Number.isFinite(Number(text))) onInput(Math.round(Number(text) * unit));
    }} />`}<//>`;
}

/** @param {any} props */
function YesNo({ field, value, onInput }) {
  return html`<${Check} label=${field.label} help=${field.help} checked=${Boolean(value)} onChange=${onInput} />`;
}

/** @param {any} props */
function OneOf({ field, value, wrong, onInput }) {
  /** @type {[string, string][]} */
  const options = field.nullable ? [["", field.all ?? "–"], ...field.options] : field.options;
  return html`<${Select} label=${field.label} help=${field.help} wrong=${wrong} value=${value ?? ""} options=${options} onChange=${(/** @type {string} */ code) => onInput(field.nullable && !code ? null : code)} />`;
}

/** Any of them; where `all` is said, null is all. @param {any} props */
function Many({ field, value, wrong, onInput }) {
  const id = useId();
  const chosen = new Set(value ?? []);
  const options = /** @type {[string, string][]} */ (field.options);
  const flip = (/** @type {string} */ code) => {
    chosen.has(code) ? chosen.delete(code) : chosen.add(code);
    onInput(options.map(([one]) => one).filter((one) => chosen.has(one)));
  };
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    ${field.all && html`<${Check} label=${field.all} checked=${value === null} onChange=${(/** @type {boolean} */ all) => onInput(all ? null : [])} />`}
    ${value !== null && html`<div class="picks">${options.map(([code, word]) => html`<${Check} key=${code} label=${word} checked=${chosen.has(code)} onChange=${() => flip(code)} />`)}
      ${!options.length && html`<p class="soft">${t("There are none yet.")}</p>`}</div>`}
    ${field.help && html`<p class="help">${field.help}</p>`}${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/** Where a caller goes. @param {any} props */
function Target({ field, value, wrong, onInput }) {
  const kind = value?.kind ?? "";
  /** @type {[string, string][]} */
  const kinds = [["queue", t("To a queue")], ["phone", t("To a phone")], ["sound", t("Play a sound, hang up")], ["dialplan", t("To the site's own dialplan")], ["hangup", t("Hang up")]];
  const lists = /** @type {Record<string, [string, string][]>} */ ({ queue: field.options, phone: field.phones });
  const begin = (/** @type {string} */ code) => onInput(code ? { kind: code, value: lists[code]?.[0]?.[0] ?? "" } : null);
  return html`<div class="pair"><${Select} label=${field.label} help=${field.help} wrong=${wrong} value=${kind} options=${field.nullable ? [["", field.all ?? "–"], ...kinds] : kinds} onChange=${begin} />
    ${lists[kind] && html`<${Select} label=${kind === "queue" ? t("Queue") : t("Phone")} value=${value.value} options=${lists[kind]} onChange=${(/** @type {string} */ code) => onInput({ kind, value: code })} />`}
    ${(kind === "sound" || kind === "dialplan") && html`<${Text} label=${kind === "sound" ? t("Sound") : t("Extension and context")} placeholder=${kind === "sound" ? "custom/closed" : "100@office"} value=${value.value}
      onInput=${(/** @type {string} */ text) => onInput({ kind, value: text })} />`}</div>`;
}

/** Queues with a level in each. @param {any} props */
function Places({ field, value, wrong, onInput }) {
  const id = useId();
  /** @type {[string, number][]} */
  const places = value ?? [];
  const options = /** @type {[string, string][]} */ (field.options);
  const free = options.filter(([code]) => !places.some(([queue]) => queue === code));
  const word = Object.fromEntries(options);
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    ${places.length > 0 && html`<ul class="places">${places.map(([queue, level], place) => html`<li key=${queue} class="row"><span class="places-name">${word[queue] ?? queue}</span>
      <label class="level"><span class="soft">${t("Level")}</span><input class="input" type="number" min="0" max="1000" value=${level} aria-label=${t("Level in {queue}", { queue: word[queue] ?? queue })}
        onInput=${(/** @type {any} */ event) => onInput(places.map((one, other) => (other === place ? [queue, Number(event.target.value) || 0] : one)))} /></label>
      <${Button} kind="quiet" icon="close" label=${t("Leave {queue}", { queue: word[queue] ?? queue })} onClick=${() => onInput(places.filter((_, other) => other !== place))} /></li>`)}</ul>`}
    ${free.length > 0 && html`<select class="input" aria-label=${t("Add a queue")} value="" onChange=${(/** @type {any} */ event) => event.target.value && onInput([...places, [event.target.value, 0]])}>
      <option value="">${t("Add a queue")}…</option>${free.map(([code, name]) => html`<option key=${code} value=${code}>${name}</option>`)}</select>`}
    ${field.help && html`<p class="help">${field.help}</p>`}${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/** One name in each language. @param {any} props */
function Names({ field, value, wrong, onInput }) {
  const id = useId();
  const names = value ?? {};
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    <div class="form two">${Object.entries(LANGUAGES).map(([code, word]) => html`<${Text} key=${code} label=${word} lang=${code} value=${names[code] ?? ""} onInput=${(/** @type {string} */ text) => {
      const { [code]: _, ...others } = names;
      onInput(text.trim() ? { ...others, [code]: text } : others);
    }} />`)}</div>
    ${field.help && html`<p class="help">${field.help}</p>`}${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/** @param {any} props */
function Colour({ field, value, wrong, onInput }) {
  return html`<${Field} label=${field.label} help=${field.help} wrong=${wrong}>${(/** @type {any} */ given) => html`<div class="row"><input ...${given} class="colour" type="color" value=${value || "#5f6368"}
    onInput=${(/** @type {any} */ event) => onInput(event.target.value)} />${value ? html`<code>${value}</code><${Button} kind="quiet" icon="close" label=${t("No colour of its own")} onClick=${() => onInput("")} />` : html`<span class="soft">${t("None")}</span>`}</div>`}<//>`;
}

/** @param {any} props */
function Picture({ field, value, wrong, onInput }) {
  const id = useId();
  return html`<div role="radiogroup" aria-labelledby=${id} class="field"><span class="group-label" id=${id}>${field.label}</span><div class="pictures">
    ${/** @type {[string, string][]} */ ([["", t("By its code")], ...field.options]).map(([code, word]) => html`<label key=${code} class="picture" title=${word}><input type="radio" name=${id} checked=${(value ?? "") === code} onChange=${() => onInput(code)} />
      <span>${code ? html`<${Icon} name=${code} size=${22} label=${word} />` : word}</span></label>`)}</div>
    ${field.help && html`<p class="help">${field.help}</p>`}${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}
