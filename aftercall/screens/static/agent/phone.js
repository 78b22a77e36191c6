// The phone that I am at. Where no calls come I need none; who has none of his own names the one he sits at.
import { html, signal, useEffect, useId, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { me } from "~/core/me.js";
import { failed, mine, trouble, wish } from "~/agent/desk.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";

/** My default phone; undefined until it is known. @type {import("@preact/signals").Signal<string | null | undefined>} */
const own = signal(undefined);

/** Whether I have none of my own. */
export function useNone() {
  useEffect(() => {
    get(`/agents/${me.value?.agent}`).then((card) => (own.value = card.phone)).catch(failed);
  }, []);
  return own.value === null;
}

/** @param {{value: string, onInput: (value: string) => void}} props */
export function PhoneField({ value, onInput }) {
  const id = useId();
  return html`<label for=${id}>${t("Phone")}</label>
    <input id=${id} class="input start-phone" autocomplete="off" value=${value} onInput=${(/** @type {any} */ event) => onInput(event.target.value)} />`;
}

/** Said where I am not at work yet and have no phone of my own. */
export function NoneOfMyOwn() {
  return html`<p class="soft">${t("You have no phone of your own. Chats and tickets need none; for calls, name the phone that you sit at.")}</p>`;
}

/** I am at work without a phone: what that means, and the way to one. */
export function WithoutPhone() {
  const [names, setNames] = useState(false);
  if (!mine.value.session || mine.value.phone !== null) return null;
  const held = mine.value.holds.some((/** @type {any} */ hold) => hold.hold === "phone");
  return html`<p class=${held ? "row" : "row soft"} role="status"><${Icon} name=${held ? "lost" : "phone"} />
    <span>${held ? t("Your work takes calls now, and you are without a phone.") : t("You are without a phone: no calls come to you.")}</span>
    <${Button} kind=${held ? "main" : "quiet"} onClick=${() => setNames(true)}>${t("Use a phone")}<//></p>
    ${names && html`<${PhoneDialog} onClose=${() => setNames(false)} />`}`;
}

/** @param {{onClose: () => void}} props */
function PhoneDialog({ onClose }) {
  const [phone, setPhone] = useState("");
  async function use(/** @type {Event} */ event) {
    event.preventDefault();
    if (await wish("login", { phone: phone.trim() })) onClose();
  }
  return html`<${Dialog} title=${t("Use a phone")} onClose=${onClose}><form class="form" onSubmit=${use}>
    <${Text} label=${t("Phone")} value=${phone} onInput=${setPhone} required autocomplete="off" help=${t("The number of the phone that you sit at. It stays yours until you log off.")} />
    <${Problem} error=${trouble.value} />
    <footer class="actions"><${Button} kind="main" type="submit" icon="phone" disabled=${!phone.trim()}>${t("Use this phone")}<//></footer></form><//>`;
}
