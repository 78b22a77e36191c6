// Customers by name, address, number or key.
import { html, useEffect, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { go, query } from "~/core/route.js";
import { Button } from "~/parts/button.js";
import { Problem } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

const PAUSE = 250; // ms without a key
const PAGE = 50;

/** Whoever fits what is typed, asked at each pause in typing. @param {string} words */
export function useSought(words) {
  const [rows, setRows] = useState(/** @type {any[] | null} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => get(`/customers?${new URLSearchParams({ q: words.trim(), limit: String(PAGE) })}`).then((found) => wanted && (setRows(found), setError(null)), (wrong) => wanted && setError(wrong)), rows ? PAUSE : 0);
    return () => ((wanted = false), clearTimeout(timer));
  }, [words]);
  return { rows, error };
}

export function Search() {
  const [words, setWords] = useState(query.value.get("q") ?? "");
  const { rows, error } = useSought(words);
  useEffect(() => void (document.title = `${t("Customers")} – Aftercall`), []);
  return html`<section class="stack"><header class="head"><h1>${t("Customers")}</h1></header>
    <form class="card row" role="search" onSubmit=${(/** @type {Event} */ event) => (event.preventDefault(), go(`/customers?${new URLSearchParams({ q: words })}`, true))}>
      <input class="input slim" type="search" aria-label=${t("Name, address, number or key")} placeholder=${t("Name, address, number or key")} value=${words} onInput=${(/** @type {any} */ event) => setWords(event.target.value)} />
      <${Button} type="submit" icon="search">${t("Look")}<//></form>
    <${Problem} error=${error} />
    ${rows ? html`<div class="card flush"><${People} rows=${rows} /></div>` : !error && html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`}
    ${rows?.length === PAGE && html`<p class="soft">${t("There are more: type some more of the name.")}</p>`}</section>`;
}

/** @param {{rows: any[]}} props */
function People({ rows }) {
  const columns = [
    { key: "name", title: t("Name"), wide: true, cell: (/** @type {any} */ one) => html`<a class="opener" href=${`/customers/${one.id}`}>${one.name || t("(no name)")}</a>`, by: (/** @type {any} */ one) => one.name },
    { key: "email", title: t("Mail"), wide: true, cell: (/** @type {any} */ one) => one.email ?? "–" },
    { key: "phone", title: t("Number"), cell: (/** @type {any} */ one) => one.phone ?? "–" },
    { key: "key", title: t("Key"), cell: (/** @type {any} */ one) => one.key ?? "–" },
    { key: "level", title: t("Level"), cell: (/** @type {any} */ one) => one.level || "–", by: (/** @type {any} */ one) => one.level },
  ];
  return html`<${Table} caption=${t("Customers")} columns=${columns} rows=${rows} id=${(/** @type {any} */ one) => String(one.id)} empty=${t("Nobody is found.")} onOpen=${(/** @type {any} */ one) => go(`/customers/${one.id}`)} />`;
}
