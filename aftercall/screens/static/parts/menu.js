// A menu that opens from a button: arrows, Home, End, a letter, Escape; closed by a click elsewhere.
import { classes, html, useEffect, useId, useLayoutEffect, useRef, useState } from "~/core/html.js";
import { Icon } from "~/parts/icons.js";

/**
 * @param {{label: any, icon?: string, name?: string, kind?: string, wide?: boolean, disabled?: boolean, children: any, onOpen?: () => void}} props
 *   `name`: what a screen reader calls the button, where the label is no text
 */
export function Menu({ label, icon, name, kind = "plain", wide, disabled, children, onOpen }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const place = useRef(/** @type {HTMLDivElement | null} */ (null));
  const button = useRef(/** @type {HTMLButtonElement | null} */ (null));
  const items = () => /** @type {HTMLElement[]} */ ([...(place.current?.querySelectorAll('[role^="menuitem"]:not([disabled])') ?? [])]);

  useLayoutEffect(() => {
    if (open) settle(button.current, place.current?.querySelector(".sheet"));
  });

  // Before anything is painted: a key pressed at once is already the menu's.
  useLayoutEffect(() => {
    if (open) (items()[0] ?? /** @type {HTMLElement | null} */ (place.current?.querySelector(".sheet")))?.focus({ preventScroll: true });
  }, [open]);

  useEffect(() => {
    if (!open) return undefined;
    onOpen?.();
    const away = (/** @type {Event} */ event) => {
      if (event.target instanceof Node && !place.current?.contains(event.target)) setOpen(false);
    };
    const moved = (/** @type {Event} */ event) => {
      if (!(event.target instanceof Node && place.current?.contains(event.target))) settle(button.current, place.current?.querySelector(".sheet"));
    };
    document.addEventListener("pointerdown", away);
    addEventListener("scroll", moved, true);
    addEventListener("resize", moved);
    return () => {
      document.removeEventListener("pointerdown", away);
      removeEventListener("scroll", moved, true);
      removeEventListener("resize", moved);
    };
  }, [open]);

  function shut() {
    setOpen(false);
    button.current?.focus();
  }

  function keys(/** @type {KeyboardEvent} */ event) {
    const all = items();
    const at = all.indexOf(/** @type {HTMLElement} */ (document.activeElement));
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === "Escape") shut();
    else if (event.key === "Tab") return setOpen(false);
    else if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    else if (event.key.length === 1 && /\S/.test(event.key)) letter(all, at, event.key);
    else return;
    event.preventDefault();
  }

  return html`<div class="menu" ref=${place} onKeyDown=${open ? keys : undefined}>
    <button type="button" ref=${button} class=${classes("button", kind)} aria-haspopup="menu" aria-expanded=${String(open)} aria-controls=${id}
      aria-label=${name} title=${name} disabled=${disabled} onClick=${() => setOpen(!open)}>
      ${icon && html`<${Icon} name=${icon} />`}${label && html`<span>${label}</span>`}</button>
    ${open && html`<div id=${id} role="menu" tabindex="-1" class=${classes("sheet", wide && "wide")} onClick=${(/** @type {Event} */ event) => {
      if (event.target instanceof Element && event.target.closest('[role="menuitem"]')) shut();
    }}>${children}</div>`}
  </div>`;
}

/**
 * Below the button, or above it where there is more room: on the window itself, so that no box around it cuts it off.
 * @param {Element | null} button
 * @param {Element | null | undefined} sheet
 */
function settle(button, sheet) {
  if (!button || !(sheet instanceof HTMLElement)) return;
  const at = button.getBoundingClientRect();
  const [below, above] = [innerHeight - at.bottom - 12, at.top - 12];
  const up = sheet.scrollHeight > below && above > below;
  sheet.style.maxHeight = `${Math.min(520, up ? above : below)}px`;
  sheet.style.top = up ? "auto" : `${at.bottom + 4}px`;
  sheet.style.bottom = up ? `${innerHeight - at.top + 4}px` : "auto";
  sheet.style.left = `${Math.max(8, Math.min(at.right - sheet.offsetWidth, innerWidth - sheet.offsetWidth - 8))}px`;
}

/**
 * @param {HTMLElement[]} all
 * @param {number} at
 * @param {string} key
 */
function letter(all, at, key) {
  const after = [...all.slice(at + 1), ...all.slice(0, at + 1)];
  after.find((item) => item.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()))?.focus();
}

/** @param {{onClick?: (event: Event) => unknown, href?: string, icon?: string, current?: boolean, disabled?: boolean, side?: any, colour?: string, children: any}} props */
export function MenuItem({ onClick, href, icon, current, disabled, side, colour, children }) {
  const inner = html`${icon && html`<span class="item-icon" style=${colour ? { color: colour } : undefined}><${Icon} name=${icon} /></span>`}
    <span class="item-text">${children}</span>${side && html`<span class="item-side">${side}</span>`}`;
  if (href) return html`<a role="menuitem" tabindex="-1" href=${href} class=${classes("item", current && "current")}>${inner}</a>`;
  return html`<button type="button" role="menuitem" tabindex="-1" class=${classes("item", current && "current")} disabled=${disabled}
    aria-current=${current ? "true" : undefined} onClick=${onClick}>${inner}</button>`;
}

/** @param {{children: any}} props */
export function MenuTitle({ children }) {
  return html`<p class="menu-title" role="presentation">${children}</p>`;
}
