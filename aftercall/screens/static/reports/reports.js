// Reports: which one, of which days, of whom; as chart and table, as a file, by mail.
import { html, useEffect, useRef, useState } from "~/core/html.js";
import { ApiError, get, ROOT } from "~/core/api.js";
import { now } from "~/core/clock.js";
import { language, t } from "~/core/i18n.js";
import { agents, campaigns, queues } from "~/core/live.js";
import { may } from "~/core/me.js";
import { Button } from "~/parts/button.js";
import { Select, Text } from "~/parts/field.js";
import { Problem } from "~/parts/notice.js";
import { Correct } from "~/reports/correct.js";
import { counted } from "~/reports/counted.js";
import { Mails } from "~/reports/mails.js";
import { say, Shown } from "~/reports/shown.js";

export default function Reports() {
  const [reports, setReports] = useState(/** @type {any[] | null} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    document.title = `${t("Reports")} – Aftercall`;
    get("/reports").then(setReports, setError);
  }, []);
  if (!reports) return html`<section class="stack"><h1>${t("Reports")}</h1><${Problem} error=${error} />${!error && html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`}</section>`;
  return html`<section class="stack reports"><header class="head"><h1>${t("Reports")}</h1></header>
    <${Asked} reports=${reports} /><${Mails} reports=${reports} /></section>`;
}

/** @param {{reports: any[]}} props */
function Asked({ reports }) {
  const [code, setCode] = useState("calls");
  const [first, setFirst] = useState(day(0));
  const [last, setLast] = useState(day(0));
  const [step, setStep] = useState("");
  const [of, setOf] = useState("");
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [far, setFar] = useState(/** @type {[number, number] | null} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const stop = useRef(/** @type {AbortController | null} */ (null));
  const report = reports.find((one) => one.code === code) ?? reports[0];
  const wrong = (/** @type {string} */ field) => (error instanceof ApiError && error.field === field ? error.why : null);
  const [filter, one] = of ? of.split(":", 2) : ["", ""];
  const query = new URLSearchParams({ from: first, to: last, ...(report.steps.includes(step) && { step }), ...(filter && report.filters.includes(filter) && { [filter]: one ?? "" }) }).toString();
  useEffect(() => () => stop.current?.abort(), []);

  async function ask() {
    setError(null);
    setFar([0, 0]);
    stop.current = new AbortController();
    try {
      setFound(await counted(`/reports/${code}?${query}`, (done, all) => setFar([done, all]), stop.current.signal));
    } catch (failed) {
      if (!stop.current.signal.aborted) throw failed;
    } finally {
      setFar(null);
    }
  }
  const file = (/** @type {string} */ kind) => `${ROOT}/reports/${code}.${kind}?${query}&language=${language.value}`;
  return html`<form class="card report-form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <div class="row filters">
        <${Select} label=${t("Report")} value=${code} options=${reports.map((item) => [item.code, say(item.name)])} onChange=${(/** @type {string} */ chosen) => (setCode(chosen), setFound(null))} />
        <${Text} label=${t("From")} type="date" value=${first} onInput=${setFirst} wrong=${wrong("from")} />
        <${Text} label=${t("To")} type="date" value=${last} onInput=${setLast} wrong=${wrong("to")} />
        <${Select} label=${t("Period")} value="" options=${[["", "–"], ["0,0", t("Today")], ["-1,-1", t("Yesterday")], ["-6,0", t("Last 7 days")], ["-29,0", t("Last 30 days")]]} onChange=${(/** @type {string} */ chosen) => {
          const [from, to] = chosen.split(",").map(Number);
          if (chosen) (setFirst(day(from ?? 0)), setLast(day(to ?? 0)));
        }} />
        <${Select} label=${t("By")} value=${report.steps.includes(step) ? step : report.steps[0]} options=${report.steps.map((/** @type {string} */ item) => [item, steps()[item] ?? item])} onChange=${setStep} wrong=${wrong("step")} />
        <${Select} label=${t("Only")} value=${of} options=${[["", t("All")], ...whom(report)]} onChange=${setOf} />
      </div>
      <p class="soft">${say(report.what)}</p>
      <${Problem} error=${error} />
      <div class="row">
        <${Button} kind="main" icon="chart" type="submit" onClick=${ask} onError=${setError}>${t("Show")}<//>
        <a class="button plain" href=${file("csv")} download>CSV</a><a class="button plain" href=${file("xlsx")} download>XLSX</a>
        ${may("steer") && report.filters.includes("agent") && html`<${Corrector} chosen=${filter === "agent" ? one ?? "" : ""} onDone=${ask} />`}
        ${far && html`<progress class="far" aria-label=${t("Counting")} value=${far[1] ? far[0] : undefined} max=${far[1] || 1}></progress><${Button} kind="quiet" onClick=${() => stop.current?.abort()}>${t("Stop")}<//>`}
      </div>
    </form>
    ${found && html`<${Shown} found=${found} />`}`;
}

/** @param {{chosen: string, onDone: () => unknown}} props */
function Corrector({ chosen, onDone }) {
  const [types, setTypes] = useState(/** @type {any[] | null} */ (null));
  const agent = agents.value.get(chosen);
  if (!agent) return html`<p class="soft">${t("Choose one agent to correct his time.")}</p>`;
  return html`<${Button} icon="edit" onClick=${async () => setTypes(await get("/types"))}>${t("Correct")}<//>
    ${types && html`<${Correct} agent=${agent.code} name=${agent.name} types=${types} onClose=${() => setTypes(null)} onDone=${onDone} />`}`;
}

/** @param {any} report @returns {[string, string][]} */
function whom(report) {
  const of = (/** @type {string} */ name) => report.filters.includes(name);
  const teams = [...new Set([...agents.value.values()].map((agent) => agent.team).filter(Boolean))].sort();
  return [
    ...(of("queue") ? [...queues.value.values()].map((queue) => /** @type {[string, string]} */ ([`queue:${queue.code}`, campaigns.value.get(queue.code)?.name || queue.name || queue.code])) : []),
    ...(of("team") ? teams.map((team) => /** @type {[string, string]} */ ([`team:${team}`, t("Team {team}", { team })])) : []),
    ...(of("agent") ? [...agents.value.values()].map((agent) => /** @type {[string, string]} */ ([`agent:${agent.code}`, `${agent.name} (${agent.code})`])) : []),
  ];
}

/** @param {number} ahead days from today, as an input wants it */
function day(ahead) {
  const at = new Date(now());
  at.setDate(at.getDate() + ahead);
  return [at.getFullYear(), String(at.getMonth() + 1).padStart(2, "0"), String(at.getDate()).padStart(2, "0")].join("-");
}

/** @returns {Record<string, string>} */
const steps = () => ({ "15m": t("15 minutes"), "30m": t("30 minutes"), "1h": t("Hour"), day: t("Day"), week: t("Week"), all: t("The whole time") });
