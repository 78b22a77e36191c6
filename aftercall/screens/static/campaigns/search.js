// Contacts by campaign, list, standing, number or name, page by page.
import { html, useEffect, useState } from "~/core/html.js";
import { moment } from "~/core/clock.js";
import { clock, date, n, number, t } from "~/core/i18n.js";
import { campaigns } from "~/core/live.js";
import { go, query } from "~/core/route.js";
import { useAsked, useTitle, Waiting } from "~/campaigns/asked.js";
import { outcomes, standings } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Select, Text } from "~/parts/field.js";
import { Problem } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

const PAGE = 50;
const ASKED = ["campaign", "list", "standing", "number", "name"];

export function Search() {
  const given = Object.fromEntries(ASKED.map((name) => [name, query.value.get(name) ?? ""]));
  const [typed, setTyped] = useState({ number: given["number"], name: given["name"] });
  const [pages, setPages] = useState([0]);
  useTitle(t("Contacts"));
  const filters = new URLSearchParams(Object.entries(given).filter(([, value]) => value));
  const asked = useAsked(`/contacts?${filters}&after=${pages[pages.length - 1]}&limit=${PAGE}`);
  const counted = useAsked(`/contacts/count?${filters}`);
  const lists = useAsked(given["campaign"] ? `/lists?campaign=${given["campaign"]}` : null);
  useEffect(() => setPages([0]), [String(filters)]);
  const seek = (/** @type {Record<string, string>} */ what) => {
    const next = { ...given, ...typed, ...what, ...("campaign" in what && { list: "" }) };
    go(`/contacts?${new URLSearchParams(Object.entries(next).filter(([, value]) => value))}`, true);
  };
  const all = [...campaigns.value.values()];
  return html`<section class="card"><form class="form three" role="search" onSubmit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    seek({});
  }}>
      <${Text} label=${t("Number")} type="search" inputmode="tel" value=${typed.number} onInput=${(/** @type {string} */ text) => setTyped({ ...typed, number: text })} placeholder="+48512345678" />
      <${Text} label=${t("Name")} type="search" value=${typed.name} onInput=${(/** @type {string} */ text) => setTyped({ ...typed, name: text })} />
      <${Select} label=${t("Campaign")} value=${given["campaign"]} options=${[["", t("All")], ...all.map((one) => [one.code, one.name || one.code])]} onChange=${(/** @type {string} */ campaign) => seek({ campaign })} />
      ${given["campaign"] && html`<${Select} label=${t("List")} value=${given["list"]} options=${[["", t("All")], ...(lists.data ?? []).map((/** @type {any} */ one) => [String(one.id), one.name])]} onChange=${(/** @type {string} */ list) => seek({ list })} />`}
      <${Select} label=${t("Stands")} value=${given["standing"]} options=${[["", t("All")], ...Object.entries(standings())]} onChange=${(/** @type {string} */ standing) => seek({ standing })} />
      <div class="field end"><${Button} kind="main" type="submit" icon="search">${t("Look")}<//></div></form>
    ${counted.data && html`<p class="soft" role="status">${counted.data.more ? t("More than {count} contacts", { count: number(counted.data.count) }) : n("{count} contact", "{count} contacts", counted.data.count)}</p>`}
    <${Problem} error=${asked.error} />
    ${asked.data ? html`<${People} rows=${asked.data} />` : !asked.error && html`<${Waiting} asked=${asked} />`}
    <div class="actions"><${Button} icon="left" disabled=${pages.length < 2} onClick=${() => setPages(pages.slice(0, -1))}>${t("Back")}<//>
      <${Button} disabled=${(asked.data?.length ?? 0) < PAGE} onClick=${() => setPages([...pages, asked.data[asked.data.length - 1].id])}>${t("Next page")}<//></div></section>`;
}

/** @param {{rows: any[]}} props */
function People({ rows }) {
  const columns = [
    { key: "name", title: t("Name"), cell: (/** @type {any} */ one) => html`<a href=${`/contacts/${one.id}`}>${one.name || t("(no name)")}</a>` },
    { key: "number", title: t("Number"), cell: (/** @type {any} */ one) => html`${one.numbers[0]?.number ?? "–"}${one.numbers.length > 1 && html` <small class="soft">+${one.numbers.length - 1}</small>`}` },
    { key: "campaign", title: t("Campaign"), cell: (/** @type {any} */ one) => one.campaign },
    { key: "list", title: t("List"), cell: (/** @type {any} */ one) => one.list_name },
    { key: "standing", title: t("Stands"), cell: (/** @type {any} */ one) => html`<${StandingMark} one=${one} />` },
    { key: "tried", title: t("Attempts"), number: true, cell: (/** @type {any} */ one) => number(one.tried) },
    { key: "last", title: t("Last one"), cell: (/** @type {any} */ one) => (one.last ? html`${when(one.last)} <small class="soft">${one.last_disposition ?? outcomes()[one.last_outcome] ?? ""}</small>` : "–") },
  ];
  return html`<${Table} caption=${t("Contacts")} columns=${columns} rows=${rows} id=${(/** @type {any} */ one) => String(one.id)} empty=${t("Nobody is found.")} onOpen=${(/** @type {any} */ one) => go(`/contacts/${one.id}`)} />`;
}

/** @param {{one: any}} props */
export function StandingMark({ one }) {
  return html`<span class=${`verdict ${one.standing}`} title=${one.why}>${standings()[one.standing]}</span>${one.callback && html` <small class="soft">${t("promised {time}", { time: when(one.callback.at) })}</small>`}`;
}

/** @param {string} iso */
export function when(iso) {
  const at = moment(iso) ?? 0;
  return `${date(at)} ${clock(at)}`;
}
