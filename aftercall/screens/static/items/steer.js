// What a supervisor does with an item.
import { html, signal, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { act, wish } from "~/items/ask.js";
import { Change } from "~/items/change.js";
import { SolveDialog, TransferDialog } from "~/items/dialogs.js";
import { Menu, MenuItem } from "~/parts/menu.js";
import { toast } from "~/parts/notice.js";

/** What went wrong last. @type {import("@preact/signals").Signal<unknown>} */
export const wrongs = signal(null);

/** @param {{item: any}} props */
export function ItemMenu({ item }) {
  const [asks, setAsks] = useState("");
  const close = () => setAsks("");
  const done = () => void toast(t("{name}: done", { name: item.id }));
  const fail = (/** @type {unknown} */ error) => void (wrongs.value = error);
  const over = item.stage === "solved" || item.stage === "closed";
  return html`<${Menu} icon="more" name=${t("Actions for {name}", { name: item.id })} kind="quiet">
      <${MenuItem} icon="right" href=${`/items/${item.id}`}>${t("Look at it")}<//>
      ${over ? html`<${MenuItem} icon="undo" onClick=${() => act(item.id, "reopen").then(done, fail)}>${t("Take it up again")}<//>` : html`
        <${MenuItem} icon="transfer" onClick=${() => setAsks("transfer")}>${t("Transfer…")}<//>
        <${MenuItem} icon="edit" onClick=${() => setAsks("change")}>${t("Priority, tags, subject…")}<//>
        ${item.agent && html`<${MenuItem} icon="undo" onClick=${() => wish(item.id, "return", item.agent).then(done, fail)}>${t("Give back to the queue")}<//>`}
        <${MenuItem} icon="done" onClick=${() => setAsks("solve")}>${t("Solve…")}<//>`}
    <//>
    ${asks === "transfer" && html`<${TransferDialog} item=${item} onClose=${close} onDone=${done} />`}
    ${asks === "change" && html`<${Change} item=${item} onClose=${close} onDone=${done} />`}
    ${asks === "solve" && html`<${SolveDialog} item=${item} demands=${false} onClose=${close} onDone=${done} />`}`;
}
