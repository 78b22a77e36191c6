// Tabs for narrow screens and for parts of a page: arrows move between them.
import { classes, html } from "~/core/html.js";
import { Icon } from "~/parts/icons.js";

/** @param {{name: string, at: string, tabs: [string, string, string?][], onChange: (code: string) => void}} props tabs: code, word, icon */
export function Tabs({ name, at, tabs, onChange }) {
  function keys(/** @type {KeyboardEvent} */ event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = (tabs.findIndex(([code]) => code === at) + step + tabs.length) % tabs.length;
    onChange(tabs[next]?.[0] ?? at);
    const list = event.currentTarget;
    requestAnimationFrame(() => list instanceof HTMLElement && list.querySelectorAll("button")[next]?.focus());
  }
  return html`<div class="tabs" role="tablist" aria-label=${name} onKeyDown=${keys}>
    ${tabs.map(([code, word, icon]) => html`<button key=${code} type="button" role="tab" class=${classes("tab", code === at && "here")} aria-selected=${String(code === at)}
      tabindex=${code === at ? 0 : -1} onClick=${() => onChange(code)}>${icon && html`<${Icon} name=${icon} />`}<span>${word}</span></button>`)}
  </div>`;
}
