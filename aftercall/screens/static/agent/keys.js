// Keys with a modifier, none in a way of typing; `?` lists them.
import { html, useEffect, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { aftercall, mine, wish } from "~/agent/desk.js";
import { accept, chosen, decline, next, offers, pull, takes, waits } from "~/agent/work.js";
import { asks } from "~/items/item.js";
import { Dialog } from "~/parts/dialog.js";

/** @returns {[string, string][]} */
function listed() {
  return [["Alt+W", t("Work or break")], ["Alt+E", t("Extend the aftercall")], ["Alt+F", t("End the aftercall")], ["Alt+D", t("To the disposition")], ["Alt+R", t("Resume")],
    ["Alt+A", t("Accept the offer")], ["Alt+X", t("Decline the offer")], ["Alt+G", t("To solve: get the most urgent")], ["Alt+J", t("The next of my chats and tickets")], ["Alt+M", t("To the answer")],
    ["Alt+N", t("Answer or note")], ["Alt+S", t("Solve")], ["Alt+P", t("Wait for the customer")], ["Alt+T", t("Transfer")], ["?", t("This list")]];
}

export function Keys() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
    function pressed(/** @type {KeyboardEvent} */ event) {
      if (event.key === "?" && !writing(event.target)) setOpen(true);
      else if (event.altKey && !event.ctrlKey && !event.metaKey && !types(event)) act(event);
    }
  }, []);
  if (!open) return null;
  return html`<${Dialog} title=${t("Keys")} onClose=${() => setOpen(false)}>
    <dl class="keys">${listed().map(([key, what]) => html`<div key=${key}><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
  <//>`;
}

/** By the key's place, so that it works under any layout. @param {KeyboardEvent} event */
function act(event) {
  const board = mine.value;
  const does = {
    KeyW: () => /** @type {HTMLElement | null} */ (document.querySelector(".status-do .menu button"))?.click(),
    KeyE: () => aftercall.value && void wish("extend"),
    KeyF: () => aftercall.value && void wish("finish"),
    KeyD: () => /** @type {HTMLElement | null} */ (document.querySelector("[data-dispositions] input, [data-dispositions] button"))?.focus(),
    KeyR: () => board?.session && void wish("resume"),
    KeyA: () => offers.value[0] && void accept(offers.value[0].id),
    KeyX: () => offers.value[0] && void decline(offers.value[0].id),
    KeyG: () => board?.session && takes.value.length && waits.value && void pull(),
    KeyJ: next,
    KeyM: () => /** @type {HTMLElement | null} */ (document.querySelector("[data-answer]"))?.focus(),
    KeyN: () => /** @type {HTMLElement | null} */ (document.querySelector(".to-note"))?.click(),
    KeyS: () => ask("solve"),
    KeyP: () => ask("pend"),
    KeyT: () => ask("transfer"),
  }[event.code];
  if (!does) return;
  event.preventDefault();
  does();
}

/** Of the item that is open and that is mine to act on. @param {"solve" | "pend" | "transfer"} what */
function ask(what) {
  if (chosen.value && document.querySelector(".item-do")) asks.value = what;
}

/** A letter of a language, as AltGr and a Mac's Option make them, is written and is no key of ours. @param {KeyboardEvent} event */
function types(event) {
  return event.getModifierState("AltGraph") || (writing(event.target) && /Mac|iP(hone|ad)/.test(navigator.platform));
}

/** @param {EventTarget | null} target */
function writing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
