// Small signs of an item: its kind, its stage, whether the visitor is there.
import { html } from "~/core/html.js";
import { n, t } from "~/core/i18n.js";
import { kinds, stages } from "~/items/words.js";
import { Icon } from "~/parts/icons.js";

/** @param {{item: any, size?: number}} props */
export function KindMark({ item, size = 18 }) {
  const [word, icon] = kinds()[item.kind] ?? [item.kind, "ticket"];
  return html`<${Icon} name=${icon} size=${size} label=${word} />`;
}

/** @param {{item: any}} props */
export function StageMark({ item }) {
  const [word, icon] = stages()[item.stage] ?? [item.stage, "ticket"];
  return html`<span class=${`stage ${item.stage}`}><${Icon} name=${icon} size=${14} />${word}</span>`;
}

/** Of a chat: the visitor's page is open, or it is not. @param {{item: any}} props */
export function VisitorMark({ item }) {
  if (item.kind !== "chat" || item.visitor == null) return null;
  return item.visitor ? html`<span class="visitor there"><${Icon} name="person" size=${14} />${t("visitor is there")}</span>`
    : html`<span class="visitor"><${Icon} name="away" size=${14} />${t("visitor has gone")}</span>`;
}

/** @param {{count: number}} props */
export function Unread({ count }) {
  if (!count) return null;
  return html`<span class="unread"><span aria-hidden="true">${count}</span><span class="unseen">${n("{count} new message", "{count} new messages", count)}</span></span>`;
}
