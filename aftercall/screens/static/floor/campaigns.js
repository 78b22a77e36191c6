// Campaigns as they stand: pace with its reason, abandonment against the cap.
import { classes, html } from "~/core/html.js";
import { n, number, percent, t } from "~/core/i18n.js";
import { campaigns } from "~/core/live.js";
import { may } from "~/core/me.js";
import { why } from "~/parts/said.js";

export function CampaignsCard() {
  const all = [...campaigns.value.values()].filter((one) => one.state !== "stopped");
  if (!all.length) return null;
  return html`<section><h2 class="section-title">${t("Campaigns")}</h2><ul class="campaign-cards">${all.map((one) => html`<li key=${one.code} class="card"><${Campaign} one=${one} /></li>`)}</ul></section>`;
}

/** @param {{one: any}} props */
function Campaign({ one }) {
  const name = one.name || one.code;
  return html`<h3>${may("campaigns") ? html`<a href=${`/campaigns/${one.code}`}>${name}</a>` : name}
      <span class=${classes("mark", one.state)}>${one.state === "running" ? t("running") : t("paused")}</span></h3>
    <dl class="campaign-figures">
      <div><dt>${t("Agents")}</dt><dd>${number(one.agents.counted)} / ${number(one.agents.joined)}</dd></div>
      <div><dt>${t("Ringing")}</dt><dd>${number(one.lines.ringing)}</dd></div>
      <div><dt>${t("Talking")}</dt><dd>${number(one.lines.talking)}</dd></div>
      <div><dt>${t("Dials a minute")}</dt><dd>${number(one.minute)}</dd></div>
      <div class=${one.cap.passed && one.cap.live ? "bad" : ""}><dt>${t("Abandoned")}</dt><dd>${percent(one.cap.rate, 1)} <small>${t("of at most {cap}", { cap: percent(one.cap.cap, 1) })}</small></dd></div>
    </dl>
    <p class="why-line">${why(one)}</p>
    ${one.contacts_left !== null && html`<p class="soft">${n("{count} contact left", "{count} contacts left", one.contacts_left)}</p>`}`;
}
