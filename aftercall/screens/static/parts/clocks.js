// Times that run. Each draws itself; what stands around it is not drawn again.
import { html } from "~/core/html.js";
import { moment, now, span, tick } from "~/core/clock.js";

/** Counts up from an absolute moment. @param {{at: string | null | undefined}} props */
export function Since({ at }) {
  void tick.value;
  const begin = moment(at);
  return html`<time class="clock" datetime=${at ?? ""}>${begin === null ? "–" : span(now() - begin)}</time>`;
}

/** Counts down to an absolute moment. @param {{at: string | null | undefined}} props */
export function Until({ at }) {
  void tick.value;
  const end = moment(at);
  return html`<time class="clock" datetime=${at ?? ""}>${end === null ? "–" : span(end - now(), "down")}</time>`;
}

/** A sum that goes on while `since` is set. @param {{ms: number, since?: number | null}} props */
export function Sum({ ms, since = null }) {
  if (since !== null) void tick.value;
  return html`<span class="clock">${span(ms + (since === null ? 0 : now() - since))}</span>`;
}
