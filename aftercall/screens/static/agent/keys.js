// Keys with a modifier, none in a way of typing; `?` lists them.
import { html, useEffect, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { aftercall, mine, wish } from "~/agent/desk.js";
import { Dialog } from "~/parts/dialog.js";

/** @returns {[string, string][]} */
function listed() {
  return [["Alt+W", t("Work or break")], ["Alt+E", t("Extend the aftercall")], ["Alt+F", t("End the aftercall")], ["Alt+D", t("To the disposition")], ["Alt+R", t("Resume")], ["?", t("This list")]];
}

export function Keys() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
    function pressed(/** @type {KeyboardEvent} */ event) {
      if (event.key === "?" && !writing(event.target)) setOpen(true);
      else if (event.altKey && !event.ctrlKey && !event.metaKey) act(event);
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
  }[event.code];
  if (!does) return;
  event.preventDefault();
  does();
}

/** @param {EventTarget | null} target */
function writing(target) {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}
