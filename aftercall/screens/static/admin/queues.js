// Queues, with who is in them at which level and the numbers that lead there.
import { html, useMemo, useState } from "~/core/html.js";
import { put } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { queues as boards } from "~/core/live.js";
import { at } from "~/admin/ask.js";
import { always, called, choices, lasts, MINUTE, opens, SECOND, yesNo } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Problem } from "~/parts/notice.js";

/** @returns {import("~/admin/nouns.js").Noun} */
export const QUEUES = () => ({
  code: "queues",
  api: "/queues",
  key: "code",
  title: t("Queues"),
  add: t("New queue"),
  none: t("There is no queue yet. Callers wait in queues until an agent is free."),
  keyLabel: t("Code"),
  keyHelp: t("Letters, digits, - and _; it cannot be changed later."),
  needs: ["queues", "phones", "agents", "numbers", "calendars"],
  columns: () => [
    { key: "code", title: t("Queue"), by: called, cell: (/** @type {any} */ one) => opens("queues", one.code, called(one)) },
    { key: "kind", title: t("For"), by: (/** @type {any} */ one) => (one.work ? "1" : "0"), cell: (/** @type {any} */ one) => (one.work ? t("a campaign") : t("callers")) },
    { key: "members", title: t("Agents now"), number: true, by: (/** @type {any} */ one) => boards.value.get(one.code)?.members.logged_in ?? 0, cell: (/** @type {any} */ one) => boards.value.get(one.code)?.members.logged_in ?? 0 },
    { key: "aftercall", title: t("Aftercall"), number: true, by: (/** @type {any} */ one) => one.aftercall, cell: (/** @type {any} */ one) => lasts(one.aftercall) },
    { key: "level", title: t("Service level"), number: true, by: (/** @type {any} */ one) => one.level, cell: (/** @type {any} */ one) => lasts(one.level) },
    { key: "recording", title: t("Recorded"), by: (/** @type {any} */ one) => (one.recording ? 0 : 1), cell: (/** @type {any} */ one) => yesNo(one.recording) },
    { key: "open", title: t("Open"), by: (/** @type {any} */ one) => (isOpen(one) ? 0 : 1), cell: (/** @type {any} */ one) => html`${yesNo(isOpen(one))} ${one.calendar && html`<span class="soft">${one.calendar}</span>`}` },
  ],
  words: (one) => [one.code, one.name],
  called,
  fresh: () => ({ name: "", weight: 0, aftercall: 30_000, step: 30_000, longest: 300_000, early: true, disposition: false, misses: 1, level: 20_000, strategy: "rrmemory", ring: 20_000,
    max_wait: null, max_length: 0, overflow: null, recording: false, music: "default", say_position: false, say_wait: false, say_every: 60_000, open: true, calendar: "", closed: null, retention: null, pop: "", offer: 20_000, offer_ticket: 60_000, push_tickets: true, chats_when_closed: false }),
  demanded: (card) => ({ aftercall: card.aftercall }),
  sections: (card, known) => [
    { title: t("Queue"), fields: [
      { name: "name", kind: "text", label: t("Name"), help: t("As agents and supervisors see it.") },
      { name: "weight", kind: "number", label: t("Weight"), help: t("The queue with the higher weight gives out its callers first.") },
      { name: "strategy", kind: "select", label: t("Who is rung"), options: strategies() },
      { name: "ring", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("A phone rings for"), min: 1 },
      { name: "misses", kind: "number", label: t("Missed calls that hold an agent"), help: t("In a row, chats too; 0: never.") },
      { name: "level", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("Service level"), help: t("Answered within it counts as in time.") },
    ] },
    { title: t("Aftercall"), about: t("The time after a call in which no other call comes."), fields: [
      { name: "aftercall", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("Lasts"), help: t("0: none.") },
      { name: "step", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("Each extension adds"), min: 1 },
      { name: "longest", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("At most, from the hang-up") },
      { name: "early", kind: "check", label: t("The agent may end it early") },
      { name: "disposition", kind: "check", label: t("A disposition is demanded before"), when: (values) => values.early },
    ] },
    { title: t("Callers who wait"), fields: [
      { name: "max_wait", kind: "span", unit: MINUTE, suffix: t("minutes"), label: t("Wait at most"), nullable: true, help: t("Empty: no limit.") },
      { name: "max_length", kind: "number", label: t("At most so many wait"), help: t("0: no limit.") },
      { name: "overflow", kind: "target", label: t("Then they go"), nullable: true, all: t("Nowhere: the call ends"), options: others(card, known), phones: choices(known.phones) },
      { name: "music", kind: "text", label: t("Class of music") },
      { name: "say_position", kind: "check", label: t("Tell them their place") },
      { name: "say_wait", kind: "check", label: t("Tell them how long they may wait") },
      { name: "say_every", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("Said again after"), min: 1, when: (values) => values.say_position || values.say_wait },
    ] },
    { title: t("Opening hours"), fields: [
      { name: "calendar", kind: "select", label: t("Open by the calendar"), options: always(known.calendars), help: t("Asterisk opens and closes by it, whatever else is running.") },
      { name: "open", kind: "check", label: t("Open"), help: t("Without it the queue is closed, whatever its calendar says.") },
      { name: "closed", kind: "target", label: t("Where callers go while it is closed"), nullable: true, all: t("Nowhere: the call ends"), options: others(card, known), phones: choices(known.phones) },
    ] },
    { title: t("Chats and tickets"), fields: [
      { name: "offer", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("A chat is offered for"), min: 1, help: t("Then it goes to somebody else, and counts as missed.") },
      { name: "push_tickets", kind: "check", label: t("Tickets are offered"), help: t("Else agents take them with To solve.") },
      { name: "offer_ticket", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("A ticket is offered for"), min: 1, when: (values) => values.push_tickets },
      { name: "chats_when_closed", kind: "check", label: t("Chats may come while it is closed, too") },
    ] },
    { title: t("Recording and screen pop"), fields: [
      { name: "recording", kind: "check", label: t("Record the conversations") },
      { name: "retention", kind: "number", suffix: t("days"), label: t("Keep recordings for"), nullable: true, min: 1, help: t("Empty: they are kept.") },
      { name: "pop", kind: "text", type: "url", wide: true, label: t("Page that opens with a call"), help: t("Filled in: {list}, and the contact's own fields by name.", { list: "{number} {name} {call} {agent} {contact} {queue}" }) },
    ] },
  ],
  remove: t("Agents who are logged out lose their place in it. What happened in it stays on record."),
  Extra: Around,
});

/** By hand and by its calendar. @param {any} one */
const isOpen = (one) => one.open && boards.value.get(one.code)?.hours?.open !== false;

/** @returns {[string, string][]} */
const strategies = () => [
  ["rrmemory", t("in turn")], ["leastrecent", t("who has waited longest for a call")], ["fewestcalls", t("who had the fewest calls")], ["random", t("anyone")],
  ["wrandom", t("anyone, lower levels rather")], ["rrordered", t("in turn, in a fixed order")], ["linear", t("always from the first on")], ["ringall", t("all at once")],
];

/** @param {any} card @param {any} known */
const others = (card, known) => choices(known.queues.filter((/** @type {any} */ one) => one.code !== card.code && !one.work));

/** Who is in it, and which numbers lead to it. @param {{card: any, known: any, again: () => Promise<void>}} props */
function Around({ card, known }) {
  const [agents, setAgents] = useState(/** @type {any[]} */ (known.agents));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const members = useMemo(() => agents.flatMap((agent) => agent.queues.filter((/** @type {any} */ place) => place[0] === card.code).map((/** @type {any} */ place) => ({ agent, level: place[1] }))), [agents]);
  const free = agents.filter((agent) => !members.some((one) => one.agent.code === agent.code));
  const numbers = known.numbers.filter((/** @type {any} */ one) => one.target.kind === "queue" && one.target.value === card.code);

  /** @param {any} agent @param {number | null} level */
  async function settle(agent, level) {
    setError(null);
    const rest = agent.queues.filter((/** @type {any} */ place) => place[0] !== card.code);
    try {
      const saved = await put(`/agents${at(agent.code)}`, { queues: level === null ? rest : [...rest, [card.code, level]] });
      setAgents((old) => old.map((one) => (one.code === agent.code ? { ...one, queues: saved.queues } : one)));
    } catch (wrong) {
      setError(wrong);
    }
  }

  return html`<section class="card stack" aria-labelledby="members"><h2 id="members">${t("Agents of this queue")}</h2>
    <p class="soft about">${t("Level 0 is rung first, the next levels when nobody of it is free. A change holds at once.")}</p>
    <${Problem} error=${error} />
    ${members.length ? html`<ul class="places">${members.map(({ agent, level }) => html`<li key=${agent.code} class="row"><span class="places-name">${opens("agents", agent.code, called(agent))}</span>
      <label class="level"><span class="soft">${t("Level")}</span><input class="input" type="number" min="0" max="1000" value=${level} aria-label=${t("Level of {name}", { name: called(agent) })}
        onChange=${(/** @type {any} */ event) => settle(agent, Number(event.target.value) || 0)} /></label>
      <${Button} kind="quiet" icon="close" label=${t("Take {name} out", { name: called(agent) })} onClick=${() => settle(agent, null)} /></li>`)}</ul>` : html`<p class="soft">${t("Nobody yet.")}</p>`}
    ${free.length > 0 && html`<select class="input short" aria-label=${t("Add an agent")} value="" onChange=${(/** @type {any} */ event) => {
      const agent = free.find((one) => one.code === event.target.value);
      event.target.value = "";
      if (agent) void settle(agent, 0);
    }}><option value="">${t("Add an agent")}…</option>${free.map((agent) => html`<option key=${agent.code} value=${agent.code}>${called(agent)}</option>`)}</select>`}
    <h2>${t("Numbers that lead here")}</h2>
    ${numbers.length ? html`<ul class="row">${numbers.map((/** @type {any} */ one) => html`<li key=${one.did}>${opens("numbers", one.did)}</li>`)}</ul>` : html`<p class="soft">${t("None.")} <a href="/admin/numbers/new">${t("New number")}</a></p>`}
  </section>`;
}
