// The audit trail: who did what, from where, and how it was answered.
import { html, useEffect, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { clock, date, t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Select, Text } from "~/parts/field.js";
import { Problem } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

const AT_ONCE = 100;

export function Audit() {
  const [who, setWho] = useState("");
  const [what, setWhat] = useState("");
  const [failed, setFailed] = useState("");
  const [found, setFound] = useState(/** @type {any[] | null} */ (null));
  const [more, setMore] = useState(false);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const wanted = new URLSearchParams({ limit: String(AT_ONCE), ...(who.trim() && { who: who.trim() }), ...(what && { what }), ...(failed && { failed }) }).toString();

  useEffect(() => {
    let current = true;
    const pause = setTimeout(() => get(`/audit?${wanted}`).then((entries) => current && (setFound(entries), setMore(entries.length === AT_ONCE), setError(null)), (wrong) => current && setError(wrong)), 250);
    return () => {
      current = false;
      clearTimeout(pause);
    };
  }, [wanted]);

  async function older() {
    const last = found?.at(-1);
    const entries = await get(`/audit?${wanted}&after=${last?.id ?? 0}`);
    setFound([...(found ?? []), ...entries]);
    setMore(entries.length === AT_ONCE);
  }

  return html`<section class="stack" aria-labelledby="page-title"><header class="head"><h1 id="page-title">${t("Audit trail")}</h1></header>
    <div class="row filters"><${Text} label=${t("User")} type="search" value=${who} onInput=${setWho} />
      <${Select} label=${t("What")} value=${what} options=${deeds()} onChange=${setWhat} />
      <${Select} label=${t("Outcome")} value=${failed} options=${[["", t("All")], ["false", t("done")], ["true", t("refused")]]} onChange=${setFailed} /></div>
    <${Problem} error=${error} />
    ${found === null ? !error && html`<p class="empty" aria-busy="true">${t("Loading…")}</p>` : html`<div class="card flush"><${Table} caption=${t("Audit trail")} columns=${columns()} rows=${found} id=${(/** @type {any} */ one) => String(one.id)} empty=${t("Nothing of this kind is on record.")} /></div>
      ${more && html`<div><${Button} icon="down" onClick=${older} onError=${setError}>${t("Older ones")}<//></div>`}`}
  </section>`;
}

/** @returns {[string, string][]} */
const deeds = () => [["", t("All")], ["POST /api/v1/login", t("Log-ins")], ["recording", t("Recordings")], ["phone", t("Phones")], ["PUT", t("Changes")], ["POST", t("Actions")], ["DELETE", t("Removals")]];

const columns = () => [
  { key: "at", title: t("When"), cell: (/** @type {any} */ one) => `${date(Date.parse(one.at))} ${clock(Date.parse(one.at), true)}` },
  { key: "who", title: t("User"), cell: (/** @type {any} */ one) => html`<strong>${one.who || "–"}</strong>` },
  { key: "what", title: t("What"), wide: true, cell: (/** @type {any} */ one) => html`<code class="deed">${one.what.replace("/api/v1", "")}</code>` },
  { key: "about", title: t("About"), wide: true, cell: (/** @type {any} */ one) => Object.entries(one.about).filter(([, value]) => value).map(([name, value]) => `${name} ${value}`).join(", ") || "–" },
  { key: "address", title: t("From"), cell: (/** @type {any} */ one) => one.address || one.via || "–" },
  { key: "status", title: t("Outcome"), cell: (/** @type {any} */ one) => (one.status < 400 ? t("done") : html`<span class="standing bad">${t("refused")} (${one.status})</span>`) },
];
