// The stream of events, as MQTT tells it: newest on top, to be stopped and searched.
import { html, signal, useEffect } from "~/core/html.js";
import { moment } from "~/core/clock.js";
import { clock, n, t } from "~/core/i18n.js";
import { follow } from "~/core/live.js";
import { Button } from "~/parts/button.js";

const KEPT = 500;
const HEAD = ["v", "site", "run", "seq", "nth", "at", "at_ms", "kind", "scope", "code", "data"];
/** @type {import("@preact/signals").Signal<any[]>} */
const events = signal([]);
const words = signal("");
const stopped = signal(false);
const missed = signal(0);

export default function Events() {
  useEffect(() => {
    document.title = `${t("Events")} – Aftercall`;
    return follow((event) => {
      if (stopped.value) missed.value += 1;
      else events.value = [event, ...events.value].slice(0, KEPT);
    });
  }, []);
  const shown = events.value.filter((event) => JSON.stringify(event).toLowerCase().includes(words.value.toLowerCase()));
  return html`<section class="stack">
    <header class="head"><h1>${t("Events")}</h1><span class="row push">
      <input class="input" type="search" aria-label=${t("Search events")} placeholder=${t("Search")} value=${words.value} onInput=${(/** @type {any} */ event) => (words.value = event.target.value)} />
      <${Button} icon=${stopped.value ? "play" : "pause"} pressed=${stopped.value} onClick=${() => {
        stopped.value = !stopped.value;
        missed.value = 0;
      }}>${stopped.value ? t("Go on") : t("Stop")}<//>
      <${Button} icon="trash" onClick=${() => (events.value = [])}>${t("Clear")}<//></span></header>
    ${stopped.value && missed.value > 0 && html`<p class="soft" role="status">${n("{count} event since then", "{count} events since then", missed.value)}</p>`}
    ${shown.length ? html`<ol class="events" aria-label=${t("Events")}>${shown.map((event) => html`<${Row} key=${`${event.run}-${event.seq}`} event=${event} />`)}</ol>` : html`<p class="empty">${t("Nothing has happened yet since you came.")}</p>`}
  </section>`;
}

/** @param {{event: any}} props */
function Row({ event }) {
  const rest = Object.entries({ ...event, ...event.data }).filter(([name, value]) => !HEAD.includes(name) && value !== null && value !== "");
  return html`<li class="event"><time class="clock soft" datetime=${event.at}>${clock(moment(event.at) ?? 0, true)}</time> <span class="soft clock">${event.seq}</span> <strong>${event.kind}</strong>
    <span>${rest.map(([name, value]) => html`<span class="event-pair" key=${name}><span class="soft">${name}</span> ${typeof value === "object" ? JSON.stringify(value) : String(value)}</span> `)}</span></li>`;
}
