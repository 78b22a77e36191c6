// What became of it: one of the campaign's dispositions, and the promised call where one is due.
import { html } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { labelled } from "~/agent/form.js";
import { Check, Select, Text } from "~/parts/field.js";
import { me } from "~/core/me.js";

/** @param {{found: any, said: any, onChange: (change: any) => void}} props */
export function Disposition({ found, said, onChange }) {
  const chosen = found.dispositions.find((/** @type {any} */ one) => one.code === said.disposition);
  return html`<fieldset class="dispositions" data-dispositions><legend>${t("Result")}</legend>
    <div class="choices-grid">${found.dispositions.map((/** @type {any} */ one) => html`<label key=${one.code} class="chip"><input type="radio" name="disposition" value=${one.code}
      checked=${said.disposition === one.code} onChange=${() => onChange({ disposition: one.code, callback: one.does === "callback" ? said.callback ?? fresh() : null })} /><span>${labelled(one)}</span></label>`)}</div>
    ${chosen?.does === "callback" && html`<${Promised} found=${found} promise=${said.callback ?? fresh()} onChange=${(/** @type {any} */ callback) => onChange({ callback })} />`}
  </fieldset>`;
}

/** @param {{found: any, promise: any, onChange: (promise: any) => void}} props */
function Promised({ found, promise, onChange }) {
  const put = (/** @type {any} */ change) => onChange({ ...promise, ...change });
  return html`<div class="form two promise">
    <${Text} label=${found.zone ? t("Call back at ({zone})", { zone: found.zone }) : t("Call back at (their time)")} type="datetime-local" value=${promise.local} required
      onInput=${(/** @type {string} */ local) => put({ local })} />
    ${found.numbers.length > 1 && html`<${Select} label=${t("Number")} value=${promise.number ?? ""} onChange=${(/** @type {string} */ number) => put({ number: number || null })}
      options=${[["", t("The one called now")], ...found.numbers.filter((/** @type {any} */ one) => !one.dead).map((/** @type {any} */ one) => [one.number, one.number])]} />`}
    <${Check} label=${t("I make it myself")} checked=${promise.agent !== null} onChange=${(/** @type {boolean} */ own) => put({ agent: own ? me.value?.agent : null, moves: own ? 1_800_000 : null })}
      help=${t("If you are away then, a colleague makes it half an hour later.")} />
  </div>`;
}

/** Tomorrow at this hour. */
function fresh() {
  const at = new Date(Date.now() + 86_400_000);
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return { local: `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:00`, agent: null, number: null, moves: null };
}
