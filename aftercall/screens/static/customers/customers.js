// Customers: whom one seeks, and all that happened with one.
import { html } from "~/core/html.js";
import { path } from "~/core/route.js";
import { Customer } from "~/customers/customer.js";
import { Search } from "~/customers/search.js";

export default function Customers() {
  const id = path.value.split("/")[2] ?? "";
  return id ? html`<${Customer} key=${id} id=${id} />` : html`<${Search} />`;
}
