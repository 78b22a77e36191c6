// The address book on a page of its own, for everybody.
import { html } from "~/core/html.js";
import { Book } from "~/agent/colleagues.js";

export default function BookPage() {
  return html`<div class="narrow"><${Book} /></div>`;
}
