// What the law asks of a dialer, in plain words.
import { html } from "~/core/html.js";
import { language, number, t } from "~/core/i18n.js";
import { DAYS, dayName, spanWords, timeOfDay } from "~/campaigns/words.js";

/** @param {{law: any, title?: string}} props */
export function LawCard({ law, title = t("What the law asks") }) {
  return html`<section class="card law"><h2>${title}</h2><p class="soft">${law.name}</p><dl class="facts">
    <div><dt>${t("Abandoned at most")}</dt><dd>${t("{cap} % of live answers, over {window}", { cap: number(law.cap / 100), window: spanWords(law.window_ms) })}</dd></div>
    <div><dt>${t("An agent has the person within")}</dt><dd>${spanWords(law.patience_ms)} ${law.clock === "greeting" ? t("of the greeting's end") : t("of the answer")}</dd></div>
    <div><dt>${t("A line rings at least")}</dt><dd>${spanWords(law.ring_least_ms)}</dd></div>
    <div><dt>${t("Predictive from")}</dt><dd>${t("{count} agents on", { count: number(law.team_least) })}</dd></div>
    <div><dt>${t("After an abandoned call")}</dt><dd>${law.lockout_ms ? t("not called for {span} unless an agent is there", { span: spanWords(law.lockout_ms) }) : t("no lockout")}</dd></div>
    <div><dt>${t("Calling hours, by his own clock")}</dt><dd><ul class="week">${grouped(law.hours).map(([days, hours]) => html`<li key=${days}><span>${days}</span> <span>${hours}</span></li>`)}</ul></dd></div>
    <div><dt>${t("Public holidays")}</dt><dd>${law.holidays ? t("nobody is called") : t("as other days")}</dd></div>
  </dl></section>`;
}

/** Days with the same hours together. @param {any[]} hours @returns {[string, string][]} */
function grouped(hours) {
  /** @type {{from: number, to: number, text: string}[]} */
  const parts = [];
  for (const day of DAYS) {
    const one = hours[day];
    const text = one ? `${timeOfDay(one.opens)}–${timeOfDay(one.closes)}` : t("nobody is called");
    const last = parts[parts.length - 1];
    if (last?.text === text) last.to = day;
    else parts.push({ from: day, to: day, text });
  }
  const name = (/** @type {number} */ day) => dayName(day, language.value);
  return parts.map((part) => [part.from === part.to ? name(part.from) : `${name(part.from)}–${name(part.to)}`, part.text]);
}
