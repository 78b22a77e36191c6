// Inbound numbers and where they lead; trunks, over which campaigns dial.
import { html } from "~/core/html.js";
import { clock, t } from "~/core/i18n.js";
import { always, choices, leadsTo, opens } from "~/admin/words.js";

/** @returns {import("~/admin/nouns.js").Noun} */
export const NUMBERS = () => ({
  code: "numbers",
  api: "/numbers",
  key: "did",
  title: t("Inbound numbers"),
  add: t("New number"),
  none: t("There is no number yet. A number leads callers to a queue, a phone or a sound."),
  keyLabel: t("Number"),
  keyHelp: t("As the trunk sends it: digits, with a leading + or without."),
  needs: ["queues", "phones", "calendars"],
  columns: () => [
    { key: "did", title: t("Number"), by: (/** @type {any} */ one) => one.did, cell: (/** @type {any} */ one) => opens("numbers", one.did) },
    { key: "target", title: t("Leads to"), by: (/** @type {any} */ one) => leadsTo(one.target), cell: (/** @type {any} */ one) => leadsTo(one.target) },
    { key: "calendar", title: t("Open"), by: (/** @type {any} */ one) => one.calendar, cell: (/** @type {any} */ one) => (one.calendar ? opens("calendars", one.calendar) : t("always")) },
  ],
  words: (one) => [one.did, one.target.value],
  called: (card) => card.did,
  fresh: () => ({ target: { kind: "queue", value: "" }, calendar: "", closed: null }),
  demanded: (card) => ({ target: card.target }),
  sections: (_, known) => [
    { title: t("Where callers go"), fields: [{ name: "target", kind: "target", label: t("Leads to"), wide: true, options: theirs(known), phones: choices(known.phones) }] },
    { title: t("Opening hours"), fields: [
      { name: "calendar", kind: "select", label: t("Open by the calendar"), options: always(known.calendars) },
      { name: "closed", kind: "target", label: t("Where callers go while it is closed"), nullable: true, all: t("They hear that it is closed"), options: theirs(known), phones: choices(known.phones), when: (values) => values.calendar !== "" },
    ] },
  ],
  remove: t("Callers of this number hear that it is not in use."),
});

/** Queues of callers. @param {any} known */
const theirs = (known) => choices(known.queues.filter((/** @type {any} */ one) => !one.work));

/** @returns {import("~/admin/nouns.js").Noun} */
export const TRUNKS = () => ({
  code: "trunks",
  api: "/trunks",
  key: "code",
  title: t("Trunks"),
  add: t("New trunk"),
  none: t("There is no trunk yet. Campaigns dial over trunks."),
  about: t("The PJSIP endpoint itself stands in Asterisk's own files; here is how campaigns use it."),
  keyLabel: t("Code"),
  needs: [],
  columns: () => [
    { key: "code", title: t("Trunk"), by: (/** @type {any} */ one) => one.code, cell: (/** @type {any} */ one) => opens("trunks", one.code) },
    { key: "endpoint", title: t("Endpoint"), by: (/** @type {any} */ one) => one.endpoint, cell: (/** @type {any} */ one) => one.endpoint },
    { key: "out", title: t("Lines now"), number: true, by: (/** @type {any} */ one) => one.out, cell: (/** @type {any} */ one) => `${one.out} / ${one.channels}` },
    { key: "rate", title: t("New a second"), number: true, by: (/** @type {any} */ one) => one.rate, cell: (/** @type {any} */ one) => one.rate },
    { key: "state", title: t("State"), cell: (/** @type {any} */ one) => (one.rests_until ? html`<strong>${t("rests until {time}", { time: clock(Date.parse(one.rests_until), true) })}</strong>` : one.active ? t("in use") : t("not in use")) },
  ],
  words: (one) => [one.code, one.endpoint],
  called: (card) => card.code,
  fresh: () => ({ endpoint: "", channels: 10, rate: 5, strip: "", prefix: "", active: true }),
  sections: () => [
    { title: t("Trunk"), fields: [
      { name: "endpoint", kind: "text", label: t("PJSIP endpoint"), help: t("Empty: its code.") },
      { name: "active", kind: "check", label: t("In use") },
      { name: "channels", kind: "number", label: t("Lines at once, at most"), min: 1 },
      { name: "rate", kind: "number", label: t("New lines a second, at most"), help: t("0: no limit.") },
      { name: "strip", kind: "text", label: t("Take away in front of a number"), help: t("For example +.") },
      { name: "prefix", kind: "text", label: t("Put in front of a number"), help: t("For example 00.") },
    ] },
  ],
  remove: t("Only a trunk that no campaign uses can be removed."),
});
