// One file on its way to contacts: how it is read, what its columns are, what would become of each row, how far the load is.
import { classes, html, useEffect, useState } from "~/core/html.js";
import { del, post, put, ROOT } from "~/core/api.js";
import { n, number, t } from "~/core/i18n.js";
import { go } from "~/core/route.js";
import { sized, useAsked, useTitle, useUploadNews, Waiting } from "~/campaigns/asked.js";
import { Counts } from "~/campaigns/counts.js";
import { Mapping, Reading } from "~/campaigns/reading.js";
import { UndoDialog } from "~/campaigns/undo.js";
import { uploadStates } from "~/campaigns/uploads.js";
import { Verdicts } from "~/campaigns/verdicts.js";
import { spanWords } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Notice, Problem } from "~/parts/notice.js";

const WORKS = ["looking", "waiting", "trying", "loading"];

/** @param {{id: string}} props */
export function UploadPage({ id }) {
  const [every, setEvery] = useState(3000);
  const asked = useAsked(`/uploads/${id}`, every);
  useUploadNews(asked.again);
  const upload = asked.data;
  useTitle(upload?.file ?? t("Load contacts"));
  useEffect(() => setEvery(!upload || WORKS.includes(upload.state) ? 3000 : 0), [upload?.state]);
  if (!upload) return html`<${Waiting} asked=${asked} />`;
  const back = upload.purpose === "contacts" ? `/campaigns/${upload.campaign}/lists` : "/contacts/do-not-call";
  const chosen = async (/** @type {any} */ wish) => asked.set(await put(`/uploads/${id}`, wish));
  const todo = async (/** @type {string} */ verb) => {
    asked.set({ ...upload, ...(await post(`/uploads/${id}/${verb}`)) });
    setEvery(3000);
  };
  const settled = upload.state === "ready" || upload.state === "refused";
  return html`<div class="stack">
    <header class="head"><a class="back" href=${back}>${upload.purpose === "contacts" ? t("Lists of {campaign}", { campaign: upload.campaign }) : t("Do not call")}</a><h1>${upload.file}</h1>
      <span class=${`verdict ${upload.state}`} role="status">${uploadStates()[upload.state]}</span><span class="soft">${sized(upload.size)}</span>
      <span class="push row">${!WORKS.includes(upload.state) && html`<${Button} kind="quiet" icon="trash" onClick=${async () => {
        await del(`/uploads/${id}`);
        go(back);
      }}>${t("Take the file away")}<//>`}</span></header>
    <${Steps} upload=${upload} />
    <${Problem} error=${asked.error} />
    ${upload.fault && html`<${Notice} kind="bad" icon="warn"><strong>${upload.fault.why}</strong> ${upload.fault.remedy}<//>`}
    ${(upload.state === "loading" || upload.state === "trying" || upload.state === "waiting") && html`<${Going} upload=${upload} onCancel=${() => todo("cancel")} />`}
    ${(upload.state === "loaded" || upload.state === "cut" || upload.state === "undone") && html`<${Done} upload=${upload} again=${asked.again} onGoOn=${() => todo("load")} />`}
    ${upload.look && settled && html`<${Reading} key=${`r${JSON.stringify(upload.wish)}`} upload=${upload} onChoose=${chosen} /><${Mapping} key=${`m${JSON.stringify(upload.look.columns)}`} upload=${upload} onChoose=${chosen} />`}
    ${upload.state === "ready" && upload.look && html`<${Ready} upload=${upload} onTodo=${todo} />`}
    ${upload.trial && upload.state === "ready" && html`<${Verdicts} id=${id} upload=${upload} />`}
  </div>`;
}

/** @param {{upload: any}} props */
function Steps({ upload }) {
  const steps = [t("File"), t("How it is read"), t("Columns"), t("Dry run"), t("Load")];
  const at = upload.state === "loaded" || upload.state === "undone" ? 5 : upload.state === "loading" || upload.state === "cut" || (upload.state === "waiting" && upload.task === "load") ? 4 : upload.trial ? 4 : upload.state === "trying" || upload.state === "waiting" ? 3 : upload.look ? (upload.look.problem ? 2 : 3) : 1;
  return html`<ol class="steps" aria-label=${t("Steps")}>${steps.map((word, index) => html`<li key=${word} class=${classes(index < at && "done", index === at && "here")} aria-current=${index === at ? "step" : undefined}><span aria-hidden="true">${index < at ? "✓" : index + 1}</span>${word}</li>`)}</ol>`;
}

/** @param {{upload: any, onTodo: (verb: string) => Promise<void>}} props */
function Ready({ upload, onTodo }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const { look } = upload;
  const source = upload.purpose === "do not call" && !upload.wish.source;
  return html`<section class="card go"><h2>${upload.trial ? t("Load it") : t("Try it first, or load it")}</h2>
    ${look.problem && html`<${Notice} kind="warn" icon="warn"><strong>${look.problem.why}</strong> ${t("Say which column is the phone.")}<//>`}
    ${look.before !== null && html`<${Notice} kind="warn" icon="warn">${t("This very file is in list {list} already, by load {load}.", { list: upload.list, load: look.before })}<//>`}
    ${source && html`<${Notice} kind="warn" icon="warn">${t("Say where the numbers are from before you load them.")}<//>`}
    <p>${n("About {count} row", "About {count} rows", look.rows)} ${upload.purpose === "contacts" ? t("into list {list} of {campaign}.", { list: upload.list, campaign: upload.campaign }) : upload.campaign ? t("not to be called in {campaign}.", { campaign: upload.campaign }) : t("not to be called anywhere.")}</p>
    <${Problem} error=${error} onClose=${() => setError(null)} />
    <div class="actions"><${Button} icon="search" disabled=${Boolean(look.problem)} kind=${upload.trial ? "plain" : "main"} onClick=${() => onTodo("trial")} onError=${setError}>${upload.trial ? t("Try it again") : t("Dry run: a verdict for each row")}<//>
      <${Button} kind=${upload.trial ? "main" : "plain"} icon="upload" disabled=${Boolean(look.problem) || source} onClick=${() => onTodo("load")} onError=${setError}>${t("Load")}<//></div></section>`;
}

/** @param {{upload: any, onCancel: () => Promise<void>}} props */
function Going({ upload, onCancel }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const rows = Math.max(upload.rows ?? 0, upload.row, 1);
  const word = upload.state === "waiting" ? t("Waits for another file") : upload.state === "trying" ? t("Tried: nothing is written") : t("Loading…");
  return html`<section class="card"><h2>${word}</h2>
    <div class="bar-line"><progress max=${rows} value=${upload.row} aria-label=${t("Rows that are done")}></progress><span>${number(upload.row)} / ${number(rows)}</span></div>
    <p class="soft">${upload.rate !== null && t("{rate} rows a second", { rate: number(Math.round(upload.rate)) })}${upload.left_ms !== null && ` · ${t("about {span} left", { span: spanWords(upload.left_ms) })}`}</p>
    ${upload.counts && html`<${Counts} counts=${upload.counts} />`}
    <${Problem} error=${error} />
    <div class="actions"><${Button} icon="stop" kind="danger" onClick=${onCancel} onError=${setError}>${t("Cancel")}<//></div></section>`;
}

/** @param {{upload: any, again: () => Promise<void>, onGoOn: () => Promise<void>}} props */
function Done({ upload, again, onGoOn }) {
  const [asks, setAsks] = useState(false);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const words = /** @type {Record<string, string>} */ ({ loaded: t("It is loaded"), cut: t("It was cut off"), undone: t("It was taken back") });
  return html`<section class="card"><h2>${words[upload.state]}</h2>
    ${upload.state === "cut" && html`<p>${t("What was loaded stays; it goes on after row {row}.", { row: number(upload.row) })}</p>`}
    ${upload.counts && html`<${Counts} counts=${upload.counts} />`}
    <${Problem} error=${error} />
    <div class="actions">
      ${upload.rejected > 0 && html`<a class="button" href=${`${ROOT}/uploads/${upload.id}/rejected`} download><${Icon} name="download" /><span>${n("{count} row that was not loaded", "{count} rows that were not loaded", upload.rejected)}</span></a>`}
      ${upload.state !== "undone" && upload.load !== null && html`<${Button} icon="undo" onClick=${() => setAsks(true)}>${t("Take back")}<//>`}
      ${upload.state === "cut" && html`<${Button} kind="main" icon="play" onClick=${onGoOn} onError=${setError}>${t("Go on")}<//>`}
      ${upload.state === "loaded" && upload.purpose === "contacts" && html`<${Button} kind="main" icon="chart" onClick=${() => go(`/campaigns/${upload.campaign}`)}>${t("To the campaign")}<//>`}
    </div>
    ${asks && html`<${UndoDialog} load=${upload.load} file=${upload.file} loaded=${upload.counts?.loaded ?? 0} onDone=${again} onClose=${() => setAsks(false)} />`}</section>`;
}
