// Calendars: when queues and numbers are open. The week drawn, the next two weeks and the year's holidays as they fall.
import { html } from "~/core/html.js";
import { clock, date, t } from "~/core/i18n.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { Bar, byDay, dayName, parts, spelt } from "~/admin/hours.js";
import { called, opens } from "~/admin/words.js";
import { Notice } from "~/parts/notice.js";

/** @returns {import("~/admin/nouns.js").Noun} */
export const CALENDARS = () => ({
  code: "calendars",
  api: "/calendars",
  key: "code",
  title: t("Calendars"),
  add: t("New calendar"),
  none: t("There is no calendar yet. Queues and numbers are always open without one."),
  keyLabel: t("Code"),
  keyHelp: t("Letters, digits, - and _; it cannot be changed later."),
  needs: ["holidays"],
  columns: () => [
    { key: "code", title: t("Calendar"), by: called, cell: (/** @type {any} */ one) => opens("calendars", one.code, called(one)) },
    { key: "zone", title: t("Time zone"), by: (/** @type {any} */ one) => one.zone, cell: (/** @type {any} */ one) => one.zone },
    { key: "now", title: t("Now"), by: (/** @type {any} */ one) => (one.open ? 0 : 1), cell: standing },
    { key: "used", title: t("Used by"), cell: (/** @type {any} */ one) => one.used_by.join(", ") || "–" },
  ],
  words: (one) => [one.code, one.name, one.zone],
  called,
  fresh: () => ({ name: "", zone: Intl.DateTimeFormat().resolvedOptions().timeZone, week: Object.fromEntries(["monday", "tuesday", "wednesday", "thursday", "friday"].map((day) => [day, ["09:00-17:00"]])), holidays: [], days: [] }),
  demanded: (card) => ({ zone: card.zone, week: card.week }),
  sections: (_, known) => [
    { title: t("Calendar"), fields: [
      { name: "name", kind: "text", label: t("Name") },
      { name: "zone", kind: "select", label: t("Time zone"), options: zones() },
    ] },
    { title: t("Week"), fields: [{ name: "week", kind: "week", label: t("Hours of each weekday"), wide: true }] },
    { title: t("Days that differ"), about: t("Their hours replace those of the week. A day of its own is stronger than a holiday."), fields: [
      { name: "holidays", kind: "holidays", label: t("Public holidays"), wide: true, countries: known.holidays },
      { name: "days", kind: "days", label: t("Days of its own"), wide: true },
    ] },
  ],
  remove: t("Only a calendar by which nothing is open can be removed."),
  Extra: Ahead,
});

/** @returns {[string, string][]} */
const zones = () => [...new Set(["UTC", Intl.DateTimeFormat().resolvedOptions().timeZone, ...Intl.supportedValuesOf("timeZone")])].map((zone) => [zone, zone]);

/** @param {any} one */
function standing(one) {
  if (!one.ever_opens) return html`<strong>${t("never open")}</strong>`;
  const then = one.next_change && Date.parse(one.next_change);
  const until = then ? t("until {date}, {time}", { date: date(then), time: clock(then) }) : "";
  return html`${one.open ? t("open") : t("closed")} <span class="soft">${until}</span>`;
}

/** @param {{card: any}} props */
function Ahead({ card }) {
  const asked = useAsked(`/calendars${at(card.code)}/ahead`);
  return html`<section class="card stack" aria-labelledby="ahead"><h2 id="ahead">${t("The next 14 days")}</h2>
    ${!card.ever_opens && html`<${Notice} kind="bad" icon="warn">${t("It is never open: what is open by it takes nobody.")}<//>`}
    <${Awaited} asked=${asked}>${(/** @type {any} */ found) => html`<${Days} found=${found} />`}<//>
    ${card.used_by.length > 0 && html`<p class="soft">${t("Open by it: {names}", { names: card.used_by.join(", ") })}</p>`}
  </section>`;
}

/** @param {{found: any}} props */
function Days({ found }) {
  const special = new Map(found.days.map((/** @type {any} */ day) => [day.date, day]));
  return html`<ul class="open-days">${byDay(found.changes).map(({ day, open }) => html`<li key=${day}><span>${dayName(day)}</span>
      <span>${spelt(open)} ${special.has(day) && html`<span class="soft">${special.get(day).name}</span>`}</span><${Bar} open=${open} /></li>`)}</ul>
    <p class="soft about">${t("By the clocks of {zone}. Asterisk knows these days, and opens and closes by itself.", { zone: found.zone })}</p>
    ${found.days.length > 0 && html`<h2>${t("Days that differ, within a year")}</h2>
      <ul class="open-days">${found.days.map((/** @type {any} */ day) => html`<li key=${day.date}><span>${dayName(day.date)}</span>
        <span>${day.name}: ${spelt(parts(day.hours))}</span><${Bar} open=${parts(day.hours)} /></li>`)}</ul>`}`;
}
