// The yellow label: time left, a click ends it; the clock beside it extends it. The deadline is the server's.
import { html, useEffect, useRef, useState } from "~/core/html.js";
import { moment, now, span, tick } from "~/core/clock.js";
import { t } from "~/core/i18n.js";
import { aftercall, cards, wish } from "~/agent/desk.js";
import { Button } from "~/parts/button.js";

const SOON = 10_000; // ms, and never more than a third of the whole

export function Aftercall() {
  void tick.value;
  const wrap = aftercall.value;
  const left = (moment(wrap.deadline) ?? 0) - now();
  const card = cards.value[wrap.queue];
  const early = card?.early !== false;
  const room = (moment(wrap.longest) ?? 0) - (moment(wrap.deadline) ?? 0);
  const [waits, setWaits] = useState(false);
  async function finish() {
    setWaits(true);
    await wish("finish");
    setWaits(false);
  }
  const inner = html`<span class="wrap-word">${t("AFTERCALL")}</span> <span class="wrap-left clock">${span(left, "down")}</span>`;
  const soon = Math.min(SOON, ((moment(wrap.deadline) ?? 0) - (moment(wrap.began) ?? 0)) / 3);
  return html`<div class=${left < soon ? "wrap soon" : "wrap"}>
    ${early ? html`<button type="button" class="wrap-label" onClick=${finish} aria-disabled=${waits ? "true" : undefined} aria-busy=${waits ? "true" : undefined}
        title=${t("End the aftercall now (Alt+F)")}>${inner}<small>${waits ? t("ending…") : t("click to end")}</small></button>`
      : html`<p class="wrap-label">${inner}</p>`}
    ${room > 0 && (card?.step ?? 1) > 0 && html`<${Button} icon="extend" class="wrap-more" title=${t("Extend the aftercall (Alt+E)")} onClick=${() => wish("extend")}>
      ${card ? t("+{time}", { time: span(Math.min(card.step, room)) }) : t("Extend")}<//>`}
    <${Spoken} left=${left} />
  </div>`;
}

/** What a screen reader hears: at thirty, ten and no seconds, not each one. @param {{left: number}} props */
function Spoken({ left }) {
  const said = useRef(/** @type {number | null} */ (null));
  const [text, setText] = useState("");
  const step = [0, 10, 30].find((seconds) => left <= seconds * 1000) ?? null;
  useEffect(() => {
    if (step !== null && step !== said.current) setText(step === 0 ? t("Aftercall is over.") : t("Aftercall: {seconds} seconds left.", { seconds: step }));
    said.current = step;
  }, [step]);
  return html`<span class="unseen" role="status">${text}</span>`;
}
