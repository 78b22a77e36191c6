// An agent's state as everybody sees it: colour, icon and word, never a colour alone.
import { html } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { Icon } from "~/parts/icons.js";

/** Of each state: its word, its icon, its colour (a class of parts.css). @returns {Record<string, [string, string, string]>} */
export function states() {
  return {
    off: [t("Logged off"), "off", "off"],
    free: [t("Free"), "headset", "free"],
    working: [t("Working"), "ticket", "working"],
    ringing: [t("Ringing"), "ringing", "ringing"],
    talking: [t("Talking"), "phone", "talking"],
    "on hold": [t("On hold"), "hold", "onhold"],
    aftercall: [t("Aftercall"), "note", "aftercall"],
    break: [t("Break"), "coffee", "break"],
    missed: [t("Missed"), "warn", "held"],
    supervisor: [t("Held by supervisor"), "pause", "held"],
    phone: [t("Phone lost"), "lost", "held"],
    booked: [t("Dialling"), "clock", "ringing"],
  };
}

/** He is held because he missed a chat, not a call. @param {any} board an agent's */
export function missedChat(board) {
  return board.holds.some((/** @type {any} */ one) => one.hold === "missed" && one.reason_parts[0]?.says === "missed-chat");
}

/** @param {{state: string, text?: string, size?: "small" | "large"}} props `text` instead of the state's word: the name of the break */
export function State({ state, text, size = "small" }) {
  const [word, icon, colour] = states()[state] ?? [state, "person", "off"];
  return html`<span class=${`state ${colour} ${size}`}><${Icon} name=${icon} size=${size === "large" ? 22 : 15} /><span>${text ?? word}</span></span>`;
}
