// How a file is read, and what its columns are: found by the server, chosen by a person.
import { classes, html, useState } from "~/core/html.js";
import { ApiError, put } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { useAsked } from "~/campaigns/asked.js";
import { fields, verdicts } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Select, Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";

const ENCODINGS = ["utf-8", "cp1250", "iso8859-2", "cp1251", "koi8-r", "cp1257", "iso8859-13", "cp1252", "iso8859-15", "utf-16"];

/** @param {{upload: any, onChoose: (wish: any) => Promise<void>}} props */
export function Reading({ upload, onChoose }) {
  const { look, wish } = upload;
  const contacts = upload.purpose === "contacts";
  const [list, setList] = useState(upload.list);
  const [source, setSource] = useState(wish.source);
  const [consent, setConsent] = useState(wish.consent_source);
  const [region, setRegion] = useState(look.region ?? "");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [busy, setBusy] = useState(false);
  const wrong = (/** @type {string} */ field) => (error instanceof ApiError && error.field === field ? error.why : null);
  /** @param {any} what */
  async function choose(what) {
    setError(null);
    setBusy(true);
    try {
      await onChoose(what);
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  }
  const kept = (/** @type {string} */ name, /** @type {string} */ value, /** @type {string} */ before) => value !== before && choose({ [name]: value || null });
  return html`<section class="card" aria-busy=${String(busy)}><h2>${t("How it is read")}</h2>
    <div class="form three">
      ${look.kind === "csv" ? html`
        <${Select} label=${t("Encoding")} value=${look.encoding} options=${options(look.encoding)} help=${wish.encoding ? t("chosen by hand") : look.encoding_how} onChange=${(/** @type {string} */ encoding) => choose({ encoding })} wrong=${wrong("encoding")} />
        <${Select} label=${t("Between the cells")} value=${look.delimiter ?? ""} options=${[[";", t("semicolon ;")], [",", t("comma ,")], ["\t", t("tab")], ["|", t("bar |")], ...(look.delimiter === null ? [["", t("nothing: one column")]] : [])]} onChange=${(/** @type {string} */ delimiter) => choose({ delimiter })} wrong=${wrong("delimiter")} />`
        : html`<${Select} label=${t("Sheet")} value=${look.sheet} options=${look.sheets.map((/** @type {string} */ one) => [one, one])} onChange=${(/** @type {string} */ sheet) => choose({ sheet })} wrong=${wrong("sheet")} />`}
      <${Select} label=${t("First row")} value=${String(look.header)} options=${[["true", t("names of the columns")], ["false", t("a contact already")]]} onChange=${(/** @type {string} */ text) => choose({ header: text === "true" })} />
      <${Text} label=${t("Country of the numbers")} value=${region} maxlength="2" onInput=${(/** @type {string} */ text) => setRegion(text.toUpperCase())} onBlur=${() => kept("region", region, look.region ?? "")} wrong=${wrong("region")} />
      ${contacts ? html`
        <${Text} label=${t("Into the list")} value=${list} maxlength="100" onInput=${setList} onBlur=${() => list !== upload.list && choose({ list })} wrong=${wrong("list")} />
        <${Select} label=${t("A number is a duplicate if it stands")} value=${wish.scope} options=${[["file", t("in this file")], ["list", t("in this list")], ["campaign", t("in this campaign")], ["everywhere", t("anywhere")]]} onChange=${(/** @type {string} */ scope) => choose({ scope })} />
        <${Text} label=${t("Consent: source")} value=${consent} maxlength="200" onInput=${setConsent} onBlur=${() => consent !== wish.consent_source && choose({ consent_source: consent })} help=${t("For rows that do not say it themselves.")} />`
        : html`<${Text} label=${t("Where the numbers are from")} required value=${source} maxlength="200" onInput=${setSource} onBlur=${() => source !== wish.source && choose({ source })} wrong=${wrong("source")} help=${t("A register, letters, the company's own list.")} />`}
    </div><${Problem} error=${error} onClose=${() => setError(null)} /></section>`;
}

/** @param {string} now @returns {[string, string][]} */
function options(now) {
  const all = ENCODINGS.includes(now) ? ENCODINGS : [now, ...ENCODINGS];
  return all.map((one) => [one, one]);
}

/** @param {{upload: any, onChoose: (wish: any) => Promise<void>}} props */
export function Mapping({ upload, onChoose }) {
  const { look } = upload;
  const [name, setName] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const mappings = useAsked("/mappings");
  const known = fields();
  const shown = upload.purpose === "contacts" ? Object.entries(known) : Object.entries(known).filter(([code]) => code === "phone" || code === "ignore" || code === "own");
  const now = Object.fromEntries(look.columns.map((/** @type {any} */ one) => [one.name, one.field]));
  /** @param {any} wish */
  async function choose(wish) {
    setError(null);
    try {
      await onChoose(wish);
    } catch (problem) {
      setError(problem);
    }
  }
  const names = Object.keys(mappings.data ?? {});
  return html`<section class="card"><header class="head"><h2>${t("Columns and the first rows")}</h2><span class="soft">${look.mapped === "guessed" ? t("guessed from headers and cells") : look.mapped}</span>
      ${names.length > 0 && html`<select class="input slim push" aria-label=${t("Take a kept mapping")} onChange=${(/** @type {any} */ event) => event.target.value && choose({ template: event.target.value })}>
        <option value="">${t("Take a kept mapping")}</option>${names.map((one) => html`<option key=${one} value=${one}>${one}</option>`)}</select>`}</header>
    <${Problem} error=${error} onClose=${() => setError(null)} />
    <div class="table-box preview-box" tabindex="0" role="region" aria-label=${t("The first rows")}><table class="table sample"><caption class="unseen">${t("The first rows")}</caption>
      <thead><tr><th scope="col">${t("Row")}</th><th scope="col">${t("Verdict")}</th>${look.columns.map((/** @type {any} */ one) => html`<th key=${one.name} scope="col"><span class="column-name">${one.name}</span>
        <select class=${classes("input", one.field === "phone" && "phone")} aria-label=${t("Column {name} is", { name: one.name })} value=${one.field} onChange=${(/** @type {any} */ event) => choose({ mapping: { ...Object.fromEntries(Object.entries(upload.wish.mapping)), [one.name]: event.target.value } })}>
          ${shown.map(([code, word]) => html`<option key=${code} value=${code} selected=${code === one.field}>${word}</option>`)}</select></th>`)}</tr></thead>
      <tbody>${look.sample.map((/** @type {any} */ row) => html`<tr key=${row.row}><td class="number soft">${row.row}</td>
        <td class="verdict-cell">${row.verdict ? html`<span class=${`verdict ${row.verdict.replaceAll(" ", "-")}`}>${verdicts()[row.verdict]}</span>${row.why && html`<small class="soft">${row.why}</small>`}` : "–"}</td>${look.columns.map((/** @type {any} */ one, /** @type {number} */ index) => html`<td key=${one.name} class=${classes(one.field === "ignore" && "left-out")}>${row.cells[index] ?? ""}</td>`)}</tr>`)}</tbody></table></div>
    <div class="row keep"><input class="input slim" aria-label=${t("Name for this mapping")} placeholder=${t("Name for this mapping")} maxlength="100" value=${name} onInput=${(/** @type {any} */ event) => setName(event.target.value)} />
      <${Button} icon="note" disabled=${!name.trim()} onClick=${async () => {
        await put(`/mappings/${encodeURIComponent(name.trim())}`, { mapping: now });
        toast(t("Kept: files with these columns are read so by themselves."));
        setName("");
        await mappings.again();
      }} onError=${setError}>${t("Keep this mapping")}<//></div></section>`;
}
