// A load is taken back.
import { html, useState } from "~/core/html.js";
import { post } from "~/core/api.js";
import { n, number, t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Problem, toast } from "~/parts/notice.js";

/** @param {{load: number, file: string, loaded: number, onDone: () => unknown, onClose: () => void}} props */
export function UndoDialog({ load, file, loaded, onDone, onClose }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function undo() {
    let done = await post(`/loads/${load}/undo`);
    while (done.gone === null) done = await post(`/loads/${load}/undo`); // long ones go on after each answer
    toast(t("Taken back: {gone} gone, {kept} that were dialled are marked removed.", { gone: number(done.gone), kept: number(done.kept) }));
    await onDone();
    onClose();
  }
  return html`<${Dialog} title=${t("Take back {file}?", { file })} onClose=${onClose}>
    <p>${n("{count} contact came with it.", "{count} contacts came with it.", loaded)} ${t("Those that nobody dialled are gone; those that were dialled are marked removed and not called again. Their attempts stay on record.")}</p>
    <${Problem} error=${error} />
    <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="danger" icon="undo" onClick=${undo} onError=${setError}>${t("Take it back")}<//></footer><//>`;
}
