// What went wrong, where it was asked: why, and what to do.
import { html, signal } from "~/core/html.js";
import { ApiError } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { Icon } from "~/parts/icons.js";
import { said, why } from "~/parts/said.js";

/** @param {{error: unknown, onClose?: () => void}} props */
export function Problem({ error, onClose }) {
  if (!error) return null;
  const known = error instanceof ApiError;
  const text = known ? why(error) : String(error instanceof Error ? error.message : error);
  return html`<div class="notice bad" role="alert">
    <${Icon} name="warn" />
    <p><strong>${text}</strong>${known && error.remedy && html`<br />${said(error.remedy_parts, error.remedy)}`}</p>
    ${onClose && html`<button type="button" class="quiet" aria-label=${t("Close")} onClick=${onClose}><${Icon} name="close" /></button>`}
  </div>`;
}

/** @param {{kind?: "info" | "good" | "warn" | "bad", icon?: string, children?: any}} props */
export function Notice({ kind = "info", icon = "note", children }) {
  return html`<div class=${`notice ${kind}`}><${Icon} name=${icon} /><div>${children}</div></div>`;
}

/** @typedef {{id: number, text: string, kind: "good" | "bad" | "info"}} Toast */
/** @type {import("@preact/signals").Signal<Toast[]>} */
const toasts = signal([]);
let last = 0;

/**
 * A word in passing, for what went well elsewhere on the page. Failures stand where they were asked (Problem).
 * @param {string} text
 * @param {"good" | "bad" | "info"} [kind]
 */
export function toast(text, kind = "good") {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-3), { id, text, kind }];
  setTimeout(() => (toasts.value = toasts.value.filter((one) => one.id !== id)), 6000);
}

export function Toasts() {
  return html`<div class="toasts" role="status" aria-live="polite">
    ${toasts.value.map((one) => html`<p key=${one.id} class=${`toast ${one.kind}`}>${one.text}</p>`)}
  </div>`;
}
