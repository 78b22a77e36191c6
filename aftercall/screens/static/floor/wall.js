// For the wall: a few numbers that are read from five metres, no mouse, no hover. `?queues=sales,help` shows these alone.
import { get } from "~/core/api.js";
import { classes, html, useEffect } from "~/core/html.js";
import { now, span, tick } from "~/core/clock.js";
import { clock, number, percent, t } from "~/core/i18n.js";
import { agents, queues, ready } from "~/core/live.js";
import { query } from "~/core/route.js";
import { itemAlarms, queueAlarms } from "~/floor/alarms.js";
import { agentFigures, promiseFigures, queueFigures } from "~/floor/figures.js";
import { itemFigures } from "~/floor/items.js";
import { Truth } from "~/parts/frame.js";
import { states } from "~/parts/state.js";

const USED_EVERY = 10 * 60_000; // ms

export default function Wall() {
  useEffect(() => {
    document.title = `${t("For the wall")} – Aftercall`;
    const leave = [stayAwake(), stayIn()];
    return () => leave.forEach((each) => each());
  }, []);
  void tick.value;
  if (!ready.value) return html`<main class="wall"><p class="empty">${t("Loading…")}</p></main>`;
  const wanted = query.value.get("queues")?.split(",").filter(Boolean) ?? [];
  const shown = [...queues.value.values()].filter((one) => !wanted.length || wanted.includes(one.code));
  const people = [...agents.value.values()].filter((one) => !wanted.length || one.queues.some((/** @type {string} */ code) => wanted.includes(code)));
  const all = queueFigures(shown);
  const here = agentFigures(people);
  const written = itemFigures(shown);
  const promised = promiseFigures(shown);
  const late = shown.some((one) => itemAlarms(one).length);
  const alarming = shown.some((one) => queueAlarms(one).length);
  return html`<main class=${classes("wall", (alarming || (written.any && late)) && "alarming")} id="main">
    <${Truth} />
    <header><h1>${wanted.length ? shown.map((one) => one.name || one.code).join(" · ") : "Aftercall"}</h1><span class="clock">${clock(now())}</span></header>
    <ul class=${classes("wall-tiles", (written.any || promised.any) && "nine")}>
      <${Big} word=${t("Waiting")} value=${number(all.waiting)} loud=${all.waiting > 0} />
      <${Big} word=${t("Longest wait")} value=${all.longest === null ? "–" : span(all.longest)} loud=${alarming} />
      <${Big} word=${t("Free agents")} value=${number(here.free)} />
      <${Big} word=${t("Service level")} value=${percent(all.level)} />
      <${Big} word=${t("Answered")} value=${number(all.answered)} />
      <${Big} word=${t("Abandoned")} value=${percent(all.abandonment)} />
      ${promised.any && !written.any && html`<${Big} word=${t("Waiting too long")} value=${number(promised.late)} loud=${promised.late > 0} />
      <${Big} word=${t("Promises broken")} value=${number(promised.broken)} />
      <${Big} word=${t("Promises kept")} value=${percent(promised.share)} />`}
      ${written.any && html`<${Big} word=${t("Chats waiting")} value=${number(written.chats)} loud=${written.chats > 0} />
      <${Big} word=${t("Tickets waiting")} value=${number(written.tickets)} />
      <${Big} word=${t("Late today")} value=${number(written.broken + promised.broken)} loud=${late || promised.late > 0} />`}
    </ul>
    <ul class="wall-states">${Object.entries(here.states).filter(([code]) => code !== "off").map(([code, count]) => html`<li key=${code}><span class=${`state large ${states()[code]?.[2] ?? "off"}`}>${states()[code]?.[0] ?? code} ${number(count)}</span></li>`)}</ul>
  </main>`;
}

/** @param {{word: string, value: string, loud?: boolean}} props */
function Big({ word, value, loud }) {
  return html`<li class=${classes("wall-tile", loud && "loud")}><span class="wall-value">${value}</span><span class="wall-word">${word}</span></li>`;
}

/** A wall is watched, never touched: it counts as used for as long as it is shown. Where the server is gone, `Truth` says so. */
function stayIn() {
  const use = setInterval(() => void get("/me").catch(() => {}), USED_EVERY);
  return () => clearInterval(use);
}

/** A wall's screen does not go dark. */
function stayAwake() {
  /** @type {WakeLockSentinel | null} */
  let lock = null;
  const ask = () => void navigator.wakeLock?.request("screen").then((given) => (lock = given), () => (lock = null)); // not allowed: then it sleeps as it is set
  ask();
  document.addEventListener("visibilitychange", ask);
  return () => {
    document.removeEventListener("visibilitychange", ask);
    void lock?.release();
  };
}
