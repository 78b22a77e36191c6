// The call I am in: who, how long, and what can be done with it.
import { html, useState } from "~/core/html.js";
import { post } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { agents } from "~/core/live.js";
import { me } from "~/core/me.js";
import { aftercall, call, cards, contact, failed, mine, queueName, state, trouble, wish } from "~/agent/desk.js";
import { DialDialog, WhomDialog } from "~/agent/whom.js";
import { Button } from "~/parts/button.js";
import { Since } from "~/parts/clocks.js";
import { Text } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";

/** What is asked of the call. @param {string} verb @param {any} [body] */
export function act(verb, body) {
  trouble.value = null;
  return post(`/agents/${me.value?.agent}/call/${verb}`, body);
}

export function CallCard() {
  if (call.value) return html`<${InCall} />`;
  if (contact.value) return null;
  if (aftercall.value) return html`<${Outcome} key=${aftercall.value.call} />`;
  return html`<${Idle} />`;
}

function Idle() {
  const [dials, setDials] = useState(false);
  const here = mine.value.session;
  return html`<section class="card idle"><p class="soft">${here ? idleWord() : t("You are logged off. Start work when you are ready.")}</p>
    ${here && mine.value.phone && html`<${Button} icon="phone" onClick=${() => setDials(true)}>${t("Dial a number")}<//>`}
    ${dials && html`<${DialDialog} onClose=${() => setDials(false)} />`}</section>`;
}

function idleWord() {
  if (state.value === "free") return t("Calls come by themselves: your phone rings.");
  if (state.value === "working") return t("This work takes no calls.");
  return t("No calls come now.");
}

function InCall() {
  const now = call.value;
  return html`<section class="card call" aria-label=${t("Call")}>
    <div class="call-who"><${Icon} name=${state.value === "ringing" ? "ringing" : "phone"} size=${28} />
      <div><p class="call-name">${now.name || contact.value?.name || now.number || t("Unknown number")}</p>
        <p class="soft">${[now.name || contact.value?.name ? now.number : "", queueName(now.queue)].filter(Boolean).join(" · ")}</p></div>
      <span class="call-time push"><${Since} at=${now.since} /></span></div>
    ${mine.value.consult && html`<p class="consulting" role="status"><${Icon} name="consult" />${consultWord(mine.value.consult)} <${Since} at=${mine.value.consult.since} /></p>`}
    ${state.value !== "ringing" && html`<${Actions} />`}
  </section>`;
}

/** @param {any} consult */
function consultWord(consult) {
  const who = consult.kind === "agent" ? agents.value.get(consult.to)?.name || consult.to : consult.kind === "queue" ? queueName(consult.to) : consult.to;
  if (consult.together) return t("All together with {who}", { who });
  return consult.met ? t("Consulting {who}", { who }) : t("Calling {who}…", { who });
}

/** The other party waits, unless all have come together. @param {{consult: any}} props */
function Consult({ consult }) {
  return html`<div class="row">${consult.met && html`<${Button} kind="main" icon="transfer" onClick=${() => act("complete")} onError=${failed}>${t("Hand over")}<//>`}
    ${consult.met && !consult.together && html`<${Button} icon="people" onClick=${() => act("join")} onError=${failed}>${t("All together")}<//>`}
    <${Button} icon="undo" onClick=${() => act("cancel")} onError=${failed}>${t("Back to the caller")}<//></div>`;
}

function Actions() {
  const [asks, setAsks] = useState("");
  const held = state.value === "on hold";
  const board = mine.value;
  if (board.consult) return html`<${Consult} consult=${board.consult} />`;
  return html`<div class="row">
    <${Button} icon=${held ? "play" : "hold"} pressed=${held} onClick=${() => act(held ? "unhold" : "hold")} onError=${failed}>${held ? t("Back to the call") : t("Hold")}<//>
    <${Button} icon="consult" onClick=${() => setAsks("consult")}>${t("Consult")}<//>
    <${Button} icon="transfer" onClick=${() => setAsks("transfer")}>${t("Transfer")}<//>
    ${board.recording && html`<${Button} icon="record" pressed=${board.recording === "paused"} onClick=${() => wish("recording", { on: board.recording === "paused" })}>
      ${board.recording === "paused" ? t("Record again") : t("Pause recording")}<//>`}
    <${Button} kind="danger" icon="hangup" onClick=${() => act("hangup")} onError=${failed}>${t("Hang up")}<//>
    ${asks && html`<${WhomDialog} verb=${asks} onClose=${() => setAsks("")} />`}
  </div>`;
}

/** Of an inbound call: its queue may want a word about what became of it. */
function Outcome() {
  const wrap = aftercall.value;
  const [code, setCode] = useState(wrap.disposition ?? "");
  if (!cards.value[wrap.queue]?.disposition) {
    return html`<section class="card idle"><p>${t("Finish what this call of {name} left to do.", { name: queueName(wrap.queue) })}</p><p class="soft">${t("No call comes before the aftercall is over.")}</p></section>`;
  }
  return html`<section class="card"><form class="form" onSubmit=${(/** @type {Event} */ event) => {
    event.preventDefault();
    return wish("finish", { disposition: code.trim() });
  }}><${Text} label=${t("What became of this call")} value=${code} onInput=${setCode} required maxlength="100" help=${t("The queue {name} asks for it before the aftercall is ended.", { name: queueName(wrap.queue) })} />
    <div class="actions"><${Button} kind="main" type="submit" icon="done" disabled=${!code.trim()}>${t("Save and end the aftercall")}<//></div></form></section>`;
}
