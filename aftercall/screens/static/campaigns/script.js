// What agents read and fill in, with a preview of how they see it.
import { html, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { FormField } from "~/agent/form.js";
import { SaveBar, useDraft } from "~/campaigns/save.js";
import { Button } from "~/parts/button.js";
import { Area, Check, Select, Text } from "~/parts/field.js";

const EXAMPLE = /** @type {Record<string, string>} */ ({ name: "Anna Nowak", number: "+48512345678" });

/** @returns {[string, string][]} */
const kinds = () => [["text", t("Text")], ["long text", t("Long text")], ["number", t("Number")], ["date", t("Date")], ["choice", t("Choice")], ["yes or no", t("Yes or no")]];

/** @param {{code: string, card: any, onSaved: (card: any) => void}} props */
export function Script({ code, card, onSaved }) {
  const form = useDraft(code, { script: card.script, form: card.form }, onSaved, (draft) => draft);
  const { script, form: fields } = form.draft;
  const set = (/** @type {any[]} */ next) => form.setDraft({ ...form.draft, form: next });
  const change = (/** @type {number} */ at, /** @type {any} */ what) => set(fields.map((/** @type {any} */ one, /** @type {number} */ index) => (index === at ? { ...one, ...what } : one)));
  const move = (/** @type {number} */ at, /** @type {number} */ by) => {
    const next = [...fields];
    const [one] = next.splice(at, 1);
    next.splice(at + by, 0, one);
    set(next);
  };
  return html`<div class="stack"><div class="halves">
    <div class="stack">
      <section class="card"><${Area} label=${t("Script")} rows=${10} maxlength="20000" value=${script} onInput=${(/** @type {string} */ text) => form.setDraft({ ...form.draft, script: text })} wrong=${form.wrong("script")}
        help=${t("{name} and the names of the contact's own fields in braces are filled in.", { name: "{name}" })} /></section>
      <section class="card"><header class="head"><h2>${t("Form")}</h2><span class="push"><${Button} icon="plus" onClick=${() => set([...fields, { code: free(fields), label: "", kind: "text", choices: [], required: false }])}>${t("Add a field")}<//></span></header>
        ${!fields.length && html`<p class="empty">${t("No fields yet.")}</p>`}
        <ol class="edited-list">${fields.map((/** @type {any} */ one, /** @type {number} */ at) => html`<li key=${at} class="edited"><${FieldEditor} one=${one} wrong=${form.wrong} change=${(/** @type {any} */ what) => change(at, what)} />
          <div class="row"><${Check} label=${t("Must be filled in")} checked=${one.required} onChange=${(/** @type {boolean} */ required) => change(at, { required })} />
            <span class="row push"><${Button} kind="quiet" icon="up" label=${t("Up")} disabled=${at === 0} onClick=${() => move(at, -1)} /><${Button} kind="quiet" icon="down" label=${t("Down")} disabled=${at === fields.length - 1} onClick=${() => move(at, 1)} />
            <${Button} kind="quiet" icon="trash" label=${t("Remove {code}", { code: one.code })} onClick=${() => set(fields.filter((/** @type {any} */ _, /** @type {number} */ index) => index !== at))} /></span></div></li>`)}</ol></section>
    </div>
    <${Preview} script=${script} fields=${fields} />
  </div><${SaveBar} form=${form} /></div>`;
}

/** @param {any[]} fields */
function free(fields) {
  let number = fields.length + 1;
  while (fields.some((one) => one.code === `field${number}`)) number += 1;
  return `field${number}`;
}

/** @param {{one: any, wrong: (field: string) => string | null, change: (what: any) => void}} props */
function FieldEditor({ one, wrong, change }) {
  return html`<div class="form two">
    <${Text} label=${t("Label")} value=${one.label} maxlength="100" onInput=${(/** @type {string} */ label) => change({ label })} wrong=${wrong(`form.${one.code}.label`)} />
    <${Text} label=${t("Code")} value=${one.code} maxlength="40" onInput=${(/** @type {string} */ code) => change({ code })} wrong=${wrong(`form.${one.code}`)} />
    <${Select} label=${t("Kind")} value=${one.kind} options=${kinds()} onChange=${(/** @type {string} */ kind) => change({ kind, choices: kind === "choice" ? one.choices : [] })} />
    ${one.kind === "choice" && html`<${Area} label=${t("Choices, a line each")} rows=${3} value=${one.choices.join("\n")} onInput=${(/** @type {string} */ text) => change({ choices: text.split("\n").map((line) => line.trimStart()).filter((line, index, all) => line || index === all.length - 1) })} wrong=${wrong(`form.${one.code}.choices`)} />`}
  </div>`;
}

/** @param {{script: string, fields: any[]}} props */
function Preview({ script, fields }) {
  const [filled, setFilled] = useState(/** @type {Record<string, string>} */ ({}));
  const text = script.replace(/\{([^{}]+)\}/g, (whole, name) => EXAMPLE[name] ?? whole);
  return html`<section class="card preview" aria-label=${t("As agents see it")}><h2>${t("As agents see it")}</h2>
    ${script ? html`<p class="script-text">${text}</p>` : html`<p class="soft">${t("No script.")}</p>`}
    <div class="form">${fields.map((one) => html`<${FormField} key=${one.code} field=${one} value=${filled[one.code] ?? ""} wrong=${null} onInput=${(/** @type {string} */ value) => setFilled({ ...filled, [one.code]: value })} />`)}</div></section>`;
}
