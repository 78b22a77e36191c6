// One customer: who it is, and calls, chats and tickets, newest first.
import { html, useCallback, useEffect, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { may } from "~/core/me.js";
import { Edit, Erase, Merge } from "~/customers/edit.js";
import { History } from "~/customers/history.js";
import { dated } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Problem } from "~/parts/notice.js";

/** @param {{id: string}} props */
export function Customer({ id }) {
  const [one, setOne] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [asks, setAsks] = useState("");
  const again = useCallback(() => get(`/customers/${encodeURIComponent(id)}`).then((found) => (setOne(found), setError(null)), setError), [id]);
  useEffect(() => void again(), [again]);
  const name = one?.name || one?.email || one?.phone || t("(no name)");
  useEffect(() => void (document.title = `${one ? name : t("Customer")} – Aftercall`), [name, one]);
  if (!one) return html`${may("steer") && html`<p><a class="back" href="/customers">${t("Customers")}</a></p>`}${error ? html`<${Problem} error=${error} />` : html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`}`;
  const close = () => setAsks("");
  const rows = /** @type {[string, any][]} */ ([
    [t("Mail"), one.email],
    [t("Number"), one.phone],
    [t("Key"), one.key],
    [t("Level"), one.level],
    ...Object.entries(one.fields ?? {}),
    [t("Known since"), dated(one.made)],
  ]);
  return html`<div class="stack">
    <header class="head">${may("steer") && html`<a class="back" href="/customers">${t("Customers")}</a>`}<h1>${name}</h1>
      <span class="push row"><${Button} icon="edit" onClick=${() => setAsks("edit")}>${t("Edit")}<//>${may("steer") && html`<${Button} icon="people" onClick=${() => setAsks("merge")}>${t("Merge…")}<//>
        <${Button} kind="danger" icon="trash" onClick=${() => setAsks("erase")}>${t("Erase…")}<//>`}</span></header>
    <${Problem} error=${error} />
    <div class="customer-page"><section class="card"><h2>${t("Who")}</h2><dl class="facts">${rows.filter(([, value]) => value).map(([word, value]) => html`<div key=${word}><dt>${word}</dt><dd>${value}</dd></div>`)}</dl>
      ${one.notes && html`<h3>${t("Notes")}</h3><p class="words">${one.notes}</p>`}</section>
    <section class="card"><h2>${t("What happened")}</h2><${History} id=${one.id} key=${one.id} /></section></div>
    ${asks === "edit" && html`<${Edit} one=${one} onClose=${close} onDone=${again} />`}
    ${asks === "erase" && html`<${Erase} one=${one} onClose=${close} />`}
    ${asks === "merge" && html`<${Merge} one=${one} onClose=${close} />`}
  </div>`;
}
