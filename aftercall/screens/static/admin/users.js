// Users: who may come in, as what, and how far; passwords and open sessions.
import { html, useState } from "~/core/html.js";
import { del, put } from "~/core/api.js";
import { clock, date, n, t } from "~/core/i18n.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { choices, languages, opens, yesNo } from "~/admin/words.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";

/** @returns {[string, string][]} */
export const roles = () => [["agent", t("Agent")], ["supervisor", t("Supervisor")], ["manager", t("Campaign manager")], ["administrator", t("Administrator")], ["tester", t("Tester")]];

/** @param {string[]} given */
export const roleWords = (given) => roles().filter(([code]) => given.includes(code)).map(([, word]) => word).join(", ") || "–";

/** @returns {import("~/admin/nouns.js").Noun} */
export const USERS = () => ({
  code: "users",
  api: "/users",
  key: "name",
  title: t("Users and roles"),
  add: t("New user"),
  none: t("There is no user yet."),
  about: t("Roles say what somebody may do, queues and campaigns how far. A change holds at once, in open sessions too."),
  keyLabel: t("Log-in name"),
  needs: ["queues", "agents"],
  columns: () => [
    { key: "name", title: t("User"), by: (/** @type {any} */ one) => one.name, cell: (/** @type {any} */ one) => opens("users", one.name, one.shown && one.shown !== one.name ? `${one.shown} (${one.name})` : one.name) },
    { key: "roles", title: t("Roles"), by: (/** @type {any} */ one) => roleWords(one.roles), cell: (/** @type {any} */ one) => roleWords(one.roles) },
    { key: "agent", title: t("Agent"), by: (/** @type {any} */ one) => one.agent, cell: (/** @type {any} */ one) => one.agent ?? "–" },
    { key: "reach", title: t("Reaches"), wide: true, cell: (/** @type {any} */ one) => (one.reach === null ? t("everything") : one.reach.join(", ") || t("nothing")) },
    { key: "sessions", title: t("Sessions"), number: true, by: (/** @type {any} */ one) => one.sessions, cell: (/** @type {any} */ one) => one.sessions },
    { key: "active", title: t("May come in"), by: (/** @type {any} */ one) => (one.active ? 0 : 1), cell: (/** @type {any} */ one) => yesNo(one.active && (one.password || one.oidc)) },
  ],
  words: (one) => [one.name, one.shown, one.agent ?? ""],
  called: (card) => card.shown || card.name,
  fresh: () => ({ shown: "", roles: [], agent: null, reach: null, language: "en", active: true }),
  sections: (card, known) => [
    { title: t("User"), fields: [
      { name: "shown", kind: "text", label: t("Name"), help: t("As others see it; empty: the log-in name.") },
      { name: "language", kind: "select", label: t("Language"), options: languages() },
      { name: "active", kind: "check", label: t("May come in"), help: t("Whoever may not loses his open sessions at once.") },
    ] },
    { title: t("Rights"), fields: [
      { name: "roles", kind: "many", label: t("Roles"), options: roles() },
      { name: "agent", kind: "select", label: t("The agent that he is"), nullable: true, all: t("None"), options: choices(known.agents), help: t("Whoever works as an agent needs one.") },
      { name: "reach", kind: "many", label: t("Queues and campaigns"), all: t("All of them"), wide: true, options: choices(known.queues) },
    ] },
  ],
  remove: t("He can no longer come in. What he did stays on the audit trail."),
  Actions: Password,
  Extra: Sessions,
});

/** @param {{card: any, again: () => Promise<void>}} props */
function Password({ card, again }) {
  const [open, setOpen] = useState(false);
  const [password, setPassword] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  async function set(/** @type {string | null} */ value) {
    setError(null);
    try {
      await put(`/users${at(card.name)}/password`, { password: value });
      toast(value === null ? t("The password is taken away.") : t("The password is set."));
      setOpen(false);
      setPassword("");
      await again();
    } catch (wrong) {
      setError(wrong);
    }
  }
  return html`<${Button} icon="key" onClick=${() => setOpen(true)}>${card.password ? t("Change password") : t("Set a password")}<//>
    ${open && html`<${Dialog} title=${t("Password of {name}", { name: card.name })} onClose=${() => setOpen(false)}><p>${t("His open sessions end.")}</p><${Problem} error=${error} />
      <form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}><${Text} label=${t("New password")} type="password" autocomplete="new-password" value=${password} onInput=${setPassword} />
        <div class="actions">${card.password && html`<${Button} kind="danger" onClick=${() => set(null)}>${t("Take it away")}<//>`}<${Button} kind="main" type="submit" disabled=${!password} onClick=${() => set(password)}>${t("Set")}<//></div></form><//>`}`;
}

/** @param {{card: any}} props */
function Sessions({ card }) {
  const asked = useAsked(`/users${at(card.name)}/sessions`);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  return html`<section class="card stack" aria-labelledby="sessions"><div class="head"><h2 id="sessions">${t("Open sessions")}</h2>
      ${asked.value?.length > 0 && html`<${Button} class="push" kind="danger" onError=${setError} onClick=${async () => {
        const { ended } = await del(`/users${at(card.name)}/sessions`);
        toast(n("{count} session is ended.", "{count} sessions are ended.", ended));
        await asked.again();
      }}>${t("End all")}<//>`}</div><${Problem} error=${error} />
    <${Awaited} asked=${asked}>${(/** @type {any[]} */ found) => (found.length ? html`<ul class="stack tight">${found.map((one) => html`<li key=${one.id}>
      <strong>${one.address || t("this machine")}</strong>${one.current && ` (${t("this one")})`} <span class="soft">${one.program}</span><br /><span class="soft">${t("last used {date}, {time}", { date: date(Date.parse(one.seen)), time: clock(Date.parse(one.seen)) })}</span></li>`)}</ul>` : html`<p class="soft">${t("None.")}</p>`)}<//></section>`;
}
