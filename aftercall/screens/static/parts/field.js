// Fields of a form, each with its label, its help, and what is wrong with it.
import { html, useId } from "~/core/html.js";

/**
 * @param {{label: any, help?: any, wrong?: string | null, required?: boolean, children: (props: {id: string, "aria-describedby": string | undefined,
 *   "aria-invalid": string | undefined, required: boolean | undefined}) => any}} props
 */
export function Field({ label, help, wrong, required, children }) {
  const id = useId();
  const said = [help && `${id}-help`, wrong && `${id}-wrong`].filter(Boolean).join(" ") || undefined;
  return html`<div class=${wrong ? "field wrong" : "field"}>
    <label for=${id}>${label}${required && html`<span class="required" aria-hidden="true"> *</span>`}</label>
    ${children({ id, "aria-describedby": said, "aria-invalid": wrong ? "true" : undefined, required })}
    ${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
    ${wrong && html`<p class="why" id=${`${id}-wrong`}>${wrong}</p>`}
  </div>`;
}

/**
 * @param {{label: any, value: string, onInput: (value: string) => void, type?: string, help?: any, wrong?: string | null, required?: boolean,
 *   [more: string]: any}} props
 */
export function Text({ label, value, onInput, type = "text", help, wrong, required, ...more }) {
  return html`<${Field} label=${label} help=${help} wrong=${wrong} required=${required}>${(/** @type {any} */ given) =>
    html`<input ...${given} ...${more} type=${type} value=${value} onInput=${(/** @type {any} */ event) => onInput(event.target.value)} />`}<//>`;
}

/**
 * @param {{label: any, value: string, onInput: (value: string) => void, rows?: number, help?: any, wrong?: string | null, required?: boolean,
 *   [more: string]: any}} props
 */
export function Area({ label, value, onInput, rows = 4, help, wrong, required, ...more }) {
  return html`<${Field} label=${label} help=${help} wrong=${wrong} required=${required}>${(/** @type {any} */ given) =>
    html`<textarea ...${given} ...${more} rows=${rows} value=${value} onInput=${(/** @type {any} */ event) => onInput(event.target.value)}></textarea>`}<//>`;
}

/**
 * @param {{label: any, value: string, options: [string, string][], onChange: (value: string) => void, help?: any, wrong?: string | null,
 *   required?: boolean, [more: string]: any}} props options: value, text
 */
export function Select({ label, value, options, onChange, help, wrong, required, ...more }) {
  return html`<${Field} label=${label} help=${help} wrong=${wrong} required=${required}>${(/** @type {any} */ given) =>
    html`<select ...${given} ...${more} value=${value} onChange=${(/** @type {any} */ event) => onChange(event.target.value)}>
      ${options.map(([code, text]) => html`<option key=${code} value=${code} selected=${code === value}>${text}</option>`)}
    </select>`}<//>`;
}

/** @param {{label: any, checked: boolean, onChange: (value: boolean) => void, help?: any, [more: string]: any}} props */
export function Check({ label, checked, onChange, help, ...more }) {
  const id = useId();
  return html`<div class="field check">
    <input id=${id} type="checkbox" checked=${checked} aria-describedby=${help ? `${id}-help` : undefined} ...${more}
      onChange=${(/** @type {any} */ event) => onChange(event.target.checked)} />
    <label for=${id}>${label}</label>${help && html`<p class="help" id=${`${id}-help`}>${help}</p>`}
  </div>`;
}
