// A button that does something on the server: pending until the answer, its failure told to whoever asked.
import { classes, html, useState } from "~/core/html.js";
import { Icon } from "~/parts/icons.js";

/**
 * @param {{onClick?: (event: Event) => unknown, onError?: (error: unknown) => void, icon?: string, kind?: "plain" | "main" | "danger" | "quiet",
 *   type?: "button" | "submit", disabled?: boolean, title?: string, label?: string, pressed?: boolean, class?: string, busy?: boolean, children?: any}} props
 *   `label`: for a button of an icon alone
 */
export function Button({ onClick, onError, icon, kind = "plain", type = "button", disabled, title, label, pressed, busy = false, children, ...more }) {
  const [pending, setPending] = useState(false);
  const waits = pending || busy;
  async function act(/** @type {Event} */ event) {
    if (waits) return event.preventDefault();
    const doing = onClick?.(event);
    if (!(doing instanceof Promise)) return;
    setPending(true);
    try {
      await doing;
    } catch (error) {
      if (!onError) throw error;
      onError(error);
    } finally {
      setPending(false);
    }
  }
  return html`<button type=${type} class=${classes("button", kind, waits && "pending", !children && "bare", more.class)} onClick=${act} disabled=${disabled}
    aria-disabled=${waits ? "true" : undefined} aria-busy=${waits ? "true" : undefined} aria-pressed=${pressed === undefined ? undefined : String(pressed)}
    title=${title ?? label} aria-label=${label}>${icon && html`<${Icon} name=${icon} />`}${children && html`<span>${children}</span>`}</button>`;
}
