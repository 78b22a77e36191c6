// Always on top: what I am, since when, and the one thing to do now. Buttons that do not apply are absent.
import { html, useState } from "~/core/html.js";
import { clock, n, named, t } from "~/core/i18n.js";
import { moment } from "~/core/clock.js";
import { campaigns } from "~/core/live.js";
import { aftercall, mine, queueName, state, trouble, typeOf, types, wish } from "~/agent/desk.js";
import { Aftercall } from "~/agent/aftercall.js";
import { NoneOfMyOwn, PhoneField, WithoutPhone, useNone } from "~/agent/phone.js";
import { TypeMenu } from "~/agent/types.js";
import { Button } from "~/parts/button.js";
import { Since } from "~/parts/clocks.js";
import { Icon } from "~/parts/icons.js";
import { Menu, MenuItem } from "~/parts/menu.js";
import { Notice, Problem } from "~/parts/notice.js";
import { State } from "~/parts/state.js";

export function Status() {
  const board = mine.value;
  const type = typeOf(board.type?.code);
  const word = board.state === "break" && type ? named(type.names, type.code) : undefined;
  return html`<section class="status" aria-label=${t("My state")}>
    <div class="status-row">
      ${aftercall.value ? html`<${Aftercall} />` : html`<p class="status-now" role="status"><${State} state=${board.state} text=${word} size="large" />
        <span class="status-since"><${Since} at=${board.since} /></span></p>`}
      <div class="status-do row"><${Do} />${board.session && html`<${Joined} />`}</div>
    </div>
    <${Next} /><${WithoutPhone} /><${Why} />
    <${Problem} error=${trouble.value} onClose=${() => (trouble.value = null)} />
  </section>`;
}

/** What this state calls for. */
function Do() {
  const board = mine.value;
  if (!board.session) return html`<${Start} />`;
  const held = board.holds.some((/** @type {any} */ hold) => hold.hold === "missed" || hold.hold === "phone");
  const rests = board.type?.group === "break" || held;
  return html`${rests && html`<${Button} kind="main" icon="play" onClick=${() => wish("resume")}>${t("Resume")}<//>`}
    <${TypeMenu} />
    <${Leave} />`;
}

/** Log-in with the work type to begin with, and the phone to be at if that takes calls and I have none of my own. */
function Start() {
  const work = types.value.filter((type) => type.group === "work");
  const [chosen, choose] = useState("");
  const [phone, setPhone] = useState("");
  const none = useNone();
  const code = chosen || work[0]?.code || "";
  const asks = none && typeOf(code)?.calls;
  return html`${none && html`<${NoneOfMyOwn} />`}<label class="unseen" for="start-type">${t("Begin with")}</label>
    <select id="start-type" class="input start-type" value=${code} onChange=${(/** @type {any} */ event) => choose(event.target.value)}>
      ${work.map((type) => html`<option key=${type.code} value=${type.code}>${named(type.names, type.code)}</option>`)}</select>
    ${asks && html`<${PhoneField} value=${phone} onInput=${setPhone} />`}
    <${Button} kind="main" icon="headset" disabled=${!code || (asks && !phone.trim())} onClick=${() => wish("login", { type: code, phone: (asks && phone.trim()) || null })}>${t("Start work")}<//>`;
}

function Leave() {
  const busy = ["ringing", "talking", "on hold", "aftercall"].includes(state.value);
  return html`<${Button} kind="quiet" icon="off" onClick=${() => wish("logout")}
    label=${busy ? t("Log off after this call") : t("Log off")}><//>`;
}

/** The campaigns that I am in, and those that I could join. */
function Joined() {
  const mineNow = new Set(mine.value.queues);
  const mayJoin = new Set(mine.value.assigned);
  const open = [...campaigns.value.values()].filter((one) => mineNow.has(one.code) || (mayJoin.has(one.code) && one.state !== "stopped"));
  if (!open.length) return null;
  const count = open.filter((one) => mineNow.has(one.code)).length;
  return html`<${Menu} icon="chart" kind="quiet" label=${n("{count} campaign", "{count} campaigns", count)}>
    ${open.map((one) => html`<${MenuItem} key=${one.code} current=${mineNow.has(one.code)}
      onClick=${() => wish(mineNow.has(one.code) ? "leave" : "join", { campaign: one.code })}>${one.name || one.code}<//>`)}
  <//>`;
}

/** What comes when the call and its aftercall are over; it can be taken back. */
function Next() {
  const next = mine.value.next;
  if (!next) return null;
  const type = typeOf(next.type);
  const what = next.log_off ? t("Log off") : type ? named(type.names, type.code) : next.type;
  return html`<p class="status-next" role="status"><${Icon} name="right" /><span>${t("Next: {what}", { what })}</span>
    <${Button} kind="quiet" icon="undo" onClick=${() => wish("takeback")}>${t("Take back")}<//></p>`;
}

/**
 * A call or a chat, and of which queue.
 * @param {any} hold
 * @param {string} time
 */
function missed(hold, time) {
  const [part] = hold.reason_parts;
  const queue = part ? queueName(part.values.queue) : hold.reason;
  if (part?.says === "missed-chat") return t("You missed chat {item} at {time} ({queue}). Press Resume to get calls and chats again.", { item: part.values.item, time, queue });
  return t("You missed a call at {time} ({queue}). Press Resume to get calls again.", { time, queue });
}

/** Why no calls come, where it is not by my own choice; and what is awaited. */
function Why() {
  const board = mine.value;
  const held = Object.fromEntries(board.holds.map((/** @type {any} */ hold) => [hold.hold, hold]));
  const at = (/** @type {any} */ hold) => clock(moment(hold.since) ?? 0);
  const waits = board.in_line && typeOf(board.in_line);
  return html`${held.missed && html`<${Notice} kind="warn" icon="warn">${missed(held.missed, at(held.missed))}<//>`}
    ${held.phone && board.phone && html`<${Notice} kind="bad" icon="lost">${t("Your phone {phone} cannot be reached since {time}. Check it; when it is back, press Resume if calls do not come by themselves.", { phone: board.phone ?? "", time: at(held.phone) })}<//>`}
    ${held.supervisor && html`<${Notice} kind="warn" icon="pause">${t("{name} holds you since {time}. {why}", { name: held.supervisor.by, time: at(held.supervisor), why: held.supervisor.reason })}<//>`}
    ${waits && html`<${Notice} icon="clock">${t("You wait for your turn: {what}. It begins by itself when a place is free.", { what: named(waits.names, waits.code) })}<//>`}
    ${board.planned_return && board.state === "break" && html`<p class="soft status-return">${t("Planned return at {time}", { time: clock(moment(board.planned_return) ?? 0) })}</p>`}
    ${board.pending.length > 0 && html`<p class="soft" role="status">${t("Waiting for Asterisk: {what}", { what: board.pending.map((/** @type {any} */ one) => one.text).join(", ") })}</p>`}`;
}
