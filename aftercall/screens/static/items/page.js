// Chats and tickets for whoever steers them: all that is not over, with filters; what is over as it is asked for. One of them by its id.
import { html, useEffect } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { go, path } from "~/core/route.js";
import { Item } from "~/items/item.js";
import { List } from "~/items/list.js";

export default function Items() {
  const id = decodeURIComponent(path.value.split("/")[2] ?? "");
  useEffect(() => void (document.title = `${id || t("Chats and tickets")} – Aftercall`), [id]);
  return id ? html`<div class="one-item"><${Item} key=${id} id=${id} back=${() => go("/items")} /></div>` : html`<${List} />`;
}
