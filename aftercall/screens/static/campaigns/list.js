// All campaigns as they stand, the running ones first.
import { classes, html, useState } from "~/core/html.js";
import { n, number, percent, t } from "~/core/i18n.js";
import { campaigns, ready } from "~/core/live.js";
import { go } from "~/core/route.js";
import { useTitle } from "~/campaigns/asked.js";
import { StateButtons } from "~/campaigns/steer.js";
import { campaignStates, modes } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { why } from "~/parts/said.js";

const ORDER = { running: 0, paused: 1, stopped: 2 };

export function CampaignList() {
  const [sought, setSought] = useState("");
  useTitle(t("Campaigns"));
  const all = [...campaigns.value.values()].sort((a, b) => rank(a) - rank(b) || nameOf(a).localeCompare(nameOf(b)));
  const shown = all.filter((one) => `${one.code} ${one.name}`.toLowerCase().includes(sought.trim().toLowerCase()));
  return html`<div class="stack">
    <header class="head"><h1>${t("Campaigns")}</h1>
      ${all.length > 6 && html`<input type="search" class="input slim" aria-label=${t("Find a campaign")} placeholder=${t("Find a campaign")} value=${sought}
        onInput=${(/** @type {any} */ event) => setSought(event.target.value)} />`}
      <span class="row push"><${Button} kind="main" icon="plus" onClick=${() => go("/campaigns/new")}>${t("New campaign")}<//></span></header>
    ${!ready.value && html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`}
    ${ready.value && !all.length && html`<div class="card welcome"><h2>${t("No campaign yet")}</h2>
      <p>${t("A few questions make one, with what the law asks already set. Then load a file of contacts and start.")}</p></div>`}
    <ul class="campaign-list">${shown.map((one) => html`<li key=${one.code}><${Campaign} one=${one} /></li>`)}</ul>
  </div>`;
}

/** @param {any} one */
const rank = (one) => ORDER[/** @type {keyof typeof ORDER} */ (one.state)];
/** @param {any} one */
const nameOf = (one) => one.name || one.code;

/** @param {{one: any}} props */
function Campaign({ one }) {
  return html`<article class="card campaign">
    <header><h2><a href=${`/campaigns/${one.code}`}>${nameOf(one)}</a></h2><${Mark} state=${one.state} />
      <span class="soft">${modes()[one.mode]}</span><span class="push"><${StateButtons} code=${one.code} state=${one.state} small /></span></header>
    <dl class="campaign-figures">
      <div><dt>${t("Agents")}</dt><dd>${number(one.agents.joined)}</dd></div>
      <div><dt>${t("Lines out")}</dt><dd>${number(linesOut(one.lines))}</dd></div>
      <div><dt>${t("Talking")}</dt><dd>${number(one.lines.talking)}</dd></div>
      <div class=${isOver(one.cap) ? "bad" : ""}><dt>${t("Abandoned")}</dt><dd>${percent(one.cap.rate, 1)} <small>${t("of at most {cap}", { cap: percent(one.cap.cap, 1) })}</small></dd></div>
      <div><dt>${t("Dialled today")}</dt><dd>${number(one.today)}</dd></div>
      <div><dt>${t("Contacts left")}</dt><dd>${one.contacts_left === null ? "–" : number(one.contacts_left)}</dd></div>
    </dl>
    ${one.state === "running" && html`<p class="why-line">${why(one)}</p>`}
    ${one.state !== "running" && one.contacts_left === 0 && html`<p class="soft">${t("Nobody to call: load a file of contacts.")}</p>`}
  </article>`;
}

/** @param {{state: string}} props */
export function Mark({ state }) {
  return html`<span class=${classes("mark", state)}>${campaignStates()[state]}</span>`;
}

/** All that are out on the network. @param {any} lines */
export function linesOut(lines) {
  return lines.ringing + lines.waiting + lines.talking + lines.machine + lines.message;
}

/** The cap is passed by answers that were, not by there being none yet. @param {any} cap */
export function isOver(cap) {
  return cap.passed && cap.live > 0 && cap.rate > cap.cap;
}

/** @param {number | null} count */
export function left(count) {
  return count === null ? "" : n("{count} contact left", "{count} contacts left", count);
}
