// A campaign's lists and the files that were loaded into them.
import { html, useState } from "~/core/html.js";
import { del, post, put } from "~/core/api.js";
import { moment } from "~/core/clock.js";
import { clock, date, n, named, number, t } from "~/core/i18n.js";
import { useAsked, Waiting } from "~/campaigns/asked.js";
import { UndoDialog } from "~/campaigns/undo.js";
import { UploadButton, Uploads } from "~/campaigns/uploads.js";
import { outcomes } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Confirm, Dialog } from "~/parts/dialog.js";
import { Check } from "~/parts/field.js";
import { Menu, MenuItem } from "~/parts/menu.js";
import { Problem, toast } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

/** @param {{code: string, card: any}} props */
export function Lists({ code, card }) {
  const lists = useAsked(`/lists?campaign=${code}`);
  const loads = useAsked(`/loads?campaign=${code}`);
  const again = async () => void (await Promise.all([lists.again(), loads.again()]));
  return html`<div class="stack">
    <section class="card"><header class="head"><h2>${t("Load contacts")}</h2></header><${UploadButton} campaign=${code} /></section>
    <${Uploads} campaign=${code} onChange=${again} />
    <section class="card"><header class="head"><h2>${t("Lists")}</h2><span class="push"><a class="button" href=${`/contacts?campaign=${code}`}>${t("Look through contacts")}</a></span></header>
      ${lists.data ? html`<${ListTable} rows=${lists.data} card=${card} again=${again} />` : html`<${Waiting} asked=${lists} />`}</section>
    <section class="card"><h2>${t("Loads")}</h2>${loads.data ? html`<${LoadTable} rows=${loads.data} again=${again} />` : html`<${Waiting} asked=${loads} />`}</section>
  </div>`;
}

/** @param {{rows: any[], card: any, again: () => Promise<void>}} props */
function ListTable({ rows, card, again }) {
  const [asks, setAsks] = useState(/** @type {null | {what: string, list: any}} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  /** @param {any} list */
  async function turn(list) {
    try {
      await put(`/lists/${list.id}`, { active: !list.active });
      await again();
    } catch (wrong) {
      setError(wrong);
    }
  }
  const count = (/** @type {string} */ key, /** @type {string} */ title) => ({ key, title, number: true, by: (/** @type {any} */ one) => one[key], cell: (/** @type {any} */ one) => number(one[key]) });
  const columns = [
    { key: "name", title: t("List"), by: (/** @type {any} */ one) => one.name, cell: (/** @type {any} */ one) => html`<a href=${`/contacts?campaign=${one.campaign}&list=${one.id}`}>${one.name}</a>${!one.active && html` <span class="mark">${t("rests")}</span>`}` },
    count("open", t("Open")), count("out", t("Being called")), count("finished", t("Finished")), count("removed", t("Removed")),
    { key: "made", title: t("Made"), by: (/** @type {any} */ one) => one.made, cell: (/** @type {any} */ one) => date(moment(one.made) ?? 0) },
    { key: "do", title: t("Actions"), cell: (/** @type {any} */ one) => html`<${Menu} icon="more" kind="quiet" name=${t("Actions for {name}", { name: one.name })}>
        <${MenuItem} icon=${one.active ? "pause" : "play"} onClick=${() => turn(one)}>${one.active ? t("Let it rest") : t("Call from it again")}<//>
        <${MenuItem} icon="undo" onClick=${() => setAsks({ what: "recycle", list: one })}>${t("Open finished contacts again…")}<//>
        <${MenuItem} icon="trash" disabled=${one.active} onClick=${() => setAsks({ what: "delete", list: one })}>${t("Delete…")}<//><//>` },
  ];
  return html`<${Problem} error=${error} onClose=${() => setError(null)} />
    <${Table} caption=${t("Lists")} columns=${columns} rows=${rows} id=${(/** @type {any} */ one) => String(one.id)} empty=${t("No list yet: it comes with the first file.")} />
    ${asks?.what === "recycle" && html`<${Recycle} list=${asks.list} card=${card} again=${again} onClose=${() => setAsks(null)} />`}
    ${asks?.what === "delete" && html`<${Confirm} title=${t("Delete list {name}?", { name: asks.list.name })} yes=${t("Delete")} onYes=${async () => {
      await del(`/lists/${asks.list.id}`);
      await again();
    }} onClose=${() => setAsks(null)}><p>${t("Its contacts go with it. Attempts and do-not-call entries stay on record.")}</p><//>`}`;
}

const RECYCLED = ["busy", "no answer", "machine", "declined", "abandoned", "hung up", "failed", "unknown"];

/** @param {{list: any, card: any, again: () => Promise<void>, onClose: () => void}} props */
function Recycle({ list, card, again, onClose }) {
  const [chosen, setChosen] = useState(/** @type {string[]} */ ([]));
  const [said, setSaid] = useState(/** @type {string[]} */ ([]));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const toggle = (/** @type {string[]} */ all, /** @type {string} */ word, /** @type {boolean} */ on) => (on ? [...all, word] : all.filter((one) => one !== word));
  async function open() {
    const done = await post(`/lists/${list.id}/recycle`, { outcomes: chosen, dispositions: said });
    toast(n("{count} contact is open again", "{count} contacts are open again", done.opened));
    await again();
    onClose();
  }
  return html`<${Dialog} title=${t("Open finished contacts of {name} again", { name: list.name })} onClose=${onClose}>
    <p class="soft">${t("Those whose last attempt ended so. Gaps, attempts in a day and do-not-call hold.")}</p>
    <fieldset class="choices"><legend>${t("Outcome")}</legend>${RECYCLED.map((word) => html`<${Check} key=${word} label=${outcomes()[word] ?? word} checked=${chosen.includes(word)} onChange=${(/** @type {boolean} */ on) => setChosen(toggle(chosen, word, on))} />`)}</fieldset>
    ${card.dispositions.length > 0 && html`<fieldset class="choices"><legend>${t("Or disposition")}</legend>${card.dispositions.map((/** @type {any} */ one) => html`<${Check} key=${one.code} label=${named(one.names, one.code)} checked=${said.includes(one.code)} onChange=${(/** @type {boolean} */ on) => setSaid(toggle(said, one.code, on))} />`)}</fieldset>`}
    <${Problem} error=${error} />
    <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="main" disabled=${!chosen.length && !said.length} onClick=${open} onError=${setError}>${t("Open them again")}<//></footer><//>`;
}

/** @param {{rows: any[], again: () => Promise<void>}} props */
function LoadTable({ rows, again }) {
  const [asks, setAsks] = useState(/** @type {any} */ (null));
  const count = (/** @type {string} */ key, /** @type {string} */ title) => ({ key, title, number: true, cell: (/** @type {any} */ one) => number(one[key]) });
  const states = /** @type {Record<string, string>} */ ({ running: t("not through"), done: t("loaded"), undone: t("taken back") });
  const columns = [
    { key: "file", title: t("File"), cell: (/** @type {any} */ one) => (one.upload ? html`<a href=${`/contacts/load/${one.upload}`}>${one.file}</a>` : one.file) },
    { key: "list", title: t("List"), cell: (/** @type {any} */ one) => one.list_name },
    count("loaded", t("Loaded")), count("duplicates", t("Duplicates")), count("do_not_call", t("Do not call")), count("rejected", t("Rejected")),
    { key: "began", title: t("When"), cell: (/** @type {any} */ one) => `${date(moment(one.began) ?? 0)} ${clock(moment(one.began) ?? 0)}` },
    { key: "by", title: t("By"), cell: (/** @type {any} */ one) => one.by },
    { key: "state", title: t("State"), cell: (/** @type {any} */ one) => html`<span class=${`verdict ${one.state}`}>${states[one.state]}</span>` },
    { key: "do", title: t("Actions"), cell: (/** @type {any} */ one) => one.state !== "undone" && html`<${Button} kind="quiet" icon="undo" onClick=${() => setAsks(one)}>${t("Take back")}<//>` },
  ];
  return html`<${Table} caption=${t("Loads")} columns=${columns} rows=${rows} id=${(/** @type {any} */ one) => String(one.id)} empty=${t("Nothing was loaded yet.")} />
    ${asks && html`<${UndoDialog} load=${asks.id} file=${asks.file} loaded=${asks.loaded} onDone=${again} onClose=${() => setAsks(null)} />`}`;
}

