// What is typed into a softphone; also the page that a link opens once.
import { html, useEffect, useState } from "~/core/html.js";
import { post } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Notice, Problem } from "~/parts/notice.js";

/** @param {{sheet: any}} props */
export function Sheet({ sheet }) {
  /** @type {[string, string][]} */
  const rows = [
    [t("Name"), sheet.name],
    [t("User"), sheet.user],
    [t("Password"), sheet.secret],
    [t("Server (domain, registrar)"), sheet.server],
    [t("Port"), String(sheet.port)],
    [t("Transport"), sheet.transport.toUpperCase()],
  ];
  return html`<dl class="sheet-of">${rows.map(([word, value]) => html`<div key=${word}><dt>${word}</dt><dd><code>${value}</code></dd></div>`)}</dl>`;
}

/** A click and not the visit opens it: programs that look into links in advance must not use it up. */
export default function Once() {
  const word = location.hash.slice(1);
  const [sheet, setSheet] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  useEffect(() => void (document.title = `${t("Your phone")} – Aftercall`), []);
  return html`<main class="login"><div class="card"><h1><span class="brand-mark" aria-hidden="true"></span>${t("Your phone")}</h1>
    <${Problem} error=${error} />
    ${sheet ? html`<${Sheet} sheet=${sheet} /><${Notice} icon="key">${t("Type this into your softphone. This page shows it once: it is gone when you close it.")}<//>`
      : html`<p>${t("This link shows the settings of your softphone once. Open it when you have the softphone before you.")}</p>
        <${Button} kind="main" class="full" disabled=${!word} onError=${setError} onClick=${async () => setSheet(await post("/phones/once", { word }))}>${t("Show the settings")}<//>`}
  </div></main>`;
}
