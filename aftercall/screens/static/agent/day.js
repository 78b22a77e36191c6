// My working time today: what it adds up to, ticking.
import { html } from "~/core/html.js";
import { now, span, tick } from "~/core/clock.js";
import { named, t } from "~/core/i18n.js";
import { day, mine, typeOf, types } from "~/agent/desk.js";
import { sums, typeIcon } from "~/agent/types.js";
import { Icon } from "~/parts/icons.js";

export function DayCard() {
  const found = day.value;
  if (!found) return null;
  return html`<section class="card my-day" aria-labelledby="day-title"><h2 id="day-title">${t("My day")}</h2><${Sums} />
    ${!found.right && html`<p class="soft">${t("The times of today do not add up; a supervisor can see why.")}</p>`}</section>`;
}

function Sums() {
  void tick.value;
  const spent = sums();
  const { columns, intervals } = day.value;
  const running = intervals.length && mine.value?.session ? Math.max(0, now() - Date.parse(intervals.at(-1).end)) : 0;
  const works = mine.value?.type?.group !== "break";
  const rows = types.value.filter((type) => spent[type.code]);
  const paid = works || typeOf(mine.value?.type?.code)?.paid;
  return html`<dl class="sums">
    <div class="sum-all"><dt>${t("Logged in")}</dt><dd class="clock">${span(columns.logged_in_ms + running)}</dd></div>
    <div class="sum-all"><dt>${t("Working")}</dt><dd class="clock">${span(columns.working_ms + (paid && !held() ? running : 0))}</dd></div>
    ${rows.map((type) => html`<div key=${type.code} class=${mine.value?.type?.code === type.code ? "now" : ""}><dt><span style=${type.colour ? { color: type.colour } : undefined}><${Icon} name=${typeIcon(type)} size=${16} /></span> ${named(type.names, type.code)}</dt>
      <dd class="clock">${span(spent[type.code] ?? 0)}</dd></div>`)}
  </dl>`;
}

/** Time under a hold of another kind is in a column of its own. */
function held() {
  return ["missed", "supervisor", "phone", "booked"].includes(mine.value?.state);
}
