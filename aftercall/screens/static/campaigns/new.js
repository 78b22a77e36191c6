// A campaign from a few questions. Beside them stands what would be made, and what the law asks, as the server sees it.
import { html, useEffect, useState } from "~/core/html.js";
import { ApiError, post } from "~/core/api.js";
import { LANGUAGES, language, n, t } from "~/core/i18n.js";
import { go } from "~/core/route.js";
import { useAsked, useTitle } from "~/campaigns/asked.js";
import { LawCard } from "~/campaigns/law.js";
import { DAYS, dayName, minutesOf, modeHelp, modes, spanWords } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Check, Select, Text } from "~/parts/field.js";
import { Notice, Problem } from "~/parts/notice.js";

/** Notes of a plan that we have words for. @returns {Record<string, (values: any) => string>} */
const notes = () => ({
  "no-trunk": () => t("No trunk is in use: the campaign cannot be started before it has one."),
  "no-caller-id": () => t("No number is shown: people do not know who calls."),
  "no-crew": () => t("Nobody may join it yet: choose agents now or later."),
  "few-agents": (values) => t("With fewer than {least} agents it dials as progressive does.", values),
  "no-phone": (values) => t("These agents have no phone of their own: {agents}", values),
  "auto-answer": () => t("Agents' phones must answer by themselves; those that cannot need the mode preview."),
  "few-hours": (values) => t("Only {minutes} minutes of a day are both lawful and within its own hours.", values),
});

const FRESH = { name: "", regime: "eu", mode: "", region: "PL", language: "en", caller_id: "", agents: /** @type {string[]} */ ([]), own: false, days: [0, 1, 2, 3, 4], opens: "09:00", closes: "17:00", zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  holidays: true, usual: true };

/** @param {typeof FRESH} answers */
function body(answers) {
  const hours = { days: answers.days, opens: minutesOf(answers.opens), closes: minutesOf(answers.closes), zone: answers.zone, holidays: answers.holidays ? answers.region : null };
  return { name: answers.name.trim(), regime: answers.regime, mode: answers.mode || null, region: answers.region, language: answers.language, caller_id: answers.caller_id.trim(), agents: answers.agents, hours: answers.own ? hours : null, usual_dispositions: answers.usual };
}

export function NewCampaign() {
  const [answers, setAnswers] = useState({ ...FRESH, language: /** @type {string} */ (language.value), region: /** @type {any} */ ({ pl: "PL", ru: "RU", et: "EE", es: "ES" })[language.value] ?? "PL" });
  const [plan, setPlan] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const regimes = useAsked("/regimes");
  const agents = useAsked("/agents");
  useTitle(t("New campaign"));
  const sent = JSON.stringify(body(answers));
  useEffect(() => {
    if (!answers.name.trim()) return setPlan(null);
    const timer = setTimeout(() => post("/campaigns/plan", JSON.parse(sent)).then((found) => (setPlan(found), setError(null)), setError), 350);
    return () => clearTimeout(timer);
  }, [sent]);
  const set = (/** @type {Partial<typeof FRESH>} */ what) => setAnswers({ ...answers, ...what });
  const wrong = (/** @type {string} */ field) => (error instanceof ApiError && error.field === field ? error.why : null);
  async function make() {
    const made = await post("/campaigns", body(answers));
    go(`/campaigns/${made.code}/lists`);
  }
  const law = plan?.law ?? regimes.data?.find((/** @type {any} */ one) => one.code === answers.regime);
  return html`<div class="stack"><header class="head"><a class="back" href="/campaigns">${t("Campaigns")}</a><h1>${t("New campaign")}</h1></header>
    <form class="halves" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <div class="stack">
        <section class="card form"><h2>${t("What is it")}</h2>
          <${Text} label=${t("Name")} required value=${answers.name} maxlength="100" autofocus onInput=${(/** @type {string} */ name) => set({ name })} wrong=${wrong("name")} />
          <div class="form two"><${Select} label=${t("The law that holds")} value=${answers.regime} options=${(regimes.data ?? [{ code: "eu", name: "EU" }]).map((/** @type {any} */ one) => [one.code, one.name])} onChange=${(/** @type {string} */ regime) => set({ regime })} />
          <${Text} label=${t("Country of the numbers")} value=${answers.region} maxlength="2" onInput=${(/** @type {string} */ region) => set({ region: region.toUpperCase() })} wrong=${wrong("region")} help=${t("Two letters, as PL; for numbers written without a country code.")} />
          <${Text} label=${t("Number that is shown")} value=${answers.caller_id} inputmode="tel" placeholder="+48221234567" onInput=${(/** @type {string} */ caller_id) => set({ caller_id })} wrong=${wrong("caller_id")} />
          <${Select} label=${t("Language that people hear")} value=${answers.language} options=${Object.entries(LANGUAGES)} onChange=${(/** @type {string} */ code) => set({ language: code })} /></div></section>
        <section class="card form"><h2>${t("How it dials")}</h2>
          <fieldset class="cards"><legend class="unseen">${t("Mode")}</legend>${[["", t("Let it be chosen")], ...Object.entries(modes())].map(([code, word]) => html`<label key=${code} class="choice"><input type="radio" name="mode" checked=${answers.mode === code} onChange=${() => set({ mode: String(code) })} />
            <span><strong>${word}</strong><small>${code ? modeHelp()[code] : t("Predictive for a crew that is large enough, else progressive.")}</small></span></label>`)}</fieldset></section>
        <section class="card form"><h2>${t("When")}</h2>
          <${Check} label=${t("It has hours of its own")} checked=${answers.own} onChange=${(/** @type {boolean} */ own) => set({ own })} help=${t("Otherwise people are called whenever the law allows it where they are.")} />
          ${answers.own && html`<${Hours} answers=${answers} set=${set} wrong=${wrong("hours")} />`}</section>
        <section class="card form"><h2>${t("Who")}</h2>${agents.data && html`<${Agents} all=${agents.data} chosen=${answers.agents} set=${(/** @type {string[]} */ chosen) => set({ agents: chosen })} />`}
          <${Check} label=${t("Begin with the usual dispositions")} checked=${answers.usual} onChange=${(/** @type {boolean} */ usual) => set({ usual })} help=${t("Sale, not interested, will think, call back, wrong number, do not call again. You can change them later.")} /></section>
      </div>
      <div class="stack beside">
        <section class="card" aria-live="polite"><h2>${t("What will be made")}</h2>
          ${plan ? html`<dl class="facts"><div><dt>${t("Code")}</dt><dd><code>${plan.code}</code></dd></div><div><dt>${t("Mode")}</dt><dd>${modes()[plan.campaign.mode]}</dd></div>
            <div><dt>${t("Trunks")}</dt><dd>${plan.campaign.trunks.join(", ") || "–"}</dd></div><div><dt>${t("Agents")}</dt><dd>${n("{count} agent", "{count} agents", plan.crew.length)}</dd></div>
            <div><dt>${t("May be called")}</dt><dd>${t("{span} a day in {zone}", { span: spanWords(plan.a_day_ms), zone: plan.zone })}</dd></div></dl>
            <div class="stack tight">${plan.notes.map((/** @type {any} */ one) => html`<${Notice} key=${one.code} kind=${one.code === "auto-answer" ? "info" : "warn"} icon="warn">${notes()[one.code]?.(one.values) ?? one.text}<//>`)}</div>`
            : html`<p class="soft">${t("Give it a name to see it.")}</p>`}
          <${Problem} error=${error} />
          <div class="actions"><${Button} onClick=${() => go("/campaigns")}>${t("Cancel")}<//><${Button} kind="main" type="submit" icon="done" disabled=${!plan || Boolean(error)} onClick=${make} onError=${setError}>${t("Make it")}<//></div>
          <p class="soft">${t("It is made stopped: nobody is called before you load contacts and start it.")}</p></section>
        ${law && html`<${LawCard} law=${law} />`}
      </div></form></div>`;
}

/** @param {{answers: typeof FRESH, set: (what: any) => void, wrong: string | null}} props */
function Hours({ answers, set, wrong }) {
  const toggle = (/** @type {number} */ day) => set({ days: answers.days.includes(day) ? answers.days.filter((one) => one !== day) : [...answers.days, day].sort() });
  return html`<div class="days" role="group" aria-label=${t("Days")}>${DAYS.map((day) => html`<button key=${day} type="button" class="day" aria-pressed=${String(answers.days.includes(day))} onClick=${() => toggle(day)}>${dayName(day, language.value)}</button>`)}</div>
    <div class="form two"><${Text} label=${t("From")} type="time" value=${answers.opens} onInput=${(/** @type {string} */ opens) => set({ opens })} wrong=${wrong} /><${Text} label=${t("Until")} type="time" value=${answers.closes} onInput=${(/** @type {string} */ closes) => set({ closes })} />
    <${Text} label=${t("Time zone")} value=${answers.zone} onInput=${(/** @type {string} */ zone) => set({ zone })} /></div>
    <${Check} label=${t("Closed on public holidays")} checked=${answers.holidays} onChange=${(/** @type {boolean} */ holidays) => set({ holidays })} />`;
}

/** @param {{all: any[], chosen: string[], set: (chosen: string[]) => void}} props */
function Agents({ all, chosen, set }) {
  if (!all.length) return html`<p class="soft">${t("There are no agents yet.")}</p>`;
  return html`<div class="row"><${Button} kind="quiet" onClick=${() => set(all.map((one) => one.code))}>${t("All")}<//><${Button} kind="quiet" onClick=${() => set([])}>${t("None")}<//></div>
    <fieldset class="choices"><legend class="unseen">${t("Agents")}</legend>${all.map((one) => html`<${Check} key=${one.code} label=${html`${one.name} <span class="soft">${one.code}</span>`} checked=${chosen.includes(one.code)}
      onChange=${(/** @type {boolean} */ on) => set(on ? [...chosen, one.code] : chosen.filter((code) => code !== one.code))} />`)}</fieldset>`;
}

