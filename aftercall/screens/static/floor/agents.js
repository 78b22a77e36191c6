// Agents with their time in state, and what a supervisor can do for each.
import { html, signal } from "~/core/html.js";
import { beat } from "~/core/clock.js";
import { n, named, t } from "~/core/i18n.js";
import { agents, queues } from "~/core/live.js";
import { may } from "~/core/me.js";
import { agentAlarm } from "~/floor/alarms.js";
import { AgentMenu, did } from "~/floor/steering.js";
import { agentFigures } from "~/floor/figures.js";
import { Since } from "~/parts/clocks.js";
import { Problem } from "~/parts/notice.js";
import { State, states } from "~/parts/state.js";
import { Table } from "~/parts/table.js";

const filter = signal({ words: "", queue: "", team: "", state: "here" });

/** @param {{types: any[]}} props */
export function AgentsCard({ types }) {
  void beat.value;
  const all = [...agents.value.values()];
  const rows = all.filter(fits);
  const here = agentFigures(all).here;
  return html`<section class="card"><header class="head"><h2>${t("Agents")} <small class="soft">${n("{count} logged in", "{count} logged in", here)}</small></h2><${Filters} all=${all} /></header>
    <${Problem} error=${did.value} onClose=${() => (did.value = null)} />
    <${Table} caption=${t("Agents")} rows=${rows} id=${(/** @type {any} */ row) => row.code} sort="since" empty=${t("Nobody fits.")}
      rowClass=${(/** @type {any} */ row) => (agentAlarm(row) ? "alarming" : "")} columns=${[
      { key: "name", title: t("Agent"), cell: (/** @type {any} */ row) => html`<span class="agent-name"><strong>${row.name}</strong> <small class="soft">${row.code}${row.phone && row.phone !== row.code ? ` · ${row.phone}` : ""}</small></span>`, by: (/** @type {any} */ row) => row.name },
      { key: "state", title: t("State"), cell: (/** @type {any} */ row) => html`<${State} state=${row.state} text=${typed(row, types)} />${agentAlarm(row) && html` <span class="alarm">${agentAlarm(row)}</span>`}`, by: (/** @type {any} */ row) => Object.keys(states()).indexOf(row.state) },
      { key: "since", title: t("Since"), number: true, cell: (/** @type {any} */ row) => html`<${Since} at=${row.since} />`, by: (/** @type {any} */ row) => (row.state === "off" ? null : Date.parse(row.since)) },
      { key: "call", title: t("Call"), cell: (/** @type {any} */ row) => who(row), by: (/** @type {any} */ row) => row.call?.queue ?? row.aftercall?.queue ?? null },
      ...(all.some(has) ? [{ key: "items", title: t("Items"), cell: (/** @type {any} */ row) => html`<${Has} row=${row} />`, by: (/** @type {any} */ row) => (row.items?.chats ?? 0) + (row.items?.tickets ?? 0) }] : []),
      { key: "next", title: t("Next"), cell: (/** @type {any} */ row) => (row.next ? (row.next.log_off ? t("Log off") : label(types, row.next.type)) : "") },
      ...(may("steer") || may("listen") ? [{ key: "do", title: t("Actions"), hidden: true, cell: (/** @type {any} */ row) => html`<${AgentMenu} agent=${row} types=${types} />` }] : []),
    ]} /></section>`;
}

/** @param {any} row @param {any[]} types */
function typed(row, types) {
  if (row.state !== "break" && row.state !== "working") return undefined;
  return row.type ? label(types, row.type.code) : undefined;
}

/** @param {any[]} types @param {string} code */
function label(types, code) {
  const type = types.find((one) => one.code === code);
  return type ? named(type.names, code) : code;
}

/** @param {any} row */
function who(row) {
  const queue = row.call?.queue ?? row.aftercall?.queue;
  if (!queue) return "";
  const name = queues.value.get(queue)?.name || queue;
  const caller = row.call?.name || row.call?.number;
  return html`<span>${name}${caller && html` <small class="soft">${caller}</small>`}</span>`;
}

/** @param {any} row */
const has = (row) => (row.items?.chats ?? 0) + (row.items?.tickets ?? 0) + (row.items?.offered.length ?? 0) > 0;

/** His chats and tickets, and where to see them. @param {{row: any}} props */
function Has({ row }) {
  if (!has(row)) return "–";
  const { chats, tickets, offered } = row.items;
  const words = [chats && n("{count} chat", "{count} chats", chats), tickets && n("{count} ticket", "{count} tickets", tickets), offered.length && n("{count} offered", "{count} offered", offered.length)].filter(Boolean).join(", ");
  return may("items") && may("steer") ? html`<a class="opener" href=${`/items?agent=${encodeURIComponent(row.code)}`}>${words}</a>` : words;
}

/** @param {any} row */
function fits(row) {
  const { words, queue, team, state } = filter.value;
  if (state === "here" ? row.state === "off" : state && row.state !== state) return false;
  if (queue && !row.queues.includes(queue) && !(row.assigned ?? []).includes(queue)) return false;
  if (team && row.team !== team) return false;
  return `${row.name} ${row.code} ${row.team}`.toLowerCase().includes(words.toLowerCase());
}

/** @param {{all: any[]}} props */
function Filters({ all }) {
  const put = (/** @type {Partial<typeof filter.value>} */ change) => (filter.value = { ...filter.value, ...change });
  const teams = [...new Set(all.map((one) => one.team).filter(Boolean))].sort();
  const choose = (/** @type {string} */ label, /** @type {keyof typeof filter.value} */ name, /** @type {[string, string][]} */ options) =>
    html`<select class="input" aria-label=${label} value=${filter.value[name]} onChange=${(/** @type {any} */ event) => put({ [name]: event.target.value })}>
      ${options.map(([code, word]) => html`<option key=${code} value=${code} selected=${filter.value[name] === code}>${word}</option>`)}</select>`;
  return html`<div class="agent-filters row push">
    <input class="input" type="search" aria-label=${t("Search agents")} placeholder=${t("Search")} value=${filter.value.words} onInput=${(/** @type {any} */ event) => put({ words: event.target.value })} />
    ${choose(t("State"), "state", [["here", t("Logged in")], ["", t("All")], ...Object.entries(states()).map(([code, [word]]) => /** @type {[string, string]} */ ([code, word]))])}
    ${choose(t("Queue"), "queue", [["", t("All queues")], ...[...queues.value.values()].map((one) => /** @type {[string, string]} */ ([one.code, one.name || one.code]))])}
    ${teams.length > 1 && choose(t("Team"), "team", [["", t("All teams")], ...teams.map((team) => /** @type {[string, string]} */ ([team, team]))])}
  </div>`;
}
