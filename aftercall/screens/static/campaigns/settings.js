// How a campaign dials: mode, caller ID, limits, hours; never laxer than the law.
import { html, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { go } from "~/core/route.js";
import { del } from "~/core/api.js";
import { useAsked } from "~/campaigns/asked.js";
import { LawCard } from "~/campaigns/law.js";
import { SaveBar, useDraft } from "~/campaigns/save.js";
import { modeHelp, modes } from "~/campaigns/words.js";
import { Button } from "~/parts/button.js";
import { Confirm } from "~/parts/dialog.js";
import { Area, Check, Select, Text } from "~/parts/field.js";

const PLAIN = ["name", "mode", "regime", "cap", "ratio", "caller_id", "trunks", "region", "language", "ring", "amd", "per_day", "per_contact", "per_number", "gap", "calendar", "aftercall", "step", "longest", "early",
  "recording", "retention", "weight", "countdown", "auto_answer"];

/** @param {{code: string, card: any, board: any, onSaved: (card: any) => void}} props */
export function Settings({ code, card, board, onSaved }) {
  const saved = Object.fromEntries(PLAIN.map((name) => [name, card[name]]));
  const form = useDraft(code, saved, onSaved, (draft) => Object.fromEntries(Object.entries(draft).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(saved[name]))));
  const regimes = useAsked("/regimes");
  const trunks = useAsked("/trunks");
  const [asks, setAsks] = useState(false);
  const draft = form.draft;
  const law = regimes.data?.find((/** @type {any} */ one) => one.code === draft["regime"]);
  const set = (/** @type {string} */ name, /** @type {any} */ value) => form.setDraft({ ...draft, [name]: value });
  const span = (/** @type {string} */ name, /** @type {string} */ label, /** @type {number} */ unit, /** @type {any} */ more = {}) => html`<${Text} label=${label} type="number" min="0" step="any" value=${String(draft[name] / unit)}
    onInput=${(/** @type {string} */ text) => set(name, Math.round(Number(text) * unit))} wrong=${form.wrong(name)} ...${more} />`;
  const count = (/** @type {string} */ name, /** @type {string} */ label) => html`<${Text} label=${label} type="number" min="1" value=${String(draft[name])} onInput=${(/** @type {string} */ text) => set(name, Number(text))} wrong=${form.wrong(name)} />`;
  return html`<div class="stack"><div class="halves"><div class="stack">
    <section class="card"><h2>${t("Dialling")}</h2><div class="form two">
      <${Text} label=${t("Name")} value=${draft["name"]} maxlength="100" onInput=${(/** @type {string} */ text) => set("name", text)} wrong=${form.wrong("name")} />
      <${Select} label=${t("Mode")} value=${draft["mode"]} options=${Object.entries(modes())} help=${modeHelp()[draft["mode"]]} onChange=${(/** @type {string} */ mode) => set("mode", mode)} wrong=${form.wrong("mode")} />
      ${draft["mode"] === "power" && html`<${Text} label=${t("Calls for each free agent")} type="number" min="1" max="10" step="0.1" value=${String(draft["ratio"] / 100)} onInput=${(/** @type {string} */ text) => set("ratio", Math.round(Number(text) * 100))} wrong=${form.wrong("ratio")} />`}
      <${Text} label=${t("Number that is shown")} value=${draft["caller_id"]} onInput=${(/** @type {string} */ text) => set("caller_id", text)} wrong=${form.wrong("caller_id")} help=${t("Who calls it back reaches this campaign's agents.")} />
      <${Select} label=${t("The law that holds")} value=${draft["regime"]} options=${(regimes.data ?? []).map((/** @type {any} */ one) => [one.code, one.name])} onChange=${(/** @type {string} */ regime) => set("regime", regime)} wrong=${form.wrong("regime")} />
      <${Text} label=${t("Abandoned at most, per cent")} type="number" min="0" max=${law ? law.cap / 100 : undefined} step="0.1" value=${draft["cap"] === null ? "" : String(draft["cap"] / 100)} placeholder=${law ? String(law.cap / 100) : ""}
        onInput=${(/** @type {string} */ text) => set("cap", text === "" ? null : Math.round(Number(text) * 100))} wrong=${form.wrong("cap")} help=${t("Empty: as the law has it. Stricter is possible, laxer is not.")} />
      ${span("ring", t("Ring for, seconds"), 1000)}
      <${Select} label=${t("Answering machines")} value=${draft["amd"]} options=${[["off", t("Not told apart")], ["hang up", t("Hang up")], ["message", t("Play a message")]]} onChange=${(/** @type {string} */ amd) => set("amd", amd)} wrong=${form.wrong("amd")} />
    </div>
    ${trunks.data && html`<fieldset class="choices"><legend>${t("Trunks, in order")}</legend>${trunks.data.map((/** @type {any} */ one) => html`<${Check} key=${one.code} label=${one.code} checked=${draft["trunks"].includes(one.code)}
      onChange=${(/** @type {boolean} */ on) => set("trunks", on ? [...draft["trunks"], one.code] : draft["trunks"].filter((/** @type {string} */ code_) => code_ !== one.code))} />`)}</fieldset>`}
    </section>
    <section class="card"><h2>${t("How often somebody is called")}</h2><div class="form two">
      ${count("per_day", t("Attempts in a day"))}${count("per_contact", t("Attempts in all"))}${count("per_number", t("Attempts to one number"))}${span("gap", t("Minutes between two attempts"), 60_000)}
    </div></section>
    <section class="card"><h2>${t("Aftercall and recording")}</h2><div class="form two">
      ${span("aftercall", t("Aftercall, seconds"), 1000)}${span("step", t("One extension, seconds"), 1000)}${span("longest", t("With extensions at most, seconds"), 1000)}
      <${Text} label=${t("Keep recordings, days")} type="number" min="1" value=${draft["retention"] === null ? "" : String(draft["retention"])} onInput=${(/** @type {string} */ text) => set("retention", text === "" ? null : Number(text))} wrong=${form.wrong("retention")} help=${t("Empty: for ever.")} />
      <${Check} label=${t("Agents may end it early")} checked=${draft["early"]} onChange=${(/** @type {boolean} */ on) => set("early", on)} />
      <${Check} label=${t("Record the conversations")} checked=${draft["recording"]} onChange=${(/** @type {boolean} */ on) => set("recording", on)} />
    </div></section>
    <section class="card"><h2>${t("Its own hours")}</h2><${Area} label=${t("Calendar")} rows=${8} class="code" spellcheck="false" value=${draft["calendar"] ?? ""} onInput=${(/** @type {string} */ text) => set("calendar", text.trim() ? text : null)} wrong=${form.wrong("calendar")}
      help=${t("Empty: as long as the law allows. People are called when both are open.")} /></section>
  </div>
  <div class="stack">${law && html`<${LawCard} law=${law} />`}
    <section class="card"><h2>${t("Remove")}</h2><p class="soft">${t("A campaign goes when it is stopped and its loads are taken back. Its attempts stay on record.")}</p>
      <${Button} kind="danger" icon="trash" disabled=${board && board.state !== "stopped"} onClick=${() => setAsks(true)}>${t("Remove the campaign")}<//></section></div></div>
  <${SaveBar} form=${form} />
  ${asks && html`<${Confirm} title=${t("Remove the campaign {name}?", { name: card.name || code })} yes=${t("Remove")} onYes=${async () => {
    await del(`/campaigns/${code}`);
    go("/campaigns");
  }} onClose=${() => setAsks(false)} />`}</div>`;
}
