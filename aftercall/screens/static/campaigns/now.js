// How a campaign stands: pace with its reason, abandonment beside the cap, crew, lines, contacts left, forecast, outcomes.
import { classes, html } from "~/core/html.js";
import { moment } from "~/core/clock.js";
import { clock, date, n, named, number, percent, t } from "~/core/i18n.js";
import { useAsked } from "~/campaigns/asked.js";
import { isOver, linesOut } from "~/campaigns/list.js";
import { Pace } from "~/campaigns/pace.js";
import { outcomes, spanWords } from "~/campaigns/words.js";
import { Notice } from "~/parts/notice.js";
import { why } from "~/parts/said.js";

const ASK_EVERY = 15_000;

/** @param {{code: string, card: any, board: any}} props */
export function Now({ code, card, board }) {
  const progress = useAsked(`/campaigns/${code}/progress`, ASK_EVERY);
  return html`<div class="stack">
    ${board && html`<${Tiles} board=${board} contacts=${progress.data?.contacts} /><${Why} board=${board} />`}
    <div class="halves">
      <${Pace} code=${code} board=${board} />
      <div class="stack">
        ${board && html`<${People} board=${board} />`}
        ${progress.data && html`<${Contacts} found=${progress.data} state=${card.state} />`}
      </div>
    </div>
    ${progress.data && html`<${Results} found=${progress.data} card=${card} />`}
  </div>`;
}

/** @param {{board: any, contacts: any}} props */
function Tiles({ board, contacts }) {
  const over = isOver(board.cap);
  return html`<div class="tiles">
    <${Tile} word=${t("Agents who joined")} value=${number(board.agents.joined)} />
    <${Tile} word=${t("Lines out")} value=${number(linesOut(board.lines))} />
    <${Tile} word=${t("Dials a minute")} value=${number(board.minute)} />
    <div class=${classes("tile", over && "over")}><span class="tile-value">${percent(board.cap.rate, 1)}</span>
      <span class="tile-word">${t("abandoned of at most {cap}", { cap: percent(board.cap.cap, 1) })}</span></div>
    <${Tile} word=${t("Dialled today")} value=${number(board.today)} />
    <${Tile} word=${t("Contacts left")} value=${contacts ? number(contacts.left) : board.contacts_left === null ? "–" : number(board.contacts_left)} />
  </div>`;
}

/** @param {{word: string, value: any}} props */
function Tile({ word, value }) {
  return html`<div class="tile"><span class="tile-value">${value}</span><span class="tile-word">${word}</span></div>`;
}

/** @param {{board: any}} props */
function Why({ board }) {
  const again = moment(board.again);
  return html`<section class="card why-card" aria-label=${t("Why it dials as it does")}><h2>${t("Why it dials as it does")}</h2>
    <p class="why-line" role="status">${why(board)}</p>
    ${again !== null && html`<p class="soft">${t("Nobody may be called before {time}.", { time: `${date(again)} ${clock(again)}` })}</p>`}
    ${isOver(board.cap) && html`<${Notice} kind="warn" icon="warn">${t("The cap is passed: only one line for each free agent is dialled until it is earned back.")}<//>`}
  </section>`;
}

/** @param {{board: any}} props */
function People({ board }) {
  const agents = /** @type {[string, number][]} */ ([
    [t("Free"), board.agents.free],
    [t("Booked"), board.agents.booked],
    [t("Ringing"), board.agents.ringing],
    [t("Talking"), board.agents.talking],
    [t("Aftercall"), board.agents.aftercall],
    [t("Away"), board.agents.away],
  ]);
  const lines = /** @type {[string, number][]} */ ([
    [t("Ringing"), board.lines.ringing],
    [t("Waiting for an agent"), board.lines.waiting],
    [t("Talking"), board.lines.talking],
    [t("Answering machines"), board.lines.machine],
    [t("Hearing the message"), board.lines.message],
    [t("Looked at by agents"), board.lines.shown],
  ]);
  return html`<section class="card"><h2>${t("Crew and lines")}</h2><div class="two-lists">
    <${Figures} title=${n("{count} agent", "{count} agents", board.agents.joined)} rows=${agents} />
    <${Figures} title=${n("{count} line", "{count} lines", linesOut(board.lines))} rows=${lines} /></div></section>`;
}

/** @param {{title: string, rows: [string, any][]}} props */
function Figures({ title, rows }) {
  return html`<div><h3>${title}</h3><dl class="figures">${rows.map(([word, value]) => html`<div key=${word} class=${value ? "" : "none"}><dt>${word}</dt><dd>${typeof value === "number" ? number(value) : value}</dd></div>`)}</dl></div>`;
}

/** @param {{found: any, state: string}} props */
function Contacts({ found }) {
  const { contacts, forecast } = found;
  const next = moment(contacts.next);
  const end = moment(forecast.end);
  const rows = /** @type {[string, any][]} */ ([
    [t("May be called now"), contacts.due],
    [t("Later"), contacts.later],
    [t("Being called"), contacts.out],
    [t("In lists that rest"), contacts.resting],
    [t("Finished"), contacts.finished],
  ]);
  const all = contacts.left + contacts.resting + contacts.finished;
  return html`<section class="card"><h2>${t("Contacts")}</h2>
    ${all > 0 && html`<div class="bar-line"><progress max=${all} value=${contacts.finished} aria-label=${t("Finished contacts")}></progress><span>${percent((100 * contacts.finished) / all)}</span></div>`}
    <${Figures} title=${n("{count} contact left", "{count} contacts left", contacts.left)} rows=${rows} />
    ${next !== null && html`<p class="soft">${t("The next one is due {time}.", { time: `${date(next)} ${clock(next)}` })}</p>`}
    <p class="forecast"><strong>${t("Forecast")}</strong> ${end !== null ? t("through on {time}, at the pace of the last hour", { time: `${date(end)} ${clock(end)}` })
      : forecast.dialling_ms !== null ? t("{span} of dialling left", { span: spanWords(forecast.dialling_ms) }) : t("too little is known yet")}</p></section>`;
}

/** @param {{found: any, card: any}} props */
function Results({ found, card }) {
  const { attempts } = found;
  const said = Object.fromEntries(card.dispositions.map((/** @type {any} */ one) => [one.code, named(one.names, one.code)]));
  return html`<section class="card"><h2>${t("Results")}</h2>
    <p class="soft">${n("{count} attempt", "{count} attempts", attempts.all)} · ${t("{count} in the last hour", { count: number(attempts.hour) })}</p>
    <div class="two-lists">
      <${Bars} title=${t("Outcomes")} counts=${attempts.by_outcome} words=${outcomes()} />
      <${Bars} title=${t("Dispositions")} counts=${attempts.by_disposition} words=${said} />
    </div></section>`;
}

/** @param {{title: string, counts: Record<string, number>, words: Record<string, string>}} props */
function Bars({ title, counts, words }) {
  const rows = Object.entries(counts).sort((a, b) => b[1] - a[1]);
  const most = Math.max(1, ...rows.map(([, count]) => count));
  const all = rows.reduce((sum, [, count]) => sum + count, 0);
  return html`<div><h3>${title}</h3>${rows.length ? html`<table class="bars"><caption class="unseen">${title}</caption><tbody>${rows.map(([code, count]) => html`<tr key=${code}>
    <th scope="row">${words[code] ?? code}</th><td class="bar-cell"><meter min="0" max=${most} value=${count} aria-hidden="true"></meter></td><td class="number">${number(count)}</td><td class="number soft">${percent((100 * count) / all)}</td></tr>`)}</tbody></table>`
    : html`<p class="soft">${t("None yet.")}</p>`}</div>`;
}
