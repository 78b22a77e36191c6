// Contacts' pages: looked for, one of them, do-not-call, promised calls, a file on its way.
import { html } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { go, path } from "~/core/route.js";
import { Callbacks } from "~/campaigns/callbacks.js";
import { DoNotCall } from "~/campaigns/do_not_call.js";
import { Person } from "~/campaigns/person.js";
import { Search } from "~/campaigns/search.js";
import { UploadPage } from "~/campaigns/upload.js";
import { Tabs } from "~/parts/tabs.js";

export default function Contacts() {
  return html`<div class="plans"><${Inner} /></div>`;
}

function Inner() {
  const [, , part, id] = path.value.split("/");
  if (part === "load" && id) return html`<${UploadPage} key=${id} id=${id} />`;
  if (part && /^\d+$/.test(part)) return html`<${Person} key=${part} id=${part} />`;
  const at = part === "do-not-call" || part === "callbacks" ? part : "";
  return html`<div class="stack"><header class="head"><h1>${t("Contacts")}</h1></header>
    <${Tabs} name=${t("Contacts")} at=${at} onChange=${(/** @type {string} */ to) => go(to ? `/contacts/${to}` : "/contacts", true)} tabs=${[["", t("Look for somebody"), "search"], ["callbacks", t("Promised calls"), "clock"], ["do-not-call", t("Do not call"), "hangup"]]} />
    ${at === "do-not-call" ? html`<${DoNotCall} />` : at === "callbacks" ? html`<${Callbacks} />` : html`<${Search} />`}
  </div>`;
}
