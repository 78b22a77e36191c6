// The contact of a campaign: who it is, what to say, what to write down, and what became of it.
import { html, useEffect, useMemo, useRef, useState } from "~/core/html.js";
import { ApiError, post, signedOut } from "~/core/api.js";
import { clock, date, t } from "~/core/i18n.js";
import { moment } from "~/core/clock.js";
import { stale } from "~/core/live.js";
import { me } from "~/core/me.js";
import { contact, draft, keepDraft, loadContact, wish } from "~/agent/desk.js";
import { Disposition } from "~/agent/disposition.js";
import { FormField, labelled } from "~/agent/form.js";
import { Button } from "~/parts/button.js";
import { Until } from "~/parts/clocks.js";
import { Problem, toast } from "~/parts/notice.js";
import { why } from "~/parts/said.js";

const PAUSE = 800; // ms without a key, then the draft is kept

export function ContactCard() {
  const found = contact.value;
  if (!found) return null;
  return html`<section class="card contact" aria-labelledby="contact-name" key=${found.attempt}>
    <header class="contact-head"><div><h2 id="contact-name">${found.name || found.number}</h2><p class="soft">${found.number}${found.zone && html` · ${local(found.zone)}`}</p></div>
      ${found.stage === "shown" && html`<${Preview} found=${found} />`}</header>
    <div class="contact-parts">
      <div class="stack"><${Facts} found=${found} />${found.script && html`<div class="script"><h3>${t("Script")}</h3><p>${spoken(found)}</p></div>`}<${Past} past=${found.past} attempt=${found.attempt} /></div>
      ${found.stage !== "shown" && html`<${Written} found=${found} key=${found.attempt} />`}
    </div>
  </section>`;
}

/** Dialled by itself at its moment, or when I say so. @param {{found: any}} props */
function Preview({ found }) {
  return html`<div class="row push">
    <${Button} kind="main" icon="phone" onClick=${() => wish("dial")}>${t("Dial")}${found.dials_at && html` <${Until} at=${found.dials_at} />`}<//>
    <${Button} icon="right" onClick=${() => wish("skip")}>${t("Skip")}<//></div>`;
}

/** @param {{found: any}} props */
function Facts({ found }) {
  const rows = Object.entries(found.fields);
  if (!rows.length && found.numbers.length < 2) return null;
  return html`<dl class="contact-facts">${rows.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}
    ${found.numbers.length > 1 && html`<div><dt>${t("Numbers")}</dt><dd>${found.numbers.map((/** @type {any} */ one) => `${one.number}${one.kind ? ` (${one.kind})` : ""}`).join(", ")}</dd></div>`}</dl>`;
}

/** @param {{past: any[], attempt: string}} props */
function Past({ past, attempt }) {
  const earlier = past.filter((one) => one.id !== attempt).reverse();
  if (!earlier.length) return null;
  return html`<details class="past"><summary>${t("Earlier attempts")} (${earlier.length})</summary><ul>${earlier.map((one) => html`<li key=${one.id}>
    <time class="clock">${date(moment(one.began) ?? 0)} ${clock(moment(one.began) ?? 0)}</time> ${one.disposition ?? one.outcome ?? ""}${one.agent && html` <span class="soft">${one.agent}</span>`}</li>`)}</ul></details>`;
}

/** The form and the disposition; whatever is written lies on the server a moment later. @param {{found: any}} props */
function Written({ found }) {
  const about = found.attempt;
  const [values, setValues] = useState(/** @type {Record<string, string>} */ (found.filled ?? {}));
  const [said, setSaid] = useState(/** @type {any} */ ({ disposition: found.disposition ?? "", callback: null }));
  const [kept, setKept] = useState(/** @type {"" | "keeps" | "kept" | "failed"} */ (""));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const touched = useRef(false);
  const heard = stale.value === null && !signedOut.value; // what could not be kept meanwhile is kept when the server is back
  useEffect(() => {
    draft(about).then((one) => {
      if (touched.current || !one?.content) return;
      setValues((now) => ({ ...now, ...one.content.values }));
      setSaid((/** @type {any} */ now) => ({ ...now, ...one.content.said }));
    }, (wrong) => !(wrong instanceof ApiError && wrong.status === 404) && setError(wrong));
  }, [about]);
  useEffect(() => {
    if (!touched.current) return undefined;
    setKept("keeps");
    const refused = (/** @type {unknown} */ wrong) => {
      setKept("failed");
      if (wrong instanceof ApiError && wrong.status) setError(wrong); // not reached is said by the frame
    };
    const timer = setTimeout(() => keepDraft(about, { values, said }).then(() => setKept("kept"), refused), PAUSE);
    return () => clearTimeout(timer);
  }, [values, said, heard]);
  const wrong = useMemo(() => wrongFields(error), [error]);

  /** @param {any} change */
  function write(change) {
    touched.current = true;
    if (change.values) setValues({ ...values, ...change.values });
    if (change.said) setSaid({ ...said, ...change.said });
  }

  async function save() {
    setError(null);
    try {
      const body = { disposition: said.disposition, form: found.form.length ? values : null, callback: said.callback };
      const whole = await post(`/agents/${me.value?.agent}/disposition`, body);
      toast(whole.warning || t("Saved: {what}", { what: label(found, said.disposition) }), whole.warning ? "info" : "good");
      touched.current = false;
      setKept("");
      await loadContact();
    } catch (failure) {
      setError(failure);
    }
  }

  return html`<div class="stack written">
    ${found.form.length > 0 && html`<div class="form">${found.form.map((/** @type {any} */ field) => html`<${FormField} key=${field.code} field=${field} value=${values[field.code] ?? ""}
      wrong=${wrong[field.code] ?? null} onInput=${(/** @type {string} */ value) => write({ values: { [field.code]: value } })} />`)}</div>`}
    <${Disposition} found=${found} said=${said} onChange=${(/** @type {any} */ change) => write({ said: change })} />
    <${Problem} error=${error} />
    <div class="row"><${Button} kind="main" icon="done" onClick=${save} disabled=${!said.disposition}>${t("Save the result")}<//>
      <span class="soft" role="status">${{ "": found.disposition ? t("Saved: {what}", { what: label(found, found.disposition) }) : "", keeps: t("Draft…"), kept: t("Draft kept"), failed: t("The draft is not kept yet.") }[kept]}</span></div>
  </div>`;
}

/** What is wrong with a form, field by field. @param {unknown} error @returns {Record<string, string>} */
function wrongFields(error) {
  if (!(error instanceof ApiError)) return {};
  return Object.fromEntries((error.body?.fields ?? []).map((/** @type {any} */ one) => [one.field.replace(/^form\./, ""), why(one)]));
}

/** @param {any} found @param {string} code */
function label(found, code) {
  return labelled(found.dispositions.find((/** @type {any} */ one) => one.code === code)) || code;
}

/** His own clock. @param {string} zone */
function local(zone) {
  try {
    return t("{time} there", { time: new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", timeZone: zone }).format() });
  } catch {
    return zone; // one that this browser does not know
  }
}

/** The script with what is known put into its {names}. @param {any} found */
function spoken(found) {
  const known = { name: found.name, number: found.number, agent: me.value?.shown ?? "", ...found.fields };
  return found.script.replace(/\{([^{}]+)\}/g, (/** @type {string} */ whole, /** @type {string} */ name) => known[name] ?? whole);
}

