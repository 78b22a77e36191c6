// Being built.
import { html } from "~/core/html.js";

export default function Soon() {
  return html`<p class="empty">…</p>`;
}
