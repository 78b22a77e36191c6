// Sounds, notices of the desktop while the window is hidden, and the countdown in the title.
import { html, useEffect, useRef, useState } from "~/core/html.js";
import { moment, now, span, tick } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { aftercall, call, mine, queueName, state } from "~/agent/desk.js";
import { offers } from "~/agent/work.js";
import { kinds, whose } from "~/items/words.js";
import { play, setVolume, unlock, unlocked, volume } from "~/core/sound.js";
import { missedChat, states } from "~/parts/state.js";
import { Button } from "~/parts/button.js";

const SOON = 10_000;

export function Alerts() {
  useOnChange(state.value, (before) => before && changed());
  const left = aftercall.value ? (moment(aftercall.value.deadline) ?? 0) - now() : null;
  void tick.value;
  useOnChange(left !== null && left < SOON, (before, soon) => before === false && soon && play("soon"));
  useEffect(() => {
    const word = states()[state.value]?.[0] ?? state.value;
    const time = left === null ? "" : `${span(left, "down")} `;
    const offer = offers.value[0];
    const offered = offer ? `${span((moment(offer.offered.until) ?? 0) - now(), "down")} ${t("{kind} from {name}", { kind: kinds()[offer.kind]?.[0] ?? "", name: whose(offer) })} – ` : "";
    document.title = `${offered}${time}${word} – Aftercall`;
  });
  return html`<${Unlock} />`;
}

function changed() {
  if (state.value === "ringing") {
    play("call");
    tell(t("A call from {queue}", { queue: queueName(call.value?.queue ?? null) }));
  } else if (state.value === "talking") play("notice");
  else if (state.value === "missed" || state.value === "phone") {
    play("missed");
    tell(state.value === "phone" ? t("Your phone cannot be reached") : missedChat(mine.value) ? t("You missed a chat") : t("You missed a call"));
  }
}

/** Only where it is not seen anyway. @param {string} text */
export function tell(text) {
  if (document.hidden && "Notification" in window && Notification.permission === "granted") new Notification("Aftercall", { body: text, tag: "aftercall" });
}

/** Browsers give sound and notices only when asked by a click. */
function Unlock() {
  const [open, setOpen] = useState(!unlocked());
  const [loud, setLoud] = useState(volume());
  if (!open || !mine.value?.session) return null;
  async function allow() {
    await unlock();
    if ("Notification" in window && Notification.permission === "default") await Notification.requestPermission();
    play("notice");
    setOpen(false);
  }
  return html`<div class="notice info unlock"><p>${t("Sounds and notices are off in this window.")}</p>
    <label class="volume"><span class="unseen">${t("Volume")}</span><input type="range" min="0" max="1" step="0.1" value=${loud}
      onInput=${(/** @type {any} */ event) => (setLoud(Number(event.target.value)), setVolume(Number(event.target.value)))} /></label>
    <${Button} icon="sound" onClick=${allow}>${t("Switch on")}<//><${Button} kind="quiet" icon="close" label=${t("Close")} onClick=${() => setOpen(false)} /></div>`;
}

/**
 * @template T
 * @param {T} value
 * @param {(before: T | undefined, after: T) => void} act
 */
function useOnChange(value, act) {
  const before = useRef(/** @type {T | undefined} */ (undefined));
  useEffect(() => {
    act(before.current, value);
    before.current = value;
  }, [value]);
}
