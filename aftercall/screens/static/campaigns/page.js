// One campaign: how it stands now, and all that is set about it.
import { html } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { campaigns } from "~/core/live.js";
import { go } from "~/core/route.js";
import { useAsked, useTitle, Waiting } from "~/campaigns/asked.js";
import { Crew } from "~/campaigns/crew.js";
import { Dispositions } from "~/campaigns/dispositions.js";
import { Lists } from "~/campaigns/lists.js";
import { Mark } from "~/campaigns/list.js";
import { Now } from "~/campaigns/now.js";
import { Script } from "~/campaigns/script.js";
import { Settings } from "~/campaigns/settings.js";
import { StateButtons } from "~/campaigns/steer.js";
import { modes } from "~/campaigns/words.js";
import { Problem } from "~/parts/notice.js";
import { Tabs } from "~/parts/tabs.js";

/** @type {Record<string, any>} */
const SHOWN = { now: Now, lists: Lists, crew: Crew, dispositions: Dispositions, script: Script, settings: Settings };

/** @param {{code: string, tab: string}} props */
export function CampaignPage({ code, tab }) {
  const asked = useAsked(`/campaigns/${code}`);
  const board = campaigns.value.get(code);
  const at = tab in SHOWN ? tab : "now";
  const name = asked.data?.name || board?.name || code;
  useTitle(name);
  if (!asked.data && !board) return html`<p><a href="/campaigns">${t("All campaigns")}</a></p><${Waiting} asked=${asked} />`;
  const state = board?.state ?? asked.data?.state ?? "stopped";
  return html`<div class="stack">
    <header class="head campaign-head"><a class="back" href="/campaigns">${t("Campaigns")}</a><h1>${name}</h1><${Mark} state=${state} />
      ${asked.data && html`<span class="soft">${modes()[asked.data.mode]} · ${asked.data.regime.toUpperCase()}</span>`}
      <span class="push"><${StateButtons} code=${code} state=${state} onDone=${asked.again} /></span></header>
    <${Problem} error=${asked.error} />
    <${Tabs} name=${t("Parts of the campaign")} at=${at} onChange=${(/** @type {string} */ to) => go(`/campaigns/${code}${to === "now" ? "" : `/${to}`}`, true)} tabs=${[
      ["now", t("Now"), "chart"],
      ["lists", t("Contacts"), "book"],
      ["crew", t("Agents"), "people"],
      ["dispositions", t("Dispositions"), "done"],
      ["script", t("Script and form"), "note"],
      ["settings", t("Settings"), "gear"],
    ]} />
    ${asked.data ? html`<${SHOWN[at]} key=${at} code=${code} card=${asked.data} board=${board} onSaved=${asked.set} />` : html`<${Waiting} asked=${asked} />`}
  </div>`;
}
