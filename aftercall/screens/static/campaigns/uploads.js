// Files that were brought: the place to drop one, and those that are under way.
import { classes, html, useRef, useState } from "~/core/html.js";
import { del } from "~/core/api.js";
import { number, percent, t } from "~/core/i18n.js";
import { go } from "~/core/route.js";
import { sized, useAsked, useUploadNews } from "~/campaigns/asked.js";
import { send } from "~/campaigns/send.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";

/** @param {{campaign?: string, purpose?: "contacts" | "do not call", source?: string}} props without a campaign: not to be called anywhere */
export function UploadButton({ campaign, purpose = "contacts", source = "" }) {
  const input = useRef(/** @type {HTMLInputElement | null} */ (null));
  const [sending, setSending] = useState(/** @type {null | {name: string, part: number, stop: () => void}} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [over, setOver] = useState(false);
  const limits = useAsked("/uploads/limits");

  /** @param {File | undefined | null} file */
  async function take(file) {
    if (!file) return;
    setError(null);
    const largest = limits.data?.largest ?? Infinity;
    if (file.size > largest) return setError(t("{name} has {size}, at most {most} are taken: part it into several files.", { name: file.name, size: sized(file.size), most: sized(largest) }));
    const query = { purpose, ...(campaign && { campaign }), ...(source && { source }) };
    const going = send(file, query, (part) => setSending({ name: file.name, part, stop: going.stop }));
    setSending({ name: file.name, part: 0, stop: going.stop });
    try {
      const made = await going.done;
      go(`/contacts/load/${made.id}`);
    } catch (wrong) {
      setError(wrong);
    } finally {
      setSending(null);
      if (input.current) input.current.value = "";
    }
  }
  return html`<div class=${classes("drop", over && "over")} onDragOver=${(/** @type {DragEvent} */ event) => (event.preventDefault(), setOver(true))} onDragLeave=${() => setOver(false)}
      onDrop=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        setOver(false);
        void take(event.dataTransfer?.files[0]);
      }}>
    ${sending ? html`<p role="status">${t("Sending {name}", { name: sending.name })}</p><div class="bar-line"><progress max="1" value=${sending.part} aria-label=${t("Sending {name}", { name: sending.name })}></progress><span>${percent(100 * sending.part)}</span></div>
      <${Button} kind="quiet" icon="close" onClick=${sending.stop}>${t("Stop sending")}<//>`
      : html`<${Icon} name="upload" size=${28} /><p>${t("Drop a file here: CSV, XLSX, XLS or ODS.")} ${limits.data && html`<span class="soft">${t("At most {most}.", { most: sized(limits.data.largest) })}</span>`}</p>
      <label class="button main file"><input ref=${input} type="file" accept=".csv,.txt,.tsv,.xlsx,.xls,.ods" onChange=${(/** @type {any} */ event) => void take(event.target.files[0])} /><${Icon} name="upload" /><span>${t("Choose a file")}</span></label>`}
  </div><${Problem} error=${error} onClose=${() => setError(null)} />`;
}

/** @returns {Record<string, string>} */
export function uploadStates() {
  return { looking: t("is looked at"), refused: t("no list"), ready: t("ready"), waiting: t("waits for its turn"), trying: t("is tried"), loading: t("is loaded"), cut: t("cut off"), loaded: t("loaded"), undone: t("taken back") };
}

/** @param {{campaign?: string | null, purpose?: string, onChange?: () => unknown}} props */
export function Uploads({ campaign, purpose = "contacts", onChange }) {
  const asked = useAsked(campaign ? `/uploads?campaign=${campaign}` : "/uploads", 10_000);
  useUploadNews(asked.again);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const seen = useRef("");
  const rows = (asked.data ?? []).filter((/** @type {any} */ one) => one.purpose === purpose && one.state !== "loaded" && one.state !== "undone" && (campaign !== null || one.campaign === null));
  const states = JSON.stringify((asked.data ?? []).map((/** @type {any} */ one) => [one.id, one.state]));
  if (seen.current !== states) {
    if (seen.current) queueMicrotask(() => onChange?.());
    seen.current = states;
  }
  if (!rows.length) return null;
  return html`<section class="card"><h2>${t("Files under way")}</h2><${Problem} error=${error} onClose=${() => setError(null)} />
    <ul class="plain-list">${rows.map((/** @type {any} */ one) => html`<li key=${one.id}><a href=${`/contacts/load/${one.id}`}>${one.file}</a> <span class=${`verdict ${one.state}`}>${uploadStates()[one.state]}</span>
      ${one.rows && (one.state === "loading" || one.state === "trying") ? html`<span class="soft">${number(one.row)} / ${number(one.rows)}</span>` : ""}
      <span class="push"><${Button} kind="quiet" icon="trash" label=${t("Take {file} away", { file: one.file })} disabled=${["looking", "waiting", "trying", "loading"].includes(one.state)} onClick=${async () => {
        await del(`/uploads/${one.id}`);
        await asked.again();
      }} onError=${setError} /></span></li>`)}</ul></section>`;
}
