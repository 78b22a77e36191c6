// A table that can be sorted; on a narrow screen each row becomes a card (the headings come along).
import { classes, html, useMemo, useState } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { Icon } from "~/parts/icons.js";

/**
 * @template Row
 * @typedef {{key: string, title: string, hint?: string, hidden?: boolean, cell: (row: Row) => any, by?: (row: Row) => string | number | null, number?: boolean, wide?: boolean}} Column
 *   `by`: what it is sorted by; without it the column cannot be sorted; `hint`: what it means; `hidden`: the title is for screen readers alone
 */

/**
 * @template Row
 * @param {{caption: string, columns: Column<Row>[], rows: Row[], id: (row: Row) => string, sort?: string, down?: boolean, empty?: any,
 *   onOpen?: (row: Row) => void, rowClass?: (row: Row) => string}} props
 */
export function Table({ caption, columns, rows, id, sort = "", down = false, empty, onOpen, rowClass }) {
  const [order, setOrder] = useState({ key: sort, down });
  const sorted = useMemo(() => arranged(rows, columns.find((column) => column.key === order.key), order.down), [rows, order, columns]);
  if (!rows.length && empty) return html`<p class="empty">${empty}</p>`;
  return html`<div class="table-box"><table class="table">
    <caption class="unseen">${caption}</caption>
    <thead><tr>${columns.map((column) => html`<${Heading} key=${column.key} column=${column} order=${order} setOrder=${setOrder} />`)}</tr></thead>
    <tbody>${sorted.map((row) => html`<tr key=${id(row)} class=${classes(onOpen && "opens", rowClass?.(row))} onClick=${onOpen && ((/** @type {Event} */ event) => {
      if (event.target instanceof Element && !event.target.closest("a, button, input, select, label")) onOpen(row);
    })}>
      ${columns.map((column) => html`<td key=${column.key} class=${classes(column.number && "number", column.wide && "wide")} data-title=${column.hidden ? "" : column.title}>${column.cell(row)}</td>`)}
    </tr>`)}</tbody>
  </table></div>`;
}

/** @param {{column: Column<any>, order: {key: string, down: boolean}, setOrder: (order: {key: string, down: boolean}) => void}} props */
function Heading({ column, order, setOrder }) {
  const mine = order.key === column.key;
  const way = mine ? (order.down ? "descending" : "ascending") : "none";
  if (!column.by) return html`<th scope="col" class=${classes(column.number && "number")} title=${column.hint}><span class=${column.hidden ? "unseen" : ""}>${column.title}</span></th>`;
  return html`<th scope="col" class=${classes(column.number && "number")} aria-sort=${way}>
    <button type="button" class="sorter" title=${column.hint ?? t("Sort")} onClick=${() => setOrder({ key: column.key, down: mine ? !order.down : false })}>
      ${column.title}${mine && html`<${Icon} name=${order.down ? "down" : "up"} size=${14} />`}</button></th>`;
}

/**
 * @template Row
 * @param {Row[]} rows
 * @param {Column<Row> | undefined} column
 * @param {boolean} down
 */
function arranged(rows, column, down) {
  const by = column?.by;
  if (!by) return rows;
  const way = down ? -1 : 1;
  const order = new Intl.Collator(undefined, { numeric: true });
  return [...rows].sort((a, b) => {
    const [x, y] = [by(a), by(b)];
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1; // what is not known comes last, either way
    return way * (typeof x === "number" && typeof y === "number" ? x - y : order.compare(String(x), String(y)));
  });
}
