// Is everything there, and does Asterisk hold what it should? With the button that repairs it.
import { html, useEffect, useState } from "~/core/html.js";
import { post } from "~/core/api.js";
import { clock, date, n, number, t } from "~/core/i18n.js";
import { Awaited, useAsked } from "~/admin/ask.js";
import { Standing } from "~/admin/mailboxes.js";
import { opens } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Since } from "~/parts/clocks.js";
import { Icon } from "~/parts/icons.js";
import { Notice, Problem } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

const EVERY = 10_000; // ms

export function Health() {
  const health = useAsked("/health");
  const vitals = useAsked("/health/vitals");
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && void Promise.all([health.again(), vitals.again()]), EVERY);
    return () => clearInterval(timer);
  }, []);
  return html`<section class="stack" aria-labelledby="page-title"><header class="head"><h1 id="page-title">${t("Health")}</h1></header>
    <${Awaited} asked=${health}>${(/** @type {any} */ found) => html`<${Parts} health=${found} />`}<//>
    <${Awaited} asked=${vitals}>${(/** @type {any} */ found) => html`<${Vitals} vitals=${found} />`}<//>
    <${Drift} />
  </section>`;
}

/** @param {{health: any}} props */
function Parts({ health }) {
  const names = /** @type {Record<string, string>} */ ({ asterisk: "Asterisk", database: t("Database"), broker: t("MQTT broker"), mail: t("Mailboxes") });
  return html`<div class="vitals">${health.parts.map((/** @type {any} */ part) => html`<div key=${part.name} class=${`card vital ${part.state}`}>
    <h2>${names[part.name] ?? part.name}</h2><${Word} state=${part.state} /><p class="soft long">${part.detail}</p></div>`)}</div>`;
}

/** @param {{state: string}} props */
function Word({ state }) {
  if (state === "up") return html`<p class="standing good"><${Icon} name="done" /> ${t("there")}</p>`;
  if (state === "away") return html`<p class="standing bad"><${Icon} name="warn" /> ${t("away")}</p>`;
  return html`<p class="standing soft"><${Icon} name="off" /> ${t("not set up")}</p>`;
}

/** @param {{vitals: any}} props */
function Vitals({ vitals }) {
  const { hooks, hours, mail, recordings, report_mails: reports } = vitals;
  const full = recordings.total ? 1 - recordings.free / recordings.total : 0;
  return html`<div class="vitals">
    <${Figure} title=${t("Running for")} value=${html`<${Since} at=${vitals.since} />`} side=${t("since {date}, {time}", { date: date(Date.parse(vitals.since)), time: clock(Date.parse(vitals.since)) })} />
    <${Figure} title=${t("Slowest answer of the loop")} value=${t("{count} ms", { count: number(vitals.lag_ms) })} side=${t("in the last minute; below 50 is well")} bad=${vitals.lag_ms > 250} />
    <${Figure} title=${t("Waiting for the database")} value=${size(vitals.spool_bytes)} side=${vitals.spool_bytes ? t("kept on disk until it takes them") : t("nothing waits")} bad=${vitals.spool_bytes > 0} />
    <${Figure} title=${t("Webhooks")} value=${hooks.failing.length ? hooks.failing.join(", ") : n("{count} active", "{count} active", hooks.active)} side=${n("{count} event waits", "{count} events wait", hooks.waiting)} bad=${hooks.failing.length > 0} />
    <${Figure} title=${t("Mailboxes")} value=${mail.failing.length ? mail.failing.join(", ") : mail.active ? n("{count} active", "{count} active", mail.active) : t("not set up")} side=${n("{count} answer waits", "{count} answers wait", mail.waiting)} bad=${mail.failing.length > 0} />
    <${Figure} title=${t("Mailed reports")} value=${reports.failing.length ? reports.failing.join(", ") : reports.active ? n("{count} active", "{count} active", reports.active) : t("not set up")} side=${reports.server || t("see the setting mail.host")} bad=${reports.failing.length > 0} />
    <${Figure} title=${t("Opening hours in Asterisk")} value=${hours.known_until ? t("until {date}", { date: date(Date.parse(hours.known_until)) }) : t("not set up")}
      side=${hours.state === "late" ? t("could not be written today") : t("so long it opens and closes by itself")} bad=${hours.state === "late"} />
    <${Figure} title=${t("Space for recordings")} value=${recordings.state === "up" ? size(recordings.free) : recordings.state === "off" ? t("not set up") : t("away")}
      side=${recordings.state === "up" ? html`<progress class="fill" max="1" value=${full} aria-label=${t("How full the disk is")}></progress> ${t("{percent} % full, {total} in all", { percent: Math.round(100 * full), total: size(recordings.total) })}` : recordings.directory || t("see the setting recording.directory")} bad=${recordings.state === "away" || full > 0.9} />
  </div>
  ${mail.active > 0 && html`<${Mailboxes} mail=${mail} />`}
  <details class="card"><summary>${t("Versions")}</summary><dl class="versions">${Object.entries(vitals.versions).map(([name, version]) => html`<div key=${name}><dt>${name}</dt><dd>${version || "–"}</dd></div>`)}</dl></details>`;
}

/** @param {{title: string, value: any, side: any, bad?: boolean}} props */
function Figure({ title, value, side, bad = false }) {
  return html`<div class=${bad ? "card vital away" : "card vital"}><h2>${title}</h2><p class="figure">${bad && html`<${Icon} name="warn" size=${20} label=${t("Look here")} />`} ${value}</p><p class="soft long">${side}</p></div>`;
}

/** Each that is active: what fails says why. @param {{mail: any}} props */
function Mailboxes({ mail }) {
  const ago = (/** @type {string | null} */ at) => (at ? html`<${Since} at=${at} />` : "–");
  const columns = [
    { key: "code", title: t("Mailbox"), by: (/** @type {any} */ one) => one.code, cell: (/** @type {any} */ one) => opens("mailboxes", one.code) },
    { key: "reading", title: t("Reading"), by: (/** @type {any} */ one) => one.reading.state, cell: (/** @type {any} */ one) => html`<${Standing} how=${one.reading} />` },
    { key: "letter", title: t("Since the last letter"), by: (/** @type {any} */ one) => one.letter, cell: (/** @type {any} */ one) => ago(one.letter) },
    { key: "sending", title: t("Sending"), by: (/** @type {any} */ one) => one.sending.state, cell: (/** @type {any} */ one) => html`<${Standing} how=${one.sending} />` },
    { key: "waiting", title: t("Answers that wait"), number: true, by: (/** @type {any} */ one) => one.waiting, cell: (/** @type {any} */ one) => number(one.waiting) },
    { key: "oldest", title: t("The oldest waits for"), by: (/** @type {any} */ one) => one.oldest, cell: (/** @type {any} */ one) => ago(one.oldest) },
  ];
  const wrong = mail.mailboxes.flatMap((/** @type {any} */ one) => [one.reading, one.sending].filter((how) => how.why).map((how) => `${one.code}: ${how.why}`));
  return html`<section class="card stack" aria-labelledby="mailboxes"><h2 id="mailboxes">${t("Mailboxes")}</h2>
    ${wrong.map((/** @type {string} */ line) => html`<${Notice} key=${line} kind="bad" icon="warn">${line}<//>`)}
    ${wrong.length > 0 && html`<p class="soft about">${t("Open the mailbox: its servers, users and passwords can be changed there, and tried.")}</p>`}
    <${Table} caption=${t("Mailboxes")} columns=${columns} rows=${mail.mailboxes} id=${(/** @type {any} */ one) => one.code} /></section>`;
}

function Drift() {
  const asked = useAsked("/drift");
  const [repaired, setRepaired] = useState(/** @type {string[] | null} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  return html`<section class="card stack" aria-labelledby="drift"><div class="head"><h2 id="drift">${t("What Asterisk holds")}</h2><div class="row push"><${Button} icon="undo" onClick=${() => (setRepaired(null), asked.again())}>${t("Look again")}<//>
      <${Button} kind="main" icon="done" onError=${setError} onClick=${async () => {
        setError(null);
        setRepaired((await post("/provision")).drift);
        await asked.again();
      }}>${t("Repair")}<//></div></div>
    <p class="soft about">${t("Queues, phones and numbers are written into Asterisk when they change. Repairing writes all of it again; calls go on.")}</p>
    <${Problem} error=${error} />
    ${repaired !== null && html`<${Notice} kind="good" icon="done">${repaired.length ? n("{count} thing was otherwise, and was written again.", "{count} things were otherwise, and were written again.", repaired.length) : t("All of it was right.")}<//>`}
    <${Awaited} asked=${asked}>${(/** @type {any} */ found) => (found.drift.length ? html`<ul class="drift">${found.drift.map((/** @type {string} */ line) => html`<li key=${line}><code>${line}</code></li>`)}</ul>`
      : html`<p class="standing good"><${Icon} name="done" /> ${t("Asterisk holds what it should.")}</p>`)}<//></section>`;
}

/** @param {number} bytes */
function size(bytes) {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let [value, at] = [bytes, 0];
  for (; value >= 1000 && at < units.length - 1; at++) value /= 1000;
  return `${number(value, { maximumFractionDigits: value < 10 && at ? 1 : 0 })} ${units[at]}`;
}
