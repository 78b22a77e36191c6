// The supervisor's wallboard: queues, agents with their time in state, campaigns, and what passes a threshold.
import { html, useEffect, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { ready } from "~/core/live.js";
import { may } from "~/core/me.js";
import { go } from "~/core/route.js";
import { AgentsCard } from "~/floor/agents.js";
import { AlarmLine, ThresholdDialog } from "~/floor/thresholds.js";
import { CampaignsCard } from "~/floor/campaigns.js";
import { ItemsCard } from "~/floor/items.js";
import { QueuesCard, Tiles } from "~/floor/queues.js";
import { Button } from "~/parts/button.js";

export default function Floor() {
  const [asks, setAsks] = useState(false);
  const [types, setTypes] = useState(/** @type {any[]} */ ([]));
  useEffect(() => {
    document.title = `${t("Floor")} – Aftercall`;
    get("/types").then(setTypes, () => setTypes([]));
  }, []);
  if (!ready.value) return html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  return html`<div class="board stack">
    <header class="head"><h1>${t("Floor")}</h1><span class="row push">
      ${may("steer") && html`<${Button} icon="warn" onClick=${() => setAsks(true)}>${t("Alarms")}<//>`}
      <${Button} icon="wall" onClick=${() => go("/wall")}>${t("For the wall")}<//></span></header>
    <${AlarmLine} />
    <${Tiles} />
    <${QueuesCard} />
    <${ItemsCard} />
    <${AgentsCard} types=${types} />
    <${CampaignsCard} />
    ${asks && html`<${ThresholdDialog} onClose=${() => setAsks(false)} />`}
  </div>`;
}
