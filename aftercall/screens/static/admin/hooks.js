// Webhooks: which programs are told what; how it goes, what was given up.
import { html, useState } from "~/core/html.js";
import { post } from "~/core/api.js";
import { clock, date, n, number, t } from "~/core/i18n.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { choices, opens } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Notice, Problem, toast } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

/** @returns {[string, string][]} */
const kinds = () => [["calls", t("Calls")], ["states", t("Agents' states")], ["dispositions", t("Dispositions")], ["items", t("Chats and tickets")], ["promises", t("Promises")]];

/** @returns {import("~/admin/nouns.js").Noun} */
export const HOOKS = () => ({
  code: "hooks",
  api: "/hooks",
  key: "code",
  title: t("Webhooks"),
  add: t("New webhook"),
  none: t("There is no webhook yet. A webhook tells another program what happens on the floor."),
  keyLabel: t("Code"),
  needs: ["queues"],
  columns: () => [
    { key: "code", title: t("Webhook"), by: (/** @type {any} */ one) => one.code, cell: (/** @type {any} */ one) => opens("hooks", one.code) },
    { key: "url", title: t("Receiver"), by: (/** @type {any} */ one) => one.url, wide: true, cell: (/** @type {any} */ one) => html`<span class="long">${one.url}</span>` },
    { key: "kinds", title: t("Told"), cell: (/** @type {any} */ one) => kinds().filter(([code]) => one.kinds.includes(code)).map(([, word]) => word).join(", ") },
    { key: "state", title: t("State"), by: (/** @type {any} */ one) => one.state, cell: (/** @type {any} */ one) => html`<${Standing} hook=${one} />` },
    { key: "waiting", title: t("Waiting"), number: true, by: (/** @type {any} */ one) => one.waiting, cell: (/** @type {any} */ one) => number(one.waiting ?? 0) },
    { key: "given_up", title: t("Given up"), number: true, by: (/** @type {any} */ one) => one.given_up, cell: (/** @type {any} */ one) => number(one.given_up) },
  ],
  words: (one) => [one.code, one.url],
  called: (card) => card.code,
  fresh: () => ({ url: "", kinds: ["calls", "states", "dispositions", "items", "promises"], queues: [], numbers: true, active: true }),
  demanded: (card) => ({ url: card.url }),
  sections: (_, known) => [
    { title: t("Receiver"), fields: [
      { name: "url", kind: "text", type: "url", wide: true, required: true, label: t("Address"), help: t("https. What is sent is signed; nothing is sent to private addresses unless a setting allows it.") },
      { name: "active", kind: "check", label: t("Active"), help: t("What happens while it is not active is never told.") },
      { name: "numbers", kind: "check", label: t("With callers' numbers and names") },
    ] },
    { title: t("What it is told"), fields: [
      { name: "kinds", kind: "many", label: t("Events"), options: kinds() },
      { name: "queues", kind: "many", label: t("Only of these queues and campaigns"), help: t("None: of all."), options: choices(known.queues) },
    ] },
  ],
  remove: t("What waits for it is not told any more."),
  once: (saved) => (saved.secret ? { title: t("The secret that signs what is sent to {code}", { code: saved.code }), secret: saved.secret } : null),
  Actions: Test,
  Extra: Deliveries,
});

/** @param {{hook: any}} props */
function Standing({ hook }) {
  const words = /** @type {Record<string, [string, string, string]>} */ ({ ok: [t("works"), "done", "good"], failing: [t("fails"), "warn", "bad"], broken: [t("broken"), "warn", "bad"], off: [t("not active"), "off", "soft"] });
  const [word, icon, kind] = words[hook.state] ?? [hook.state, "note", "soft"];
  return html`<span class=${`standing ${kind}`} title=${hook.why}><${Icon} name=${icon} size=${15} /> ${word}</span>`;
}

/** @param {{card: any}} props */
function Test({ card }) {
  const [came, setCame] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  return html`<${Button} icon="play" onError=${setError} onClick=${async () => (setError(null), setCame(await post(`/hooks${at(card.code)}/test`)))}>${t("Test delivery")}<//>
    <span role="status">${came && (came.taken ? html`<span class="standing good"><${Icon} name="done" size=${15} /> ${t("taken in {count} ms", { count: came.took_ms })}</span>` : html`<span class="standing bad"><${Icon} name="warn" size=${15} /> ${came.why}</span>`)}</span><${Problem} error=${error} />`;
}

/** @param {{card: any, again: () => Promise<void>}} props */
function Deliveries({ card, again }) {
  const asked = useAsked(`/hooks${at(card.code)}/deliveries`);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const when = (/** @type {string} */ iso) => `${date(Date.parse(iso))} ${clock(Date.parse(iso), true)}`;
  const refresh = async () => void (await Promise.all([asked.again(), again()]));
  const recent = [
    { key: "at", title: t("Sent"), by: (/** @type {any} */ one) => one.at, cell: (/** @type {any} */ one) => when(one.at) },
    { key: "first", title: t("Events"), cell: (/** @type {any} */ one) => (one.count > 1 ? `${one.first} – ${one.last}` : one.first) },
    { key: "attempt", title: t("Attempt"), number: true, cell: (/** @type {any} */ one) => one.attempt },
    { key: "took", title: t("Took"), number: true, cell: (/** @type {any} */ one) => t("{count} ms", { count: one.took_ms }) },
    { key: "why", title: t("Answer"), wide: true, cell: (/** @type {any} */ one) => (one.taken ? t("taken") : html`<span class="standing bad">${one.why}</span>`) },
  ];
  const gone = [
    { key: "seq", title: t("Event"), number: true, by: (/** @type {any} */ one) => one.seq, cell: (/** @type {any} */ one) => one.seq },
    { key: "kind", title: t("What"), cell: (/** @type {any} */ one) => one.kind },
    { key: "at", title: t("Happened"), by: (/** @type {any} */ one) => one.at, cell: (/** @type {any} */ one) => when(one.at) },
    { key: "why", title: t("Answer"), wide: true, cell: (/** @type {any} */ one) => one.why },
    { key: "again", title: t("Actions"), hidden: true, cell: (/** @type {any} */ one) => html`<${Button} onError=${setError} onClick=${async () => {
      const came = await post(`/hooks${at(card.code)}/deliveries/${one.seq}`);
      toast(came.taken ? t("Taken.") : came.why, came.taken ? "good" : "bad");
      await refresh();
    }}>${t("Tell it again")}<//>` },
  ];
  return html`<section class="card stack" aria-labelledby="deliveries"><div class="head"><h2 id="deliveries">${t("Deliveries")}</h2><div class="row push"><${Button} icon="undo" onClick=${refresh}>${t("Look again")}<//>
      ${card.state === "failing" && html`<${Button} kind="main" icon="play" onError=${setError} onClick=${async () => (await post(`/hooks${at(card.code)}/now`), await refresh())}>${t("Try now")}<//>`}</div></div>
    ${card.state !== "ok" && card.state !== "off" && html`<${Notice} kind="bad" icon="warn"><strong>${card.why}</strong> ${n("{count} attempt.", "{count} attempts.", card.tries)} ${card.next && t("Next one at {time}.", { time: clock(Date.parse(card.next), true) })} ${n("{count} event waits.", "{count} events wait.", card.waiting ?? 0)}<//>`}
    <${Problem} error=${error} />
    <${Awaited} asked=${asked}>${(/** @type {any} */ found) => html`
      <${Table} caption=${t("Deliveries")} columns=${recent} rows=${found.recent} id=${(/** @type {any} */ one) => `${one.at} ${one.first} ${one.attempt}`} empty=${t("Nothing was sent since the daemon was started.")} />
      ${found.given_up.length > 0 && html`<h2>${t("Given up")}</h2><p class="soft about">${t("These were never taken and are not tried any more.")}</p><${Table} caption=${t("Given up")} columns=${gone} rows=${found.given_up} id=${(/** @type {any} */ one) => String(one.seq)} />`}`}<//>
  </section>`;
}
