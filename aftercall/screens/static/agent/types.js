// The work and break menu: types with their colours and icons, and how much of today went to each.
import { html } from "~/core/html.js";
import { now, span, tick } from "~/core/clock.js";
import { named, t } from "~/core/i18n.js";
import { day, failed, loadDay, mine, state, types, wish } from "~/agent/desk.js";
import { Menu, MenuItem, MenuTitle } from "~/parts/menu.js";

const GUESSED = /** @type {const} */ ({ phone: "headset", mail: "mail", chat: "chat", training: "training", lunch: "lunch", coffee: "coffee", meeting: "meeting", away: "away" });

/** @param {any} type */
export function typeIcon(type) {
  return type?.icon || GUESSED[/** @type {keyof typeof GUESSED} */ (type?.code)] || (type?.group === "break" ? "coffee" : "headset");
}

/** A moment in an answer of the API is text or milliseconds. @param {any} moment */
const at = (moment) => (typeof moment === "number" ? moment : Date.parse(moment));

/** Milliseconds of today under each type, up to now. @returns {Record<string, number>} */
export function sums() {
  /** @type {Record<string, number>} */
  const found = {};
  for (const part of day.value?.intervals ?? []) if (part.type) found[part.type] = (found[part.type] ?? 0) + part.length_ms;
  const last = day.value?.intervals.at(-1);
  if (last?.type && mine.value?.session) found[last.type] = (found[last.type] ?? 0) + Math.max(0, now() - at(last.end));
  return found;
}

export function TypeMenu() {
  const current = mine.value.type;
  const working = current?.group === "work";
  const label = working ? t("Break") : t("Work or break");
  return html`<${Menu} icon=${working ? "coffee" : "headset"} label=${label} kind=${working ? "main" : "plain"} wide disabled=${!types.value.length} onOpen=${() => void loadDay().catch(failed)}>
    <${Items} />
  <//>`;
}

function Items() {
  void tick.value;
  const spent = sums();
  const busy = ["ringing", "talking", "on hold", "aftercall"].includes(state.value);
  const group = (/** @type {string} */ name) => types.value.filter((type) => type.group === name).map((type) => html`<${MenuItem} key=${type.code} icon=${typeIcon(type)} colour=${type.colour || undefined}
    current=${mine.value.type?.code === type.code} side=${spent[type.code] ? span(spent[type.code] ?? 0) : ""} onClick=${() => wish("type", { type: type.code })}>
    ${named(type.names, type.code)}${type.approval ? html` <small class="soft">${t("needs a supervisor")}</small>` : ""}<//>`);
  return html`${busy && html`<p class="menu-note">${t("It begins when this call and its aftercall are over.")}</p>`}
    <${MenuTitle}>${t("Breaks")}<//>${group("break")}
    <${MenuTitle}>${t("Work")}<//>${group("work")}`;
}
