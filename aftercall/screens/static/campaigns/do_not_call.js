// Numbers that must not be called: asked for, added, taken away, brought as a file.
import { html, useState } from "~/core/html.js";
import { call, get, post } from "~/core/api.js";
import { moment } from "~/core/clock.js";
import { date, n, t } from "~/core/i18n.js";
import { campaigns } from "~/core/live.js";
import { useAsked, useTitle, Waiting } from "~/campaigns/asked.js";
import { UploadButton, Uploads } from "~/campaigns/uploads.js";
import { Button } from "~/parts/button.js";
import { Area, Select, Text } from "~/parts/field.js";
import { Notice, Problem, toast } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

const PAGE = 50;
const EVERYWHERE = "everywhere";

/** @returns {[string, string][]} */
const places = () => [["", t("everywhere")], ...[...campaigns.value.values()].map((one) => /** @type {[string, string]} */ ([one.code, one.name || one.code]))];

export function DoNotCall() {
  const [mark, setMark] = useState(0);
  useTitle(t("Do not call"));
  const changed = () => setMark(mark + 1);
  return html`<div class="halves"><div class="stack"><${Ask} /><${Entries} key=${mark} /></div><div class="stack"><${Add} onDone=${changed} />
    <section class="card"><h2>${t("Load a file of numbers")}</h2><${FileOf} /></section><${Uploads} campaign=${null} purpose="do not call" onChange=${changed} /></div></div>`;
}

function Ask() {
  const [typed, setTyped] = useState("");
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function ask() {
    setFound(null);
    setError(null);
    setFound(await get(`/do-not-call/${encodeURIComponent(typed.trim())}`));
  }
  return html`<section class="card"><h2>${t("May this number be called?")}</h2><form class="row" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <input class="input slim" type="search" inputmode="tel" aria-label=${t("Number")} placeholder="+48512345678" value=${typed} onInput=${(/** @type {any} */ event) => setTyped(event.target.value)} />
      <${Button} type="submit" icon="search" disabled=${!typed.trim()} onClick=${ask} onError=${setError}>${t("Ask")}<//></form>
    <${Problem} error=${error} />
    ${found && html`<div role="status">${found.blocked ? html`<${Notice} kind="bad" icon="hangup"><strong>${t("{number} must not be called.", { number: found.number })}</strong>
      <ul>${found.entries.map((/** @type {any} */ one) => html`<li key=${one.where}>${where(one)}: ${one.source}, ${date(moment(one.since) ?? 0)}, ${one.by}</li>`)}</ul><//>` : html`<${Notice} kind="good" icon="done">${t("{number} is on no list.", { number: found.number })}<//>`}</div>`}</section>`;
}

/** @param {any} entry */
function where(entry) {
  return entry.where === EVERYWHERE ? t("everywhere") : (campaigns.value.get(entry.where)?.name ?? entry.where);
}

function Entries() {
  const [digits, setDigits] = useState("");
  const [sought, setSought] = useState("");
  const [pages, setPages] = useState([""]);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const asked = useAsked(`/do-not-call?limit=${PAGE}&number=${encodeURIComponent(sought)}&after=${encodeURIComponent(pages[pages.length - 1] ?? "")}`);
  const counted = useAsked("/do-not-call/count");
  const all = Object.values(counted.data ?? {}).reduce((sum, one) => sum + /** @type {number} */ (one), 0);
  async function remove(/** @type {any} */ one) {
    await call("DELETE", `/do-not-call/${encodeURIComponent(one.number)}${one.where === EVERYWHERE ? "" : `?campaign=${one.where}`}`);
    toast(t("{number} may be called again.", { number: one.number }));
    await Promise.all([asked.again(), counted.again()]);
  }
  const columns = [
    { key: "number", title: t("Number"), cell: (/** @type {any} */ one) => html`<strong>${one.number}</strong>` },
    { key: "where", title: t("Where"), cell: where },
    { key: "source", title: t("Source"), cell: (/** @type {any} */ one) => one.source },
    { key: "since", title: t("Since"), cell: (/** @type {any} */ one) => date(moment(one.since) ?? 0) },
    { key: "by", title: t("By"), cell: (/** @type {any} */ one) => one.by },
    { key: "do", title: t("Actions"), cell: (/** @type {any} */ one) => html`<${Button} kind="quiet" icon="trash" label=${t("Take {number} off the list", { number: one.number })} onClick=${() => remove(one)} onError=${setError} />` },
  ];
  return html`<section class="card"><header class="head"><h2>${n("{count} entry", "{count} entries", Number(all))}</h2>
      <form class="row push" role="search" onSubmit=${(/** @type {Event} */ event) => {
        event.preventDefault();
        setPages([""]);
        setSought(digits);
      }}><input class="input slim" type="search" aria-label=${t("Digits of a number")} placeholder=${t("Digits of a number")} value=${digits} onInput=${(/** @type {any} */ event) => setDigits(event.target.value)} /><${Button} type="submit" icon="search" label=${t("Look")} /></form></header>
    <${Problem} error=${error} onClose=${() => setError(null)} />
    ${asked.data ? html`<${Table} caption=${t("Do not call")} columns=${columns} rows=${asked.data} id=${(/** @type {any} */ one) => `${one.number}${one.where}`} empty=${t("No number is on a list.")} />` : html`<${Waiting} asked=${asked} />`}
    <div class="actions"><${Button} icon="left" disabled=${pages.length < 2} onClick=${() => setPages(pages.slice(0, -1))}>${t("Back")}<//><${Button} disabled=${(asked.data?.length ?? 0) < PAGE} onClick=${() => {
      const last = asked.data[asked.data.length - 1];
      setPages([...pages, `${last.number},${last.where}`]);
    }}>${t("Next page")}<//></div></section>`;
}

/** @param {{onDone: () => void}} props */
function Add({ onDone }) {
  const [numbers, setNumbers] = useState("");
  const [source, setSource] = useState("");
  const [campaign, setCampaign] = useState("");
  const [region, setRegion] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function add() {
    setError(null);
    const list = numbers.split(/[\n,;]+/).map((one) => one.trim()).filter(Boolean);
    const done = await post("/do-not-call", { numbers: list, source: source.trim(), campaign: campaign || null, region: region || null });
    toast(n("{count} number is blocked from now on.", "{count} numbers are blocked from now on.", done.new));
    setNumbers("");
    onDone();
  }
  return html`<section class="card form"><h2>${t("Block numbers")}</h2>
    <${Area} label=${t("Numbers")} rows=${3} value=${numbers} onInput=${setNumbers} placeholder="+48512345678" help=${t("A line each. They are not called from this moment on.")} />
    <div class="form two"><${Text} label=${t("Source")} required value=${source} maxlength="200" onInput=${setSource} help=${t("A letter, the call, a register.")} /><${Select} label=${t("Where")} value=${campaign} options=${places()} onChange=${setCampaign} />
      <${Text} label=${t("Country of the numbers")} value=${region} maxlength="2" onInput=${(/** @type {string} */ text) => setRegion(text.toUpperCase())} help=${t("For numbers written without a country code.")} /></div>
    <${Problem} error=${error} /><div class="actions"><${Button} kind="main" icon="hangup" disabled=${!numbers.trim() || !source.trim()} onClick=${add} onError=${setError}>${t("Block them")}<//></div></section>`;
}

function FileOf() {
  const [campaign, setCampaign] = useState("");
  return html`<div class="stack"><${Select} label=${t("Where")} value=${campaign} options=${places()} onChange=${setCampaign} /><${UploadButton} key=${campaign} campaign=${campaign} purpose="do not call" /></div>`;
}

