// One field of a campaign's form.
import { html } from "~/core/html.js";
import { n, named, t } from "~/core/i18n.js";
import { Area, Select, Text } from "~/parts/field.js";

/** @param {any} thing a field (with `label`) or a disposition (with `names` by language) */
export function labelled(thing) {
  if (!thing) return "";
  return thing.names ? named(thing.names, thing.code) : thing.label || thing.code;
}

const LONG = 20_000; // characters, as the server takes them
const SHORT = 500;

/** Browsers cut in silence what is pasted beyond the end. @param {string} value @param {number} most */
function full(value, most) {
  return value.length < most ? null : n("The field is full: it takes {count} character.", "The field is full: it takes {count} characters.", most);
}

/** @param {{field: any, value: string, wrong: string | null, onInput: (value: string) => void}} props */
export function FormField({ field, value, wrong, onInput }) {
  const asked = { label: labelled(field), value, wrong, required: field.required };
  const given = { ...asked, onInput };
  if (field.kind === "long text") return html`<${Area} ...${given} wrong=${wrong ?? full(value, LONG)} maxlength=${LONG} />`;
  if (field.kind === "number") return html`<${Text} ...${given} inputmode="decimal" />`;
  if (field.kind === "date") return html`<${Text} ...${given} type="date" />`;
  if (field.kind === "choice") return html`<${Select} ...${asked} onChange=${onInput} options=${[["", "–"], ...field.choices.map((/** @type {string} */ one) => [one, one])]} />`;
  if (field.kind === "yes or no") return html`<${Select} ...${asked} onChange=${onInput} options=${[["", "–"], ["yes", t("Yes")], ["no", t("No")]]} />`;
  return html`<${Text} ...${given} wrong=${wrong ?? full(value, SHORT)} maxlength=${SHORT} />`;
}
