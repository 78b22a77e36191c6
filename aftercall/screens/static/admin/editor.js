// One card of any noun: its fields in groups, saved by what changed alone; what is wrong stands beside its field.
import { html, useEffect, useMemo, useRef, useState } from "~/core/html.js";
import { ApiError, del, put } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { beforeLeaving, go } from "~/core/route.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { Input } from "~/admin/inputs.js";
import { Button } from "~/parts/button.js";
import { Confirm } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";
import { Notice, Problem, toast } from "~/parts/notice.js";

/** @typedef {import("~/admin/nouns.js").Noun} Noun */

/** @param {{noun: Noun, code: string | null}} props code null: a new one */
export function Editor({ noun, code }) {
  const card = useAsked(code === null ? null : noun.api + at(code));
  const known = useKnown(noun.needs);
  const fresh = useMemo(() => ({ value: noun.fresh(), error: null, again: async () => {} }), []);
  return html`<section class="stack" aria-labelledby="page-title">
    <a class="to-list" href=${`/admin/${noun.code}`}><${Icon} name="left" />${noun.title}</a>
    <${Awaited} asked=${known}>${(/** @type {any} */ lists) => html`<${Awaited} asked=${code === null ? fresh : card}>${(/** @type {any} */ found) =>
      html`<${Form} noun=${noun} code=${code} card=${found} known=${lists} again=${card.again} />`}<//>`}<//>
  </section>`;
}

/** Other cards that this one refers to, by noun. @param {string[]} needs */
function useKnown(needs) {
  const lists = needs.map((name) => useAsked(`/${name}`)); // always the same ones for a noun
  const error = lists.find((one) => one.error && one.value === null)?.error ?? null;
  const value = lists.every((one) => one.value !== null) ? Object.fromEntries(needs.map((name, place) => [name, lists[place]?.value])) : null;
  return { value, error, again: async () => void (await Promise.all(lists.map((one) => one.again()))) };
}

/** @param {{noun: Noun, code: string | null, card: any, known: any, again: () => Promise<void>}} props */
function Form({ noun, code, card, known, again }) {
  const [name, setName] = useState("");
  const [values, setValues] = useState(/** @type {Record<string, any>} */ ({}));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [shown, setShown] = useState(/** @type {any} */ (null));
  const [removing, setRemoving] = useState(false);
  const place = useRef(/** @type {HTMLFormElement | null} */ (null));
  const merged = { ...card, ...values };
  const changed = Object.fromEntries(Object.entries(values).filter(([field, value]) => JSON.stringify(value) !== JSON.stringify(card[field])));
  const dirty = Object.keys(changed).length > 0 || name !== "";
  const sections = noun.sections(merged, known, code === null);
  const wrong = blamed(error, sections, code === null);
  useEffect(() => {
    beforeLeaving(() => (dirty ? t("What you changed is not saved. Leave this page?") : null));
    return () => beforeLeaving(null);
  }, [dirty]);
  useEffect(() => {
    const first = error && place.current?.querySelector("[aria-invalid]");
    if (first instanceof HTMLElement) first.focus(), first.scrollIntoView({ block: "center" });
  }, [error]);

  async function save() {
    setError(null);
    try {
      const saved = await put(noun.api + at(code ?? name.trim()), code === null ? { ...noun.demanded?.(merged), ...changed } : changed);
      beforeLeaving(null);
      if (saved.warning) toast(saved.warning, "info");
      else toast(saved.done === "same" ? t("Nothing was to be changed.") : t("Saved."));
      setShown(noun.once?.(saved) ?? null);
      setValues({});
      setName("");
      if (code === null && !noun.once?.(saved)) go(`/admin/${noun.code}${at(saved[noun.key])}`, true);
      else if (code === null) setShown({ ...noun.once?.(saved), code: saved[noun.key] });
      else await again();
    } catch (failed) {
      setError(failed);
    }
  }

  if (shown?.code) return html`<${Once} shown=${shown} noun=${noun} />`;
  return html`<header class="head"><h1 id="page-title">${code === null ? noun.add : noun.called(card)}</h1>
      ${code !== null && html`<div class="row push">${noun.Actions && html`<${noun.Actions} card=${card} again=${again} />`}
        ${noun.remove && html`<${Button} kind="danger" icon="trash" onClick=${() => setRemoving(true)}>${t("Remove")}<//>`}</div>`}</header>
    ${shown && html`<${Once} shown=${shown} noun=${noun} />`}
    <form ref=${place} class="editor" noValidate onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${wrong.field === null && html`<${Problem} error=${error} />`}
      ${code === null && html`<div class="card form"><${Text} label=${noun.keyLabel} help=${noun.keyHelp} value=${name} required autocomplete="off" autocapitalize="none" spellcheck=${false} maxlength="64"
        wrong=${wrong.field === "code" ? wrong.why : null} onInput=${setName} /></div>`}
      ${sections.map((section) => html`<${Section} key=${section.title} section=${section} values=${merged} wrong=${wrong}
        onInput=${(/** @type {string} */ field, /** @type {any} */ value) => setValues((old) => ({ ...old, [field]: value }))} />`)}
      <div class="save"><${Button} kind="main" type="submit" icon="done" disabled=${code === null ? !name.trim() : !dirty} onClick=${save}>${code === null ? noun.add : t("Save")}<//>
        ${dirty && code !== null && html`<${Button} icon="undo" onClick=${() => (setValues({}), setError(null))}>${t("Take back")}<//>`}</div>
    </form>
    ${code !== null && noun.Extra && html`<${noun.Extra} card=${card} known=${known} again=${again} />`}
    ${removing && html`<${Confirm} title=${t("Remove {name}?", { name: noun.called(card) })} yes=${t("Remove")} onClose=${() => setRemoving(false)}
      onYes=${async () => {
        const gone = await del(noun.api + at(card[noun.key]));
        if (gone.warning) toast(gone.warning, "info");
        beforeLeaving(null);
        go(`/admin/${noun.code}`);
      }}><p>${noun.remove}</p><//>`}`;
}

/** What is shown once and never again. @param {{shown: {title: string, secret: string, code?: string}, noun: Noun}} props */
function Once({ shown, noun }) {
  return html`<div class="stack"><${Notice} kind="good" icon="key"><p><strong>${shown.title}</strong></p><p><code class="secret">${shown.secret}</code></p>
    <p>${t("It is shown here and never again: copy it now.")}</p><//>
    ${shown.code && html`<div><a class="button main" href=${`/admin/${noun.code}${at(shown.code)}`}><span>${t("Go on")}</span></a></div>`}</div>`;
}

/** @param {{section: any, values: any, wrong: {field: string | null, why: string}, onInput: (field: string, value: any) => void}} props */
function Section({ section, values, wrong, onInput }) {
  const fields = section.fields.filter((/** @type {any} */ field) => !field.when || field.when(values));
  return html`<fieldset class="card section"><legend>${section.title}</legend>${section.about && html`<p class="soft about">${section.about}</p>`}
    <div class="form two">${fields.map((/** @type {any} */ field) => html`<div key=${field.name} class=${field.wide ? "whole" : ""}>
      <${Input} field=${field} value=${values[field.name]} wrong=${wrong.field === field.name ? wrong.why : null}
        onInput=${(/** @type {any} */ value) => onInput(field.name, value)} /></div>`)}</div>
  </fieldset>`;
}

/**
 * The field that the server blames, if it is one of these.
 * @param {unknown} error
 * @param {any[]} sections
 * @param {boolean} isNew
 * @returns {{field: string | null, why: string}}
 */
function blamed(error, sections, isNew) {
  if (!(error instanceof ApiError) || !error.field) return { field: null, why: "" };
  const [first = ""] = error.field.split(/[.[]/);
  const why = [error.why, error.remedy].filter(Boolean).join("; ");
  const names = sections.flatMap((section) => section.fields.map((/** @type {any} */ field) => field.name));
  const field = names.find((name) => name === first) ?? (first.startsWith("penalty") && names.includes("queues") ? "queues" : null);
  if (field) return { field, why };
  return { field: isNew && ["code", "did", "name"].includes(first) ? "code" : null, why };
}
