// The list: what is not over comes by the live socket, what is over is asked for.
import { classes, html, useState } from "~/core/html.js";
import { beat, moment, now } from "~/core/clock.js";
import { n, number, t } from "~/core/i18n.js";
import { agents, items, queues, ready } from "~/core/live.js";
import { may } from "~/core/me.js";
import { go, query } from "~/core/route.js";
import { ItemMenu, wrongs } from "~/items/steer.js";
import { byUrgency, Due, nearest, standing } from "~/items/due.js";
import { usePages } from "~/items/pages.js";
import { KindMark, StageMark, Unread, VisitorMark } from "~/items/marks.js";
import { dated, kinds, roughly, stages, whose } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

const SHOWN = 200;
const PAGE = 50;
const OVER = ["solved", "closed"];
const CHOSEN = ["kind", "stage", "queue", "agent", "trouble"];
const ASKED = [...CHOSEN, "q"];

/** @typedef {Record<string, string>} Filters */

export function List() {
  const given = /** @type {Filters} */ (Object.fromEntries(ASKED.map((name) => [name, query.value.get(name) ?? ""])));
  const seek = (/** @type {Filters} */ what) => go(`/items?${new URLSearchParams(Object.entries({ ...given, ...what }).filter(([, value]) => value))}`, true);
  return html`<section class="stack">
    <header class="head"><h1>${t("Chats and tickets")}</h1></header>
    <${Filter} given=${given} seek=${seek} />
    <${Problem} error=${wrongs.value} onClose=${() => (wrongs.value = null)} />
    ${OVER.includes(given["stage"] ?? "") ? html`<${Past} given=${given} key=${JSON.stringify(given)} />` : html`<${Now} given=${given} />`}
  </section>`;
}

/** @param {{given: Filters, seek: (what: Filters) => void}} props */
function Filter({ given, seek }) {
  const [words, setWords] = useState(given["q"] ?? "");
  const [all, setAll] = useState(false); // in a narrow window they are folded, but for the search
  const count = CHOSEN.filter((name) => given[name]).length;
  const choose = (/** @type {string} */ label, /** @type {string} */ name, /** @type {[string, string][]} */ options) =>
    html`<select class="input slim" aria-label=${label} value=${given[name]} onChange=${(/** @type {any} */ event) => seek({ [name]: event.target.value })}>
      ${options.map(([code, word]) => html`<option key=${code} value=${code} selected=${given[name] === code}>${word}</option>`)}</select>`;
  const named = (/** @type {Map<string, any>} */ boards) => [...boards.values()].map((one) => /** @type {[string, string]} */ ([one.code, one.name || one.code])).sort((a, b) => a[1].localeCompare(b[1]));
  return html`<form class=${classes("card row item-filters", all && "all")} role="search" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), seek({ q: words.trim() }))}>
    <input class="input slim" type="search" aria-label=${t("Search subjects and customers")} placeholder=${t("Search")} value=${words} onInput=${(/** @type {any} */ event) => {
      setWords(event.target.value);
      if (!OVER.includes(given["stage"] ?? "")) seek({ q: event.target.value.trim() });
    }} />
    <button type="button" class="button item-filters-more" aria-expanded=${String(all)} onClick=${() => setAll(!all)}><${Icon} name=${all ? "up" : "down"} /><span>${count ? t("Filters ({count})", { count }) : t("Filters")}</span></button>
    ${choose(t("Kind"), "kind", [["", t("Chats and tickets")], ...Object.entries(kinds()).map(([code, [word]]) => /** @type {[string, string]} */ ([code, word]))])}
    ${choose(t("Stage"), "stage", [["", t("Not solved")], ...Object.entries(stages()).map(([code, [word]]) => /** @type {[string, string]} */ ([code, word]))])}
    ${choose(t("Queue"), "queue", [["", t("All queues")], ...named(queues.value)])}
    ${choose(t("Agent"), "agent", [["", t("All agents")], ["-", t("Nobody's")], ...named(agents.value)])}
    ${choose(t("Promises"), "trouble", [["", t("All promises")], ["soon", t("Due soon or late")], ["broken", t("Late")]])}
  </form>`;
}

/** @param {{given: Filters}} props */
function Now({ given }) {
  void beat.value;
  if (!ready.value) return html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  const found = byUrgency([...items.value.values()].filter((item) => fits(item, given)));
  return html`<p class="soft" role="status">${n("{count} item", "{count} items", found.length)}</p>
    <div class="card flush"><${Rows} rows=${found.slice(0, SHOWN)} /></div>
    ${found.length > SHOWN && html`<p class="soft">${n("{count} more: narrow it down", "{count} more: narrow it down", found.length - SHOWN)}</p>`}`;
}

/** @param {any} item @param {Filters} given */
function fits(item, given) {
  if (given["kind"] && item.kind !== given["kind"]) return false;
  if (given["stage"] ? item.stage !== given["stage"] : OVER.includes(item.stage)) return false;
  if (given["queue"] && item.queue !== given["queue"]) return false;
  if (given["agent"] && (given["agent"] === "-" ? item.agent : item.agent !== given["agent"])) return false;
  if (given["q"] && !`${item.id} ${item.subject} ${whose(item)} ${item.tags.join(" ")}`.toLowerCase().includes(given["q"].toLowerCase())) return false;
  const promise = nearest(item);
  const stands = promise && standing(promise);
  return !given["trouble"] || stands === "broken" || (given["trouble"] === "soon" && stands === "warned");
}

/** @param {{given: Filters}} props */
function Past({ given }) {
  const asked = ["kind", "stage", "queue", "agent", "q"].map((name) => [name, given[name] ?? ""]).filter(([name, value]) => value && !(name === "agent" && value === "-"));
  const { rows, more, error } = usePages(`/items?${new URLSearchParams([...asked, ["limit", String(PAGE)]])}`);
  if (!rows) return error ? html`<${Problem} error=${error} />` : html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  return html`<${Problem} error=${error} /><div class="card flush"><${Rows} rows=${rows} past /></div>
    ${more && html`<p class="actions"><${Button} onClick=${more}>${t("More")}<//></p>`}`;
}

/** @param {{rows: any[], past?: boolean}} props */
function Rows({ rows, past = false }) {
  const columns = [
    { key: "id", title: t("Item"), cell: (/** @type {any} */ one) => html`<span class="typed"><${KindMark} item=${one} /><a class="opener" href=${`/items/${one.id}`}>${one.id}</a></span>`, by: past ? undefined : (/** @type {any} */ one) => one.id },
    { key: "who", title: t("Customer"), wide: true, cell: (/** @type {any} */ one) => html`<span class="item-cell"><strong>${whose(one)}</strong> <${Unread} count=${one.unread} /><br /><span class="soft">${one.subject}</span></span>` },
    { key: "queue", title: t("Queue"), cell: (/** @type {any} */ one) => queues.value.get(one.queue)?.name || one.queue, by: past ? undefined : (/** @type {any} */ one) => one.queue },
    { key: "stage", title: t("Stage"), cell: (/** @type {any} */ one) => html`<${StageMark} item=${one} /> <${VisitorMark} item=${one} />`, by: past ? undefined : (/** @type {any} */ one) => Object.keys(stages()).indexOf(one.stage) },
    { key: "agent", title: t("Agent"), cell: (/** @type {any} */ one) => agentName(one), by: past ? undefined : (/** @type {any} */ one) => one.agent },
    ...(past ? [{ key: "solved", title: t("Solved"), cell: (/** @type {any} */ one) => html`<span class="clock">${dated(one.solved ?? one.closed)}</span>` }, { key: "what", title: t("What became of it"), cell: (/** @type {any} */ one) => one.disposition ?? "–" }]
      : [{ key: "due", title: t("Promised"), cell: (/** @type {any} */ one) => html`<${Due} promise=${nearest(one)} long calm />` }, { key: "priority", title: t("Priority"), number: true, cell: (/** @type {any} */ one) => number(one.priority), by: (/** @type {any} */ one) => one.priority }]),
    { key: "age", title: t("Age"), number: true, cell: (/** @type {any} */ one) => html`<span class="clock" title=${dated(one.came)}>${roughly(now() - (moment(one.came) ?? now()))}</span>`, by: past ? undefined : (/** @type {any} */ one) => -(moment(one.came) ?? 0) },
    ...(may("steer") ? [{ key: "do", title: t("Actions"), hidden: true, cell: (/** @type {any} */ one) => html`<${ItemMenu} item=${one} />` }] : []),
  ];
  return html`<${Table} caption=${t("Chats and tickets")} columns=${columns} rows=${rows} id=${(/** @type {any} */ one) => one.id} empty=${t("Nothing fits.")} onOpen=${(/** @type {any} */ one) => go(`/items/${one.id}`)} />`;
}

/** Whose it is, or to whom it is offered. @param {any} one */
function agentName(one) {
  const code = one.agent ?? one.offered?.agent;
  if (!code) return "–";
  const name = agents.value.get(code)?.name ?? code;
  return one.agent ? name : html`<span class="soft">${t("offered to {name}", { name })}</span>`;
}
