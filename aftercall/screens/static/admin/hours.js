// Inputs of a calendar's fields, and its hours drawn: a day is a bar from midnight to midnight.
import { html, useId } from "~/core/html.js";
import { date, language, t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Select, Text } from "~/parts/field.js";

export const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
const DAY = 1440; // minutes
const INTERVAL = /^\s*(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})(\s+next\s+day)?\s*$/;

/** Weekdays in the person's language. @returns {string[]} */
export const weekdays = () => WEEK.map((_, day) => new Intl.DateTimeFormat(language.value, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2026, 0, 5 + day)));

/** Parts of the day in minutes; what cannot be read is left to the server, which says what is wrong. @param {string[]} hours @returns {[number, number][]} */
export function parts(hours) {
  return hours.flatMap((one) => {
    const found = INTERVAL.exec(one);
    if (!found) return [];
    const [opens, closes] = [Number(found[1]) * 60 + Number(found[2]), Number(found[3]) * 60 + Number(found[4]) + (found[5] ? DAY : 0)];
    return /** @type {[number, number][]} */ (closes > opens ? [[opens, Math.min(closes, DAY)]] : []);
  });
}

/** The text beside it says the same. @param {{open: [number, number][]}} props */
export function Bar({ open }) {
  return html`<svg class="day-bar" viewBox="0 0 1440 20" preserveAspectRatio="none" aria-hidden="true"><rect class="day-closed" width="1440" height="20" />
    ${open.map(([from, to]) => html`<rect key=${from} class="day-open" x=${from} width=${to - from} height="20" />`)}
    ${[360, 720, 1080].map((at) => html`<line key=${at} class="day-hour" x1=${at} x2=${at} y1="0" y2="20" />`)}</svg>`;
}

/** @param {string[]} hours */
const written = (hours) => hours.join(", ");

/** @param {string} text @returns {string[]} */
const read = (text) => text.split(",").map((one) => one.trim()).filter(Boolean);

/** Each weekday's hours as text, drawn beside it. @param {any} props */
export function Week({ field, value, wrong, onInput }) {
  const id = useId();
  const week = value ?? {};
  const names = weekdays();
  const set = (/** @type {string[]} */ days, /** @type {string[]} */ hours) => onInput({ ...week, ...Object.fromEntries(days.map((day) => [day, hours])) });
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    <ul class="open-days">${WEEK.map((day, place) => html`<li key=${day}><label for=${`${id}-${day}`}>${names[place]}</label>
      <input id=${`${id}-${day}`} class="input" placeholder=${t("closed")} autocomplete="off" spellcheck=${false} value=${written(week[day] ?? [])} aria-describedby=${`${id}-help`}
        onChange=${(/** @type {any} */ event) => set([day], read(event.target.value))} /><${Bar} open=${parts(week[day] ?? [])} /></li>`)}</ul>
    <div class="row"><${Button} onClick=${() => set(WEEK.slice(1, 5), week["monday"] ?? [])}>${t("Monday's hours until Friday")}<//>
      <${Button} onClick=${() => set(WEEK, ["00:00-24:00"])}>${t("Always open")}<//></div>
    <p class="help" id=${`${id}-help`}>${t("For example 09:00-12:00, 13:00-17:00; past midnight 22:00-06:00 next day; empty: closed.")}</p>${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/** Countries, with what happens on their holidays. @param {any} props */
export function Holidays({ field, value, wrong, onInput }) {
  const id = useId();
  /** @type {any[]} */
  const listed = value ?? [];
  const names = new Intl.DisplayNames([language.value], { type: "region" });
  /** @type {Map<string, string[]>} */
  const regions = new Map(field.countries.map((/** @type {any} */ one) => [one.country, one.regions]));
  const named = [...regions.keys()].map((code) => /** @type {[string, string]} */ ([code, called(names, code)])).sort((one, other) => one[1].localeCompare(other[1], language.value));
  const change = (/** @type {number} */ place, /** @type {any} */ fields) => onInput(listed.map((one, other) => (other === place ? { ...one, ...fields } : one)));
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    ${listed.length > 0 && html`<ul class="odd-days">${listed.map((one, place) => html`<li key=${place} class="row">
      <${Select} label=${t("Country")} value=${one.country} options=${named} onChange=${(/** @type {string} */ country) => change(place, { country, region: null })} />
      ${(regions.get(one.country)?.length ?? 0) > 0 && html`<${Select} label=${t("Region")} value=${one.region ?? ""} options=${[["", t("the whole country")], ...(regions.get(one.country) ?? []).map((code) => [code, code])]}
        onChange=${(/** @type {string} */ region) => change(place, { region: region || null })} />`}
      <${Text} label=${t("Hours")} placeholder=${t("closed")} value=${written(one.hours ?? [])} autocomplete="off" onInput=${() => {}} onChange=${(/** @type {any} */ event) => change(place, { hours: read(event.target.value) })} />
      <${Button} kind="quiet" icon="close" label=${t("Without the holidays of {name}", { name: called(names, one.country) })} onClick=${() => onInput(listed.filter((_, other) => other !== place))} /></li>`)}</ul>`}
    <div><${Button} icon="plus" onClick=${() => onInput([...listed, { country: language.value === "en" ? "GB" : { pl: "PL", ru: "RU", et: "EE", es: "ES" }[language.value], hours: [] }])}>${t("Holidays of a country")}<//></div>
    ${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/** Some codes have no name. @param {Intl.DisplayNames} names @param {string} code */
function called(names, code) {
  try {
    return names.of(code) ?? code;
  } catch {
    return code;
  }
}

/** Days of its own: a date, every year's, or several in a row. @param {any} props */
export function Days({ field, value, wrong, onInput }) {
  const id = useId();
  /** @type {any[]} */
  const listed = value ?? [];
  const change = (/** @type {number} */ place, /** @type {any} */ fields) => onInput(listed.map((one, other) => (other === place ? { ...one, ...fields } : one)));
  const dated = (/** @type {any} */ one, /** @type {string} */ first, /** @type {string} */ to) => (to ? { date: null, first, to } : { date: first, first: null, to: null });
  return html`<div role="group" aria-labelledby=${id} class=${wrong ? "field wrong" : "field"}><span class="group-label" id=${id}>${field.label}</span>
    ${listed.length > 0 && html`<ul class="odd-days">${listed.map((one, place) => html`<li key=${place} class="row">
      <${Text} label=${t("Date")} placeholder="2026-12-24" value=${one.date ?? one.first ?? ""} autocomplete="off" onInput=${() => {}} onChange=${(/** @type {any} */ event) => change(place, dated(one, event.target.value.trim(), one.to ?? ""))} />
      <${Text} label=${t("Until")} value=${one.to ?? ""} autocomplete="off" onInput=${() => {}} onChange=${(/** @type {any} */ event) => change(place, dated(one, one.date ?? one.first ?? "", event.target.value.trim()))} />
      <${Text} label=${t("Name")} value=${one.name ?? ""} autocomplete="off" onInput=${() => {}} onChange=${(/** @type {any} */ event) => change(place, { name: event.target.value.trim() || null })} />
      <${Text} label=${t("Hours")} placeholder=${t("closed")} value=${written(one.hours ?? [])} autocomplete="off" onInput=${() => {}} onChange=${(/** @type {any} */ event) => change(place, { hours: read(event.target.value) })} />
      <${Button} kind="quiet" icon="close" label=${t("Without {name}", { name: one.name || one.date || one.first || t("this day") })} onClick=${() => onInput(listed.filter((_, other) => other !== place))} /></li>`)}</ul>`}
    <div><${Button} icon="plus" onClick=${() => onInput([...listed, { date: "", name: null, hours: [] }])}>${t("Another day")}<//></div>
    <p class="help">${t("A date as 2026-12-24, or 12-24 for every year; with a second date, all days until then.")}</p>${wrong && html`<p class="why">${wrong}</p>`}</div>`;
}

/**
 * What is to come, day by day by the calendar's own clock.
 * @param {{at: string, local: string, open: boolean}[]} changes the first is what holds at the beginning
 * @returns {{day: string, open: [number, number][]}[]}
 */
export function byDay(changes) {
  const [first] = changes;
  if (!first) return [];
  /** @type {Map<string, [number, number][]>} */
  const days = new Map();
  const start = Date.parse(`${first.local.slice(0, 10)}T00:00Z`);
  for (let step = 0; step < 14; step++) days.set(new Date(start + step * 86_400_000).toISOString().slice(0, 10), []);
  changes.forEach((change, place) => {
    if (!change.open) return;
    const [from, to] = [change.local, changes[place + 1]?.local];
    for (const [day, open] of days) {
      if (day < from.slice(0, 10) || (to !== undefined && day > to.slice(0, 10))) continue;
      const begins = day === from.slice(0, 10) ? minutes(from) : 0;
      const ends = to !== undefined && day === to.slice(0, 10) ? minutes(to) : DAY;
      if (ends > begins) open.push([begins, ends]);
    }
  });
  return [...days].map(([day, open]) => ({ day, open }));
}

/** @param {string} local */
const minutes = (local) => Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16));

/** @param {number} minute */
const clock = (minute) => `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

/** @param {[number, number][]} open */
export const spelt = (open) => open.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(", ") || t("closed");

/** A date without a time is the same everywhere. @param {string} day */
export const dayName = (day) => `${new Intl.DateTimeFormat(language.value, { weekday: "short", timeZone: "UTC" }).format(Date.parse(`${day}T12:00Z`))} ${date(Date.parse(`${day}T12:00:00`))}`;
