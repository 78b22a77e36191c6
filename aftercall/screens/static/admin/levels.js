// Levels (SLA): what is promised to whom. They are asked in the order of the list; which one an item would get can be tried.
import { classes, html, useState } from "~/core/html.js";
import { get, post } from "~/core/api.js";
import { clock, date, n, number, percent, t } from "~/core/i18n.js";
import { Awaited, useAsked } from "~/admin/ask.js";
import { promisable } from "~/admin/level_inputs.js";
import { called, choices, opens } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Select, Text } from "~/parts/field.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";

const HUNDREDTHS = 100;

/** @returns {import("~/admin/nouns.js").Noun} */
export const LEVELS = () => ({
  code: "levels",
  api: "/levels",
  key: "code",
  title: t("Levels"),
  add: t("New level"),
  none: t("There is no level yet: nothing is promised."),
  about: t("What is promised to whom. The first level that fits is the one; closed time does not count."),
  keyLabel: t("Code"),
  keyHelp: t("Letters, digits, - and _; it cannot be changed later."),
  needs: ["queues", "calendars"],
  columns: () => [],
  words: (one) => [one.code, one.name],
  called,
  fresh: () => ({ name: "", priority: 0, calendar: "", targets: {}, warn: 80, pauses: true, credit: 0, when: [], order: 0, active: true }),
  sections: (_, known) => [
    { title: t("Promises"), about: t("In open time, by the calendar. Empty: this is not promised."), fields: [
      { name: "name", kind: "text", label: t("Name") },
      { name: "active", kind: "check", label: t("Active") },
      { name: "targets", kind: "targets", label: t("What is promised"), wide: true },
      { name: "calendar", kind: "select", label: t("Calendar"), options: [["", t("The queue's")], ...choices(known.calendars)] },
      { name: "warn", kind: "number", max: 100, label: t("Warning after, per cent of the time"), help: t("0: no warning.") },
      { name: "pauses", kind: "check", label: t("The clock of the solution stands while the customer is waited for") },
      { name: "credit", kind: "span", unit: HUNDREDTHS, max: 100, suffix: t("per cent"), label: t("Credit for a broken promise") },
    ] },
    { title: t("For whom"), fields: [
      { name: "when", kind: "whens", label: t("Conditions"), wide: true, help: t("All that one names must hold, any one is enough. None: for everybody whom no level before took."), options: choices(known.queues) },
      { name: "priority", kind: "number", label: t("Its items have at least this priority") },
    ] },
  ],
  remove: t("What it promised goes to the next level that fits, or is dropped. What was broken stays so."),
  List: LevelList,
});

/** @param {{noun: import("~/admin/nouns.js").Noun}} props */
function LevelList({ noun }) {
  const asked = useAsked(noun.api);
  const queues = useAsked("/queues");
  return html`<section class="stack" aria-labelledby="page-title">
    <header class="head"><h1 id="page-title">${noun.title}</h1>
      <div class="row push"><a class="button main" href="/admin/levels/new"><${Icon} name="plus" /><span>${noun.add}</span></a></div></header>
    <p class="soft about">${noun.about}</p>
    <${Awaited} asked=${asked}>${(/** @type {any[]} */ levels) => html`<${Ordered} levels=${levels} none=${noun.none} again=${asked.again} />
      ${levels.length > 0 && html`<${Awaited} asked=${queues}>${(/** @type {any[]} */ known) => html`<${TryIt} queues=${known} />`}<//>`}`}<//>
  </section>`;
}

/** @param {{levels: any[], none: string, again: () => Promise<void>}} props */
function Ordered({ levels, none, again }) {
  const [error, setError] = useState(/** @type {unknown} */ (null));
  if (!levels.length) return html`<p class="empty card">${none}</p>`;
  const move = (/** @type {number} */ place, /** @type {number} */ by) => async () => {
    setError(null);
    const codes = levels.map((level) => level.code);
    const [one = ""] = codes.splice(place, 1);
    codes.splice(place + by, 0, one);
    await post("/levels/order", { levels: codes });
    await again();
  };
  return html`<${Problem} error=${error} /><ol class="levels card">${levels.map((level, place) => html`<li key=${level.code} class=${classes("level-row", !level.active && "soft")}>
    <span class="level-place" aria-hidden="true">${number(place + 1)}</span>
    <div class="level-said"><strong>${opens("levels", level.code, called(level))}</strong>${!level.active && html` <span class="soft">(${t("not active")})</span>`}
      <p>${promised(level)}</p><p class="soft">${forWhom(level)}${level.credit > 0 && html` · ${t("credit {share}", { share: percent(level.credit / HUNDREDTHS, level.credit % HUNDREDTHS ? 2 : 0) })}`}</p></div>
    <div class="row"><${Button} kind="quiet" icon="up" label=${t("{name}: ask earlier", { name: called(level) })} disabled=${place === 0} onError=${setError} onClick=${move(place, -1)} />
      <${Button} kind="quiet" icon="down" label=${t("{name}: ask later", { name: called(level) })} disabled=${place === levels.length - 1} onError=${setError} onClick=${move(place, 1)} /></div></li>`)}</ol>`;
}

/** @param {any} level */
function promised(level) {
  const words = promisable();
  const told = Object.entries(level.targets).map(([target, ms]) => t("{what} within {time}", { what: words[target] ?? target, time: within(Number(ms)) }));
  return told.join(", ") || t("Nothing is promised.");
}

/** @param {any} level */
function forWhom(level) {
  if (!level.when.length) return t("For everybody");
  const one = (/** @type {any} */ when) =>
    [when.queue && t("queue {name}", { name: when.queue }), when.tag && t("tag {name}", { name: when.tag }), when.customer && t("customer {name}", { name: when.customer }), when.priority !== null && when.priority !== undefined && t("priority {level} and up", { level: when.priority })].filter(Boolean).join(" + ");
  return level.when.map(one).join(", ");
}

/** Open time as people say it: days have 24 open hours. @param {number} ms */
export function within(ms) {
  if (ms % 3_600_000 === 0) return t("{count} h", { count: number(ms / 3_600_000) });
  if (ms % 60_000 === 0) return t("{count} min", { count: number(ms / 60_000) });
  return t("{count} s", { count: number(ms / 1000) });
}

/** Which level would it be? @param {{queues: any[]}} props */
function TryIt({ queues }) {
  const [asked, setAsked] = useState({ queue: queues[0]?.code ?? "", tag: "", customer: "", priority: "0" });
  const [found, setFound] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const put = (/** @type {string} */ name) => (/** @type {string} */ value) => setAsked((old) => ({ ...old, [name]: value }));
  async function ask() {
    setError(null);
    const about = new URLSearchParams({ queue: asked.queue, priority: asked.priority || "0" });
    if (asked.tag.trim()) about.append("tag", asked.tag.trim());
    if (asked.customer.trim()) about.append("customer", asked.customer.trim());
    setFound(await get(`/promises/level?${about}`));
  }
  return html`<section class="card stack" aria-labelledby="try-it"><h2 id="try-it">${t("Try it")}</h2>
    <p class="soft">${t("Which level would an item get that comes now?")}</p>
    <form class="try-it" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Select} label=${t("Queue")} value=${asked.queue} options=${choices(queues)} onChange=${put("queue")} />
      <${Text} label=${t("Tag")} value=${asked.tag} autocomplete="off" onInput=${put("tag")} />
      <${Text} label=${t("Customer's level or key")} value=${asked.customer} autocomplete="off" onInput=${put("customer")} />
      <${Text} label=${t("Priority")} type="number" min="0" value=${asked.priority} onInput=${put("priority")} />
      <${Button} type="submit" kind="main" icon="search" disabled=${!asked.queue} onError=${setError} onClick=${ask}>${t("Try it")}<//>
    </form>
    <${Problem} error=${error} /><div role="status">${found && html`<${Chosen} found=${found} />`}</div>
  </section>`;
}

/** @param {{found: any}} props */
function Chosen({ found }) {
  const words = promisable();
  const at = (/** @type {string | null} */ iso) => (iso ? `${date(Date.parse(iso))} ${clock(Date.parse(iso), true)}` : t("never"));
  return html`<p><strong>${found.level ? opens("levels", found.level.code, called(found.level)) : t("No level fits: nothing is promised.")}</strong>
      ${found.passed.length > 0 && html` <span class="soft">${n("{count} level before it does not fit", "{count} levels before it do not fit", found.passed.length)}</span>`}</p>
    ${found.promises.length > 0 && html`<ul class="plain">${found.promises.map((/** @type {any} */ one) => html`<li key=${one.target}>${t("{what}: due {time}", { what: words[one.target] ?? one.target, time: at(one.due) })}</li>`)}</ul>`}`;
}
