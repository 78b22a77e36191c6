// The address book: everybody, what he does and since when; a call or a transfer to who is free.
import { html, signal } from "~/core/html.js";
import { clock, n, named, t } from "~/core/i18n.js";
import { moment } from "~/core/clock.js";
import { agents } from "~/core/live.js";
import { me } from "~/core/me.js";
import { call, failed, mine, state, typeOf } from "~/agent/desk.js";
import { act } from "~/agent/call.js";
import { Button } from "~/parts/button.js";
import { Since } from "~/parts/clocks.js";
import { State } from "~/parts/state.js";

const sought = signal("");
const ORDER = ["free", "working", "aftercall", "ringing", "booked", "talking", "on hold", "break", "missed", "phone", "supervisor", "off"];

export function Book() {
  const all = [...agents.value.values()].filter((one) => one.code !== me.value?.agent);
  const found = all.filter((one) => `${one.name} ${one.code} ${one.team}`.toLowerCase().includes(sought.value.toLowerCase()));
  found.sort((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.name.localeCompare(b.name));
  const free = all.filter((one) => one.state === "free").length;
  return html`<section class="card book" aria-labelledby="book-title">
    <h2 id="book-title">${t("Colleagues")} <small class="soft">${n("{count} free", "{count} free", free)}</small></h2>
    <input class="input" type="search" aria-label=${t("Search colleagues")} placeholder=${t("Search")} value=${sought.value} onInput=${(/** @type {any} */ event) => (sought.value = event.target.value)} />
    <ul>${found.slice(0, 60).map((one) => html`<${Person} key=${one.code} one=${one} />`)}</ul>
    ${found.length > 60 && html`<p class="soft">${n("{count} more: search by name", "{count} more: search by name", found.length - 60)}</p>`}
  </section>`;
}

/** @param {{one: any}} props */
function Person({ one }) {
  const type = typeOf(one.type?.code);
  const word = one.state === "break" && type ? named(type.names, type.code) : undefined;
  const inCall = call.value && state.value === "talking" && !mine.value.consult;
  return html`<li class="person"><div><p class="person-who">${one.name}${one.phone && html` <small class="soft">${one.phone}</small>`}</p>
      <p class="soft"><${State} state=${one.state} text=${word} /> <${Since} at=${one.since} />${one.planned_return && html` · ${t("back at {time}", { time: clock(moment(one.planned_return) ?? 0) })}`}</p></div>
    ${one.state === "free" && html`<span class="row push">
      ${inCall ? html`<${Button} kind="quiet" icon="consult" label=${t("Consult {name}", { name: one.name })} onClick=${() => act("consult", { agent: one.code })} onError=${failed} />
        <${Button} kind="quiet" icon="transfer" label=${t("Transfer to {name}", { name: one.name })} onClick=${() => act("transfer", { agent: one.code })} onError=${failed} />`
      : !call.value && mine.value?.session && mine.value.phone && html`<${Button} kind="quiet" icon="phone" label=${t("Call {name}", { name: one.name })} onClick=${() => act("dial", { agent: one.code })} onError=${failed} />`}</span>`}
  </li>`;
}
