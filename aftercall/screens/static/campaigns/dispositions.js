// What agents can say became of a call, and what follows for the contact.
import { html, useState } from "~/core/html.js";
import { LANGUAGES, t } from "~/core/i18n.js";
import { SaveBar, useDraft } from "~/campaigns/save.js";
import { deeds, outcomes } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Check, Select, Text } from "~/parts/field.js";

const HOUR = 3_600_000;

/** @param {{code: string, card: any, onSaved: (card: any) => void}} props */
export function Dispositions({ code, card, onSaved }) {
  const form = useDraft(code, { dispositions: card.dispositions, disposition: card.disposition, retries: card.retries }, onSaved, (draft) => ({
    ...draft,
    dispositions: draft.dispositions.map((/** @type {any} */ one, /** @type {number} */ index) => ({ ...one, order: index + 1, retry: one.does === "retry" ? (one.retry ?? { after: 24 * HOUR, times: 3, step: "next" }) : null })),
  }));
  const all = form.draft.dispositions;
  const set = (/** @type {any[]} */ dispositions) => form.setDraft({ ...form.draft, dispositions });
  const change = (/** @type {number} */ at, /** @type {any} */ what) => set(all.map((/** @type {any} */ one, /** @type {number} */ index) => (index === at ? { ...one, ...what } : one)));
  const move = (/** @type {number} */ at, /** @type {number} */ by) => {
    const next = [...all];
    const [one] = next.splice(at, 1);
    next.splice(at + by, 0, one);
    set(next);
  };
  const fresh = () => set([...all, { code: free(all), does: "finish", names: { en: "" }, retry: null, success: false, order: all.length + 1 }]);
  return html`<div class="stack">
    <section class="card"><header class="head"><h2>${t("Dispositions")}</h2><span class="push"><${Button} icon="plus" onClick=${fresh}>${t("Add one")}<//></span></header>
      <${Check} label=${t("An agent must give one before he ends his aftercall early")} checked=${form.draft.disposition} onChange=${(/** @type {boolean} */ disposition) => form.setDraft({ ...form.draft, disposition })}
        help=${t("What is missing when the time is over is recorded as none given.")} />
      ${!all.length && html`<p class="empty">${t("None yet: agents can say nothing of a call.")}</p>`}
      <ol class="edited-list">${all.map((/** @type {any} */ one, /** @type {number} */ at) => html`<li key=${at} class="edited"><${Editor} one=${one} at=${at} count=${all.length} wrong=${form.wrong}
        change=${(/** @type {any} */ what) => change(at, what)} move=${(/** @type {number} */ by) => move(at, by)} drop=${() => set(all.filter((/** @type {any} */ _, /** @type {number} */ index) => index !== at))} /></li>`)}</ol>
    </section>
    <${Retries} retries=${form.draft.retries} set=${(/** @type {any} */ retries) => form.setDraft({ ...form.draft, retries })} />
    <${SaveBar} form=${form} />
  </div>`;
}

/** @param {any[]} all */
function free(all) {
  let number = all.length + 1;
  while (all.some((one) => one.code === `code-${number}`)) number += 1;
  return `code-${number}`;
}

/** @param {{one: any, at: number, count: number, wrong: (field: string) => string | null, change: (what: any) => void, move: (by: number) => void, drop: () => void}} props */
function Editor({ one, at, count, wrong, change, move, drop }) {
  const [more, setMore] = useState(false);
  const shown = more ? Object.keys(LANGUAGES) : Object.keys(LANGUAGES).filter((code) => code === "en" || one.names[code]);
  return html`<div class="form two">
      <${Text} label=${t("Code")} value=${one.code} maxlength="40" onInput=${(/** @type {string} */ code) => change({ code })} wrong=${wrong(`dispositions.${one.code}`)} />
      <${Select} label=${t("What follows")} value=${one.does} options=${Object.entries(deeds())} onChange=${(/** @type {string} */ does) => change({ does, retry: does === "retry" ? (one.retry ?? { after: 24 * HOUR, times: 3, step: "next" }) : null })} />
      ${one.does === "retry" && one.retry && html`
        <${Text} label=${t("After how many hours")} type="number" min="0" step="any" value=${String(one.retry.after / HOUR)} onInput=${(/** @type {string} */ hours) => change({ retry: { ...one.retry, after: Math.round(Number(hours) * HOUR) } })} wrong=${wrong(`dispositions.${one.code}.retry`)} />
        <${Text} label=${t("How often at most")} type="number" min="1" value=${String(one.retry.times)} onInput=${(/** @type {string} */ times) => change({ retry: { ...one.retry, times: Number(times) } })} />`}
      ${shown.map((language) => html`<${Text} key=${language} label=${t("Name, {language}", { language: LANGUAGES[/** @type {keyof typeof LANGUAGES} */ (language)] })} value=${one.names[language] ?? ""} maxlength="100"
        onInput=${(/** @type {string} */ name) => change({ names: named(one.names, language, name) })} />`)}
    </div>
    <div class="row"><${Check} label=${t("Counts as a success")} checked=${one.success} onChange=${(/** @type {boolean} */ success) => change({ success })} />
      ${!more && html`<${Button} kind="quiet" onClick=${() => setMore(true)}>${t("More languages")}<//>`}
      <span class="row push"><${Button} kind="quiet" icon="up" label=${t("Up")} disabled=${at === 0} onClick=${() => move(-1)} /><${Button} kind="quiet" icon="down" label=${t("Down")} disabled=${at === count - 1} onClick=${() => move(1)} />
      <${Button} kind="quiet" icon="trash" label=${t("Remove {code}", { code: one.code })} onClick=${drop} /></span></div>`;
}

/** @param {Record<string, string>} names @param {string} language @param {string} name */
function named(names, language, name) {
  const { [language]: _, ...others } = names;
  return name ? { ...others, [language]: name } : others;
}

const RETRIED = ["busy", "no answer", "machine", "declined", "abandoned", "hung up", "failed", "unknown"];

/** @param {{retries: Record<string, any>, set: (retries: any) => void}} props */
function Retries({ retries, set }) {
  const others = RETRIED.filter((word) => !(word in retries));
  return html`<section class="card"><h2>${t("Retries by outcome")}</h2><p class="soft">${t("Where nothing stands here the usual rules hold.")}</p>
    <ul class="edited-list">${Object.entries(retries).map(([word, rule]) => html`<li key=${word} class="edited retry"><strong>${outcomes()[word] ?? word}</strong><div class="form two">
      <${Text} label=${t("After how many minutes")} type="number" min="0" value=${String(rule.after / 60_000)} onInput=${(/** @type {string} */ text) => set({ ...retries, [word]: { ...rule, after: Math.round(Number(text) * 60_000) } })} />
      <${Text} label=${t("How often at most")} type="number" min="0" value=${String(rule.times)} onInput=${(/** @type {string} */ text) => set({ ...retries, [word]: { ...rule, times: Number(text) } })} />
      <${Select} label=${t("Which number")} value=${rule.step} options=${[["next", t("The next one")], ["same", t("The same one")]]} onChange=${(/** @type {string} */ step) => set({ ...retries, [word]: { ...rule, step } })} /></div>
      <${Button} kind="quiet" icon="undo" onClick=${() => set(Object.fromEntries(Object.entries(retries).filter(([one]) => one !== word)))}>${t("As usual")}<//></li>`)}</ul>
    ${others.length > 0 && html`<div class="row">${others.map((word) => html`<${Button} key=${word} kind="quiet" icon="plus" onClick=${() => set({ ...retries, [word]: { after: 2 * HOUR, times: 3, step: "next" } })}>${outcomes()[word] ?? word}<//>`)}</div>`}
  </section>`;
}
