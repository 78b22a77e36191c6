// API tokens: for programs, which ask as a user with some of his roles.
import { html, useState } from "~/core/html.js";
import { del, post } from "~/core/api.js";
import { date, t } from "~/core/i18n.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { Copied } from "~/admin/phones.js";
import { Input } from "~/admin/inputs.js";
import { roles, roleWords } from "~/admin/users.js";
import { Button } from "~/parts/button.js";
import { Confirm, Dialog } from "~/parts/dialog.js";
import { Select, Text } from "~/parts/field.js";
import { Notice, Problem, toast } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

export function Tokens() {
  const asked = useAsked("/tokens");
  const [making, setMaking] = useState(false);
  const [made, setMade] = useState(/** @type {any} */ (null));
  const [going, setGoing] = useState(/** @type {any} */ (null));
  const columns = [
    { key: "label", title: t("Token"), by: (/** @type {any} */ one) => one.label, cell: (/** @type {any} */ one) => html`<strong>${one.label}</strong>` },
    { key: "user", title: t("User"), by: (/** @type {any} */ one) => one.user, cell: (/** @type {any} */ one) => one.user },
    { key: "roles", title: t("Roles"), cell: (/** @type {any} */ one) => roleWords(one.roles) },
    { key: "until", title: t("Until"), by: (/** @type {any} */ one) => one.until, cell: (/** @type {any} */ one) => (one.until ? date(Date.parse(one.until)) : t("until it is revoked")) },
    { key: "made", title: t("Made"), by: (/** @type {any} */ one) => one.made, cell: (/** @type {any} */ one) => `${date(Date.parse(one.made))}, ${one.by}` },
    { key: "actions", title: t("Actions"), hidden: true, cell: (/** @type {any} */ one) => html`<${Button} kind="danger" onClick=${() => setGoing(one)}>${t("Revoke")}<//>` },
  ];
  return html`<section class="stack" aria-labelledby="page-title"><header class="head"><h1 id="page-title">${t("API tokens")}</h1>
      <div class="push"><${Button} kind="main" icon="plus" onClick=${() => setMaking(true)}>${t("New token")}<//></div></header>
    <p class="soft about">${t("For programs. A token asks as its user and can do no more than he.")}</p>
    ${made && html`<${Notice} kind="good" icon="key"><${Copied} label=${t("Token {label}: it is shown here and never again.", { label: made.label })} text=${made.token} /><//>`}
    <${Awaited} asked=${asked}>${(/** @type {any[]} */ found) => html`<div class="card flush"><${Table} caption=${t("API tokens")} columns=${columns} rows=${found} id=${(/** @type {any} */ one) => one.id} sort="label" empty=${t("There is no token yet.")} /></div>`}<//>
    ${making && html`<${Making} onClose=${() => setMaking(false)} onMade=${async (/** @type {any} */ token) => (setMade(token), setMaking(false), await asked.again())} />`}
    ${going && html`<${Confirm} title=${t("Revoke {label}?", { label: going.label })} yes=${t("Revoke")} onClose=${() => setGoing(null)} onYes=${async () => {
      await del(`/tokens${at(going.id)}`);
      toast(t("Revoked."));
      await asked.again();
    }}><p>${t("Whatever uses it is refused from now on.")}</p><//>`}
  </section>`;
}

/** @param {{onClose: () => void, onMade: (token: any) => Promise<any>}} props */
function Making({ onClose, onMade }) {
  const users = useAsked("/users");
  const [values, setValues] = useState(/** @type {any} */ ({ user: "", label: "", roles: null, until: "" }));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const set = (/** @type {any} */ change) => setValues((/** @type {any} */ old) => ({ ...old, ...change }));
  return html`<${Dialog} title=${t("New token")} onClose=${onClose}><${Problem} error=${error} /><${Awaited} asked=${users}>${(/** @type {any[]} */ found) => {
    const user = found.find((one) => one.name === values.user);
    return html`<form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Text} label=${t("What it is for")} value=${values.label} required onInput=${(/** @type {string} */ label) => set({ label })} />
      <${Select} label=${t("User")} value=${values.user} options=${[["", "–"], ...found.map((one) => [one.name, one.shown || one.name])]} onChange=${(/** @type {string} */ name) => set({ user: name, roles: null })} />
      ${user && html`<${Input} field=${{ name: "roles", kind: "many", label: t("Roles"), all: t("All that the user has"), options: roles().filter(([code]) => user.roles.includes(code)) }} value=${values.roles} wrong=${null} onInput=${(/** @type {any} */ some) => set({ roles: some })} />`}
      <${Text} label=${t("Until")} help=${t("Empty: until it is revoked.")} type="date" value=${values.until} onInput=${(/** @type {string} */ until) => set({ until })} />
      <div class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="main" type="submit" disabled=${!values.user || !values.label} onError=${setError}
        onClick=${async () => onMade(await post("/tokens", { ...values, until: values.until ? new Date(`${values.until}T23:59:59`).toISOString() : null }))}>${t("Make it")}<//></div></form>`;
  }}<//><//>`;
}
