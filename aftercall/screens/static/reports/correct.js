// A supervisor's word on a span of an agent's time: a new entry, what was recorded stays.
import { html, useState } from "~/core/html.js";
import { ApiError, post } from "~/core/api.js";
import { now } from "~/core/clock.js";
import { named, t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Select, Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";

/** @param {number} at as an input wants it, where the person is */
function local(at) {
  const here = new Date(at);
  return new Date(at - here.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {{agent: string, name: string, types: any[], onClose: () => void, onDone?: () => void}} props */
export function Correct({ agent, name, types, onClose, onDone }) {
  const [begin, setBegin] = useState(local(now() - 3_600_000));
  const [end, setEnd] = useState(local(now() - 60_000));
  const [as, setAs] = useState("free");
  const [type, setType] = useState(types[0]?.code ?? "");
  const [why, setWhy] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const wrong = (/** @type {string} */ field) => (error instanceof ApiError && error.field === field ? error.why : null);
  async function save() {
    setError(null);
    await post(`/agents/${encodeURIComponent(agent)}/corrections`, { begin: new Date(begin).toISOString(), end: new Date(end).toISOString(), state: as, type: as === "off" ? null : type, why });
    toast(t("Corrected; what was recorded stays beside it."));
    onDone?.();
    onClose();
  }
  return html`<${Dialog} title=${t("Correct the time of {name}", { name })} onClose=${onClose}>
    <p class="soft">${t("A new entry in your name. Nothing that was recorded is overwritten.")}</p>
    <${Text} label=${t("From")} type="datetime-local" value=${begin} onInput=${setBegin} wrong=${wrong("begin")} required />
    <${Text} label=${t("To")} type="datetime-local" value=${end} onInput=${setEnd} wrong=${wrong("end")} required />
    <${Select} label=${t("Counts as")} value=${as} options=${[["free", t("Free")], ["working", t("Other work")], ["break", t("Break")], ["off", t("Logged off")]]} onChange=${setAs} />
    ${as !== "off" && html`<${Select} label=${t("Type")} value=${type} options=${types.filter((one) => (one.group === "break") === (as === "break")).map((one) => [one.code, named(one.names, one.code)])} onChange=${setType} wrong=${wrong("type")} />`}
    <${Text} label=${t("Why")} value=${why} onInput=${setWhy} wrong=${wrong("why")} required maxlength="200" />
    <${Problem} error=${error} />
    <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//>
      <${Button} kind="main" disabled=${!why.trim() || !begin || !end} onClick=${save} onError=${setError}>${t("Correct")}<//></footer>
  <//>`;
}
