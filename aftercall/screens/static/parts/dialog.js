// The browser's own dialog: focus kept inside, Escape closes, what lies behind cannot be reached.
import { html, useEffect, useId, useRef, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Problem } from "~/parts/notice.js";

/** @param {{title: any, onClose: () => void, wide?: boolean, children: any}} props */
export function Dialog({ title, onClose, wide, children }) {
  const place = useRef(/** @type {HTMLDialogElement | null} */ (null));
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    place.current?.showModal();
    return () => opener instanceof HTMLElement && opener.focus();
  }, []);
  return html`<dialog ref=${place} class=${wide ? "wide" : ""} aria-labelledby=${id} onCancel=${(/** @type {Event} */ event) => {
    event.preventDefault();
    onClose();
  }}>
    <header><h2 id=${id}>${title}</h2><${Button} kind="quiet" icon="close" label=${t("Close")} onClick=${onClose} /></header>
    <div class="dialog-body">${children}</div>
  </dialog>`;
}

/**
 * Only before what cannot be undone.
 * @param {{title: any, children?: any, yes: string, kind?: "main" | "danger", onYes: () => Promise<unknown>, onClose: () => void}} props
 */
export function Confirm({ title, children, yes, kind = "danger", onYes, onClose }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  return html`<${Dialog} title=${title} onClose=${onClose}>
    ${children}
    <${Problem} error=${error} />
    <footer class="actions">
      <${Button} onClick=${onClose}>${t("Cancel")}<//>
      <${Button} kind=${kind} onClick=${async () => {
        await onYes();
        onClose();
      }} onError=${setError}>${yes}<//>
    </footer>
  <//>`;
}
