// Recordings of a day: found, played here, saved; until when each is kept.
import { html, useEffect, useRef, useState } from "~/core/html.js";
import { ROOT } from "~/core/api.js";
import { span } from "~/core/clock.js";
import { clock, date, n, t } from "~/core/i18n.js";
import { agents, queues } from "~/core/live.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { Button } from "~/parts/button.js";
import { Select } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";
import { Table } from "~/parts/table.js";

/** The day where the reader is, as YYYY-MM-DD. */
const today = () => new Intl.DateTimeFormat("sv", { year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());

/** @param {any} one */
const sound = (one, save = false) => `${ROOT}/recordings${at(one.call)}/audio?queue=${encodeURIComponent(one.queue)}${save ? "&save=true" : ""}`;

export function Recordings() {
  const [day, setDay] = useState(today());
  const [queue, setQueue] = useState("");
  const [agent, setAgent] = useState("");
  const [playing, setPlaying] = useState(/** @type {any} */ (null));
  const wanted = new URLSearchParams({ date: day, ...(queue && { queue }), ...(agent && { agent }) });
  const asked = useAsked(day ? `/recordings?${wanted}` : null);
  const step = (/** @type {number} */ days) => {
    const next = new Date(`${day}T12:00:00`);
    next.setDate(next.getDate() + days);
    setDay(new Intl.DateTimeFormat("sv").format(next));
  };
  return html`<section class="stack" aria-labelledby="page-title"><header class="head"><h1 id="page-title">${t("Recordings")}</h1></header>
    <div class="row filters">
      <div class="field"><label for="day">${t("Day")}</label><div class="row nowrap"><${Button} icon="left" label=${t("The day before")} onClick=${() => step(-1)} />
        <input id="day" class="input" type="date" value=${day} max=${today()} onInput=${(/** @type {any} */ event) => event.target.value && setDay(event.target.value)} /><${Button} icon="right" label=${t("The day after")} disabled=${day >= today()} onClick=${() => step(1)} /></div></div>
      <${Select} label=${t("Queue")} value=${queue} options=${[["", t("All")], ...named(queues.value)]} onChange=${setQueue} />
      <${Select} label=${t("Agent")} value=${agent} options=${[["", t("All")], ...named(agents.value)]} onChange=${setAgent} />
    </div>
    <${Awaited} asked=${asked}>${(/** @type {any[]} */ found) => html`<p class="soft" role="status">${n("{count} recording", "{count} recordings", found.length)}</p>
      <div class="card flush"><${Table} caption=${t("Recordings")} columns=${columns(playing, setPlaying)} rows=${found} id=${(/** @type {any} */ one) => one.file} sort="at" down=${true}
        rowClass=${(/** @type {any} */ one) => (playing?.file === one.file ? "marked" : "")} empty=${t("Nothing was recorded on this day.")} /></div>`}<//>
    ${playing && html`<${Player} key=${playing.file} one=${playing} onClose=${() => setPlaying(null)} />`}
  </section>`;
}

/** @param {Map<string, any>} boards @returns {[string, string][]} */
const named = (boards) => [...boards.values()].map((board) => /** @type {[string, string]} */ ([board.code, board.name || board.code])).sort((a, b) => a[1].localeCompare(b[1]));

/** @param {any} playing @param {(one: any) => void} play */
const columns = (playing, play) => [
  { key: "at", title: t("Answered"), by: (/** @type {any} */ one) => one.answered, cell: (/** @type {any} */ one) => clock(Date.parse(one.answered), true) },
  { key: "length", title: t("Length"), number: true, by: (/** @type {any} */ one) => one.length_ms, cell: (/** @type {any} */ one) => (one.length_ms === null ? t("goes on") : span(one.length_ms)) },
  { key: "queue", title: t("Queue"), by: (/** @type {any} */ one) => one.queue, cell: (/** @type {any} */ one) => queues.value.get(one.queue)?.name || one.queue },
  { key: "agent", title: t("Agent"), by: (/** @type {any} */ one) => one.agent, cell: (/** @type {any} */ one) => agents.value.get(one.agent)?.name || one.agent || "–" },
  { key: "caller", title: t("Caller"), by: (/** @type {any} */ one) => one.number, wide: true, cell: (/** @type {any} */ one) => [one.number, one.name].filter(Boolean).join(" ") || "–" },
  { key: "until", title: t("Deleted after"), by: (/** @type {any} */ one) => one.until, cell: (/** @type {any} */ one) => (one.exists === false ? t("no longer there") : one.until ? date(Date.parse(one.until)) : t("kept")) },
  { key: "play", title: t("Actions"), hidden: true, cell: (/** @type {any} */ one) => one.exists !== false && html`<div class="row nowrap">
      <${Button} icon=${playing?.file === one.file ? "sound" : "play"} pressed=${playing?.file === one.file} label=${t("Play the call of {time}", { time: clock(Date.parse(one.answered), true) })} onClick=${() => play(one)} />
      <a class="button bare" href=${sound(one, true)} download aria-label=${t("Save the call of {time}", { time: clock(Date.parse(one.answered), true) })} title=${t("Save")}><${Icon} name="download" /></a></div>` },
];

/** At the foot of the page; the browser's own player asks for the parts it needs. @param {{one: any, onClose: () => void}} props */
function Player({ one, onClose }) {
  const place = useRef(/** @type {HTMLAudioElement | null} */ (null));
  const [why, setWhy] = useState("");
  const [rate, setRate] = useState(1);
  useEffect(() => void place.current?.play().catch(() => {}), []); // where the browser wants a click first, its own button is there
  useEffect(() => {
    if (place.current) place.current.playbackRate = rate;
  }, [rate]);
  async function failed() {
    const answer = await fetch(sound(one), { headers: { Range: "bytes=0-0" } }).catch(() => null);
    const body = answer && !answer.ok ? await answer.json().catch(() => null) : null;
    setWhy(body?.error?.why ?? t("This recording cannot be played."));
  }
  return html`<aside class="player" aria-label=${t("Player")}><p class="player-title"><strong>${clock(Date.parse(one.answered), true)}</strong> ${queues.value.get(one.queue)?.name || one.queue} · ${agents.value.get(one.agent)?.name || one.agent || "–"}</p>
    ${why ? html`<p class="standing bad" role="alert">${why}</p>` : html`<audio ref=${place} controls preload="metadata" src=${sound(one)} onError=${failed}></audio>
      <div class="row nowrap" role="group" aria-label=${t("Speed")}>${[1, 1.5, 2].map((speed) => html`<${Button} key=${speed} kind="quiet" pressed=${rate === speed} onClick=${() => setRate(speed)}>${speed}×<//>`)}</div>`}
    <${Button} kind="quiet" icon="close" label=${t("Close the player")} onClick=${onClose} /></aside>`;
}
