// Rows by verdict, as a row of figures.
import { html } from "~/core/html.js";
import { number, t } from "~/core/i18n.js";

/** @param {{counts: any}} props */
export function Counts({ counts }) {
  const shown = /** @type {[string, string, number | null][]} */ ([
    ["loaded", t("fit to load"), counts.loaded],
    ["loaded", t("new numbers"), counts.new],
    ["duplicate", t("known before"), counts.known],
    ["duplicate", t("duplicate"), counts.duplicates],
    ["blocked", t("do not call"), counts.do_not_call],
    ["rejected", t("rejected"), counts.rejected],
  ]);
  return html`<ul class="counts">${shown.filter(([, , count]) => count !== null && count !== undefined).map(([kind, word, count]) => html`<li key=${word} class=${kind}><b>${number(count ?? 0)}</b> ${word}</li>`)}</ul>`;
}
