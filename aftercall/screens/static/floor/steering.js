// What a supervisor does for an agent. Each is recorded under his name, and the agent sees who did it.
import { html, signal, useState } from "~/core/html.js";
import { post } from "~/core/api.js";
import { named, t } from "~/core/i18n.js";
import { may } from "~/core/me.js";
import { typeIcon } from "~/agent/types.js";
import { Button } from "~/parts/button.js";
import { Confirm, Dialog } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Menu, MenuItem, MenuTitle } from "~/parts/menu.js";
import { Problem, toast } from "~/parts/notice.js";
import { Correct } from "~/reports/correct.js";

/** What went wrong last. @type {import("@preact/signals").Signal<unknown>} */
export const did = signal(null);

/** Whose call I hear, as far as I began it here. */
const heard = signal("");

/** @param {any} agent @param {string} verb @param {any} [body] */
async function wish(agent, verb, body) {
  did.value = null;
  try {
    const answer = await post(`/agents/${agent.code}/${verb}`, body);
    const kept = answer?.answer === "kept";
    toast(kept ? t("{name}: comes after the call", { name: agent.name }) : t("{name}: done", { name: agent.name }));
  } catch (error) {
    did.value = error;
  }
}

/** @param {{agent: any, types: any[]}} props */
export function AgentMenu({ agent, types }) {
  const [asks, setAsks] = useState("");
  const held = agent.holds.some((/** @type {any} */ one) => one.hold === "supervisor");
  const rests = agent.type?.group === "break" || agent.holds.some((/** @type {any} */ one) => one.hold === "missed" || one.hold === "phone");
  const inCall = agent.state === "talking" || agent.state === "on hold";
  return html`<${Menu} icon="more" name=${t("Actions for {name}", { name: agent.name })} kind="quiet">
    ${may("listen") && inCall && html`<${MenuTitle}>${t("This call, on my phone")}<//>
      ${/** @type {const} */ ([["listen", t("Listen"), "listen"], ["whisper", t("Whisper to the agent"), "whisper"], ["join", t("Join the call"), "people"]]).map(([how, word, icon]) =>
        html`<${MenuItem} key=${how} icon=${icon} onClick=${() => (heard.value === agent.code ? wish(agent, "listen", { mode: how }) : setAsks(`spy-${how}`))}>${word}<//>`)}
      ${heard.value === agent.code && html`<${MenuItem} icon="hangup" onClick=${() => wish(agent, "unlisten").then(() => (heard.value = ""))}>${t("Listen no more")}<//>`}`}
    ${may("steer") && html`
      ${rests && html`<${MenuItem} icon="play" onClick=${() => wish(agent, "resume")}>${t("Resume")}<//>`}
      ${agent.state === "aftercall" && html`<${MenuItem} icon="done" onClick=${() => wish(agent, "finish")}>${t("End the aftercall")}<//>
        <${MenuItem} icon="extend" onClick=${() => wish(agent, "extend")}>${t("Extend the aftercall")}<//>`}
      ${agent.session && (held ? html`<${MenuItem} icon="play" onClick=${() => wish(agent, "lift")}>${t("Lift the hold")}<//>` : html`<${MenuItem} icon="pause" onClick=${() => setAsks("hold")}>${t("Hold from calls…")}<//>`)}
      ${agent.next && html`<${MenuItem} icon="undo" onClick=${() => wish(agent, "takeback")}>${t("Take back what comes next")}<//>`}
      ${agent.session && html`<${MenuTitle}>${t("Type")}<//>${types.map((type) => html`<${MenuItem} key=${type.code} icon=${typeIcon(type)} colour=${type.colour || undefined} current=${agent.type?.code === type.code}
        onClick=${() => wish(agent, "type", { type: type.code })}>${named(type.names, type.code)}<//>`)}<hr />
        <${MenuItem} icon="off" onClick=${() => (inCall ? setAsks("logout") : wish(agent, "logout"))}>${t("Log off")}<//>`}
      ${!agent.session && html`<${MenuItem} icon="headset" onClick=${() => wish(agent, "login")}>${t("Log in")}<//>`}
      <${MenuItem} icon="edit" onClick=${() => setAsks("correct")}>${t("Correct his time…")}<//>`}
  <//>
  ${asks === "correct" && html`<${Correct} agent=${agent.code} name=${agent.name} types=${types} onClose=${() => setAsks("")} />`}
  ${asks === "hold" && html`<${HoldDialog} agent=${agent} onClose=${() => setAsks("")} />`}
  ${asks.startsWith("spy-") && html`<${SpyDialog} agent=${agent} how=${asks.slice(4)} onClose=${() => setAsks("")} />`}
  ${asks === "logout" && html`<${Confirm} title=${t("Log off {name}?", { name: agent.name })} yes=${t("Log off after the call")} onYes=${() => wish(agent, "logout")} onClose=${() => setAsks("")}>
    <p>${t("The call goes on; the log-off comes when it and its aftercall are over.")}</p><//>`}`;
}

/** @param {{agent: any, onClose: () => void}} props */
function HoldDialog({ agent, onClose }) {
  const [reason, setReason] = useState("");
  return html`<${Dialog} title=${t("Hold {name} from calls", { name: agent.name })} onClose=${onClose}>
    <form class="form" onSubmit=${async (/** @type {Event} */ event) => {
      event.preventDefault();
      await wish(agent, "hold", { reason });
      onClose();
    }}><${Text} label=${t("Reason")} value=${reason} onInput=${setReason} maxlength="200" help=${t("The agent sees it. Only a supervisor can lift the hold.")} />
    <footer class="actions"><${Button} kind="main" type="submit">${t("Hold")}<//></footer></form><//>`;
}

/** From his own phone; where he is no agent, from the one he names. @param {{agent: any, how: string, onClose: () => void}} props */
function SpyDialog({ agent, how, onClose }) {
  const [phone, setPhone] = useState(localStorage.getItem("aftercall-my-phone") ?? "");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const words = { listen: t("Listen to {name}", { name: agent.name }), whisper: t("Whisper to {name}", { name: agent.name }), join: t("Join the call of {name}", { name: agent.name }) };
  async function begin(/** @type {Event} */ event) {
    event.preventDefault();
    setError(null);
    try {
      localStorage.setItem("aftercall-my-phone", phone);
      await post(`/agents/${agent.code}/listen`, { mode: how, phone: phone.trim() || null });
      heard.value = agent.code;
      toast({ listen: t("You listen to {name}", { name: agent.name }), whisper: t("{name} alone hears you", { name: agent.name }), join: t("You are in the call of {name}", { name: agent.name }) }[how] ?? "");
      onClose();
    } catch (wrong) {
      setError(wrong);
    }
  }
  return html`<${Dialog} title=${words[/** @type {keyof typeof words} */ (how)]} onClose=${onClose}>
    <form class="form" onSubmit=${begin}><${Text} label=${t("My phone")} value=${phone} onInput=${setPhone} autocomplete="off" help=${t("It rings; pick it up. Empty: the phone at which you are logged in.")} />
    <${Problem} error=${error} /><footer class="actions"><${Button} kind="main" type="submit" icon="phone">${t("Ring my phone")}<//></footer></form><//>`;
}
