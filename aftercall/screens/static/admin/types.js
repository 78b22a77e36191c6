// Work and break types: what stands in the agent's menu.
import { html } from "~/core/html.js";
import { named, t } from "~/core/i18n.js";
import { typeIcon } from "~/agent/types.js";
import { choices, lasts, MINUTE, opens, SECOND, yesNo } from "~/admin/words.js";
import { Icon } from "~/parts/icons.js";

/** @returns {import("~/admin/nouns.js").Noun} */
export const TYPES = () => ({
  code: "types",
  api: "/types",
  key: "code",
  title: t("Work and breaks"),
  add: t("New type"),
  none: t("There is no type yet."),
  about: t("What agents choose from in their menu. A change holds at once, also for who is on it."),
  keyLabel: t("Code"),
  keyHelp: t("Letters, digits, - and _; it cannot be changed later."),
  needs: ["queues"],
  columns: () => [
    { key: "order", title: t("Order"), number: true, by: (/** @type {any} */ one) => one.order, cell: (/** @type {any} */ one) => one.order },
    { key: "name", title: t("Type"), by: (/** @type {any} */ one) => named(one.names, one.code), cell: (/** @type {any} */ one) => html`<span class="typed"><span class="dot" style=${{ color: one.colour || undefined }}><${Icon} name=${typeIcon(one)} /></span>${opens("types", one.code, named(one.names, one.code))}</span>` },
    { key: "group", title: t("Group"), by: (/** @type {any} */ one) => one.group, cell: (/** @type {any} */ one) => (one.group === "work" ? t("work") : t("break")) },
    { key: "length", title: t("Length"), by: (/** @type {any} */ one) => one.length, cell: (/** @type {any} */ one) => lasts(one.length ?? one.limit) },
    { key: "calls", title: t("Takes calls"), by: (/** @type {any} */ one) => (one.group === "work" && one.calls ? 0 : 1), cell: (/** @type {any} */ one) => yesNo(one.group === "work" && one.calls) },
    { key: "paid", title: t("Paid"), by: (/** @type {any} */ one) => (one.paid ? 0 : 1), cell: (/** @type {any} */ one) => yesNo(one.paid) },
    { key: "star", title: t("Star code"), number: true, by: (/** @type {any} */ one) => one.star, cell: (/** @type {any} */ one) => (one.star === null ? "–" : `*6${one.star}`) },
  ],
  words: (one) => [one.code, ...Object.values(/** @type {Record<string, string>} */ (one.names))],
  called: (card) => named(card.names, card.code),
  fresh: () => ({ group: "break", names: {}, calls: true, chats: false, tickets: false, queues: null, paid: true, length: null, returns: false, warn: 60_000, limit: null, quota: null, approval: false, star: null, colour: "", icon: "", order: 0 }),
  demanded: (card) => ({ group: card.group }),
  sections: (card, known, isNew) => [
    { title: t("Type"), fields: [
      { name: "group", kind: "select", label: t("Group"), options: [["work", t("work")], ["break", t("break")]], help: isNew ? undefined : t("A work type takes calls, a break does not.") },
      { name: "order", kind: "number", label: t("Order in the menu") },
      { name: "colour", kind: "colour", label: t("Colour") },
      { name: "star", kind: "number", label: t("Star code: *6 and"), nullable: true, min: 1, max: 99 },
      { name: "icon", kind: "icon", label: t("Icon"), wide: true, options: pictures() },
      { name: "names", kind: "names", label: t("Names"), wide: true, help: t("Where one is missing, English stands in for it.") },
    ] },
    card.group === "work" ? { title: t("Work"), fields: [
      { name: "calls", kind: "check", label: t("Takes calls") },
      { name: "chats", kind: "check", label: t("Takes chats") },
      { name: "tickets", kind: "check", label: t("Takes tickets") },
      { name: "paid", kind: "check", label: t("Counts as working time") },
      { name: "queues", kind: "many", label: t("Of which queues"), all: t("All queues of the agent"), wide: true, options: choices(known.queues), when: (values) => values.calls || values.chats || values.tickets },
    ] } : { title: t("Break"), fields: [
      { name: "tickets", kind: "check", label: t("Tickets may be pulled"), help: t("None is offered on a break.") },
      { name: "paid", kind: "check", label: t("Counts as working time") },
      { name: "approval", kind: "check", label: t("Only a supervisor may set it") },
      { name: "length", kind: "span", unit: MINUTE, suffix: t("minutes"), nullable: true, label: t("Planned length"), help: t("Empty: open-ended.") },
      { name: "returns", kind: "check", label: t("Back to work by itself when it is over"), when: (values) => values.length !== null },
      { name: "warn", kind: "span", unit: SECOND, suffix: t("seconds"), label: t("Warning before the end") },
      { name: "limit", kind: "span", unit: MINUTE, suffix: t("minutes"), nullable: true, label: t("Warned about after"), help: t("For breaks without a planned length.") },
      { name: "quota", kind: "number", nullable: true, min: 1, label: t("At most so many of a team"), help: t("Empty: no limit.") },
    ] },
  ],
  remove: t("Whoever is on it stays on it; nobody can take it any more."),
});

/** @returns {[string, string][]} */
const pictures = () => [
  ["headset", t("Headset")], ["phone", t("Phone")], ["mail", t("Letter")], ["chat", t("Chat")], ["ticket", t("Ticket")], ["training", t("Training")], ["meeting", t("Meeting")],
  ["note", t("Note")], ["book", t("Book")], ["coffee", t("Coffee")], ["lunch", t("Lunch")], ["away", t("Moon")], ["clock", t("Clock")], ["person", t("Person")],
];
