// Campaign managers' pages: all campaigns, a new one, one campaign.
import { html } from "~/core/html.js";
import { path } from "~/core/route.js";
import { CampaignList } from "~/campaigns/list.js";
import { NewCampaign } from "~/campaigns/new.js";
import { CampaignPage } from "~/campaigns/page.js";

export default function Campaigns() {
  return html`<div class="plans"><${Inner} /></div>`;
}

function Inner() {
  const [, , code, tab] = path.value.split("/");
  if (!code) return html`<${CampaignList} />`;
  if (code === "new" && !tab) return html`<${NewCampaign} />`;
  return html`<${CampaignPage} key=${code} code=${decodeURIComponent(code)} tab=${tab ?? ""} />`;
}
