// Mailboxes: whose letters become tickets; how reading and sending stand, and what became of the letters.
import { html, useState } from "~/core/html.js";
import { post } from "~/core/api.js";
import { clock, date, number, t } from "~/core/i18n.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { choices, opens } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Notice, Problem } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

/** @returns {[string, string][]} */
const ways = () => [["tls", t("TLS from the start")], ["starttls", t("STARTTLS")], ["none", t("Not encrypted")]];

/** @returns {import("~/admin/nouns.js").Noun} */
export const MAILBOXES = () => ({
  code: "mailboxes",
  api: "/mailboxes",
  key: "code",
  title: t("Mailboxes"),
  add: t("New mailbox"),
  none: t("There is no mailbox yet. Letters to a mailbox become tickets, and answers leave as mail."),
  keyLabel: t("Code"),
  needs: ["queues"],
  columns: () => [
    { key: "code", title: t("Mailbox"), by: (/** @type {any} */ one) => one.code, cell: (/** @type {any} */ one) => opens("mailboxes", one.code) },
    { key: "address", title: t("Address"), by: (/** @type {any} */ one) => one.address, wide: true, cell: (/** @type {any} */ one) => html`<span class="long">${one.address}</span>` },
    { key: "queue", title: t("Queue"), by: (/** @type {any} */ one) => one.queue, cell: (/** @type {any} */ one) => one.queue },
    { key: "reading", title: t("Reading"), by: (/** @type {any} */ one) => one.reading.state, cell: (/** @type {any} */ one) => html`<${Standing} how=${one.reading} />` },
    { key: "sending", title: t("Sending"), by: (/** @type {any} */ one) => one.sending.state, cell: (/** @type {any} */ one) => html`<${Standing} how=${one.sending} />` },
    { key: "waiting", title: t("Waiting"), number: true, by: (/** @type {any} */ one) => one.waiting, cell: (/** @type {any} */ one) => number(one.waiting) },
  ],
  words: (one) => [one.code, one.address, one.queue],
  called: (card) => card.code,
  fresh: () => ({ queue: "", address: "", name: "", imap_host: "", imap_port: 993, imap_tls: "tls", imap_user: "", imap_password: "", folder: "INBOX", smtp_host: "", smtp_port: 587, smtp_tls: "starttls", smtp_user: "", smtp_password: "", signature: "", acknowledge: "", old: false, active: true }),
  demanded: (card) => ({ queue: card.queue, address: card.address, imap_host: card.imap_host, imap_user: card.imap_user }),
  sections: (_, known, isNew) => [
    { title: t("Mailbox"), fields: [
      { name: "queue", kind: "select", required: true, label: t("Queue"), help: t("Where its tickets wait."), options: [["", "–"], ...choices(known.queues)] },
      { name: "address", kind: "text", type: "email", required: true, label: t("Mail address"), help: t("Customers write to it, and answers come from it.") },
      { name: "name", kind: "text", label: t("Name beside the address") },
      { name: "active", kind: "check", label: t("Active") },
    ] },
    { title: t("Where it is read (IMAP)"), fields: [
      { name: "imap_host", kind: "text", required: true, label: t("Server") },
      { name: "imap_port", kind: "number", label: t("Port"), min: 1, max: 65535 },
      { name: "imap_tls", kind: "select", label: t("Encryption"), options: ways() },
      { name: "imap_user", kind: "text", required: true, label: t("User") },
      { name: "imap_password", kind: "text", type: "password", label: t("Password"), help: isNew ? undefined : t("Empty: it stays.") },
      { name: "folder", kind: "text", label: t("Folder") },
      { name: "old", kind: "check", label: t("Bring what lies there already, too") },
    ] },
    { title: t("Where answers leave (SMTP)"), about: t("Without a server they leave by the site's own."), fields: [
      { name: "smtp_host", kind: "text", label: t("Server") },
      { name: "smtp_port", kind: "number", label: t("Port"), min: 1, max: 65535 },
      { name: "smtp_tls", kind: "select", label: t("Encryption"), options: ways() },
      { name: "smtp_user", kind: "text", label: t("User") },
      { name: "smtp_password", kind: "text", type: "password", label: t("Password"), help: isNew ? undefined : t("Empty: it stays.") },
    ] },
    { title: t("Texts"), fields: [
      { name: "signature", kind: "area", label: t("Signature"), help: t("Below every answer.") },
      { name: "acknowledge", kind: "area", label: t("Answered at once"), help: t("To every new letter that a person wrote. Empty: nothing.") },
    ] },
  ],
  remove: t("It is not read any more. Its tickets stay."),
  Actions: Test,
  Extra: Letters,
});

/** How reading, or sending, stands. @param {{how: any}} props */
export function Standing({ how }) {
  const words = /** @type {Record<string, [string, string, string]>} */ ({ ok: [t("works"), "done", "good"], failing: [t("fails"), "warn", "bad"], broken: [t("broken"), "warn", "bad"], off: [t("not active"), "off", "soft"] });
  const untried = how.state === "ok" && how.looked === null; // nothing has left since the start: nobody knows
  const [word, icon, kind] = untried ? [t("not tried yet"), "clock", "soft"] : (words[how.state] ?? [how.state, "note", "soft"]);
  return html`<span class=${`standing ${kind}`} title=${how.why}><${Icon} name=${icon} size=${15} /> ${word}</span>`;
}

/** @param {{card: any, again: () => Promise<void>}} props */
function Test({ card, again }) {
  const [said, setSaid] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const wrong = said && [said.imap, said.smtp].filter(Boolean).join("; ");
  return html`<${Button} icon="play" onError=${setError} onClick=${async () => (setError(null), setSaid(await post(`/mailboxes${at(card.code)}/test`)))}>${t("Try both servers")}<//>
    <${Button} icon="undo" onError=${setError} onClick=${async () => (await post(`/mailboxes${at(card.code)}/now`), await again())}>${t("Look now")}<//>
    <span role="status">${said && (wrong ? html`<span class="standing bad"><${Icon} name="warn" size=${15} /> ${wrong}</span>` : html`<span class="standing good"><${Icon} name="done" size=${15} /> ${t("Both let us in.")}</span>`)}</span><${Problem} error=${error} />`;
}

/** @param {{card: any, again: () => Promise<void>}} props */
function Letters({ card, again }) {
  const asked = useAsked(`/mailboxes${at(card.code)}/letters`);
  const words = /** @type {Record<string, string>} */ ({ item: t("a new ticket"), message: t("a message"), bounce: t("came back"), left: t("left in the mailbox") });
  const when = (/** @type {string} */ iso) => `${date(Date.parse(iso))} ${clock(Date.parse(iso), true)}`;
  const columns = [
    { key: "at", title: t("When"), by: (/** @type {any} */ one) => one.at, cell: (/** @type {any} */ one) => when(one.at) },
    { key: "sender", title: t("From"), by: (/** @type {any} */ one) => one.sender, cell: (/** @type {any} */ one) => one.sender },
    { key: "subject", title: t("Subject"), wide: true, cell: (/** @type {any} */ one) => one.subject },
    { key: "became", title: t("Became"), by: (/** @type {any} */ one) => one.became, cell: (/** @type {any} */ one) => html`${words[one.became]} ${one.item ?? ""}${one.why && html`<br /><span class="soft">${one.why}</span>`}` },
  ];
  const failing = [card.reading, card.sending].filter((how) => how.why);
  return html`<section class="card stack" aria-labelledby="letters"><div class="head"><h2 id="letters">${t("Letters")}</h2><div class="row push"><${Button} icon="undo" onClick=${async () => void (await Promise.all([asked.again(), again()]))}>${t("Look again")}<//></div></div>
    ${failing.map((how) => html`<${Notice} kind="bad" icon="warn">${how.why}<//>`)}
    <${Awaited} asked=${asked}>${(/** @type {any} */ found) => html`<${Table} caption=${t("Letters")} columns=${columns} rows=${found} id=${(/** @type {any} */ one) => `${one.at} ${one.sender} ${one.subject}`} empty=${t("No letter was brought yet.")} />`}<//>
  </section>`;
}
