// To whom: a free colleague, a queue, or a number.
import { html, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { agents, queues } from "~/core/live.js";
import { me } from "~/core/me.js";
import { act } from "~/agent/call.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Problem } from "~/parts/notice.js";
import { State } from "~/parts/state.js";

/** @typedef {{agent?: string, queue?: string, number?: string}} Whom */

/** @param {{verb: string, onClose: () => void}} props transfer | consult */
export function WhomDialog({ verb, onClose }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [sought, setSought] = useState("");
  const go = async (/** @type {Whom} */ whom) => {
    await act(verb, whom);
    onClose();
  };
  const fits = (/** @type {any} */ one) => `${one.name} ${one.code}`.toLowerCase().includes(sought.toLowerCase());
  const colleagues = [...agents.value.values()].filter((one) => one.code !== me.value?.agent && one.state === "free" && fits(one));
  const places = [...queues.value.values()].filter(fits);
  return html`<${Dialog} title=${verb === "consult" ? t("Consult whom?") : t("Transfer to whom?")} onClose=${onClose}>
    <${Text} label=${t("Colleague, queue or number")} value=${sought} onInput=${setSought} type="search" autocomplete="off" />
    <${Problem} error=${error} />
    <ul class="whom">
      ${dialable(sought) && html`<li><${Button} icon="phone" class="full" onClick=${() => go({ number: sought.trim() })} onError=${setError}>${t("The number {number}", { number: sought.trim() })}<//></li>`}
      ${colleagues.map((one) => html`<li key=${one.code}><${Button} class="full whom-choice" onClick=${() => go({ agent: one.code })} onError=${setError}>
        ${one.name} <span class="push"><${State} state=${one.state} /></span><//></li>`)}
      ${places.map((one) => html`<li key=${`q-${one.code}`}><${Button} icon="people" class="full whom-choice" onClick=${() => go({ queue: one.code })} onError=${setError}>${t("Queue {name}", { name: one.name || one.code })}<//></li>`)}
    </ul>
    ${!colleagues.length && html`<p class="soft">${t("No colleague is free now.")}</p>`}
  <//>`;
}

/** @param {{number?: string, onClose: () => void}} props */
export function DialDialog({ number = "", onClose }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [to, setTo] = useState(number);
  async function dial(/** @type {Event} */ event) {
    event.preventDefault();
    setError(null);
    try {
      await act("dial", { number: to.trim() });
      onClose();
    } catch (wrong) {
      setError(wrong);
    }
  }
  return html`<${Dialog} title=${t("Dial a number")} onClose=${onClose}>
    <form class="form" onSubmit=${dial}><${Text} label=${t("Number")} type="tel" value=${to} onInput=${setTo} required autocomplete="off" help=${t("Your phone rings first, then the number is dialled.")} />
      <${Problem} error=${error} /><footer class="actions"><${Button} kind="main" type="submit" icon="phone" disabled=${!dialable(to)}>${t("Dial")}<//></footer></form>
  <//>`;
}

/** @param {string} text */
export function dialable(text) {
  return /^\+?[\d\s().\-/]{2,25}$/.test(text.trim()) && /\d{2}/.test(text.replace(/\D/g, ""));
}
