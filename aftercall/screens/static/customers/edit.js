// A customer is changed, found to be the same as another one, or erased.
import { html, useState } from "~/core/html.js";
import { ApiError, post, put } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { may } from "~/core/me.js";
import { go } from "~/core/route.js";
import { useSought } from "~/customers/search.js";
import { Button } from "~/parts/button.js";
import { Confirm, Dialog } from "~/parts/dialog.js";
import { Area, Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";

/** @param {{one: any, onClose: () => void, onDone: () => unknown}} props */
export function Edit({ one, onClose, onDone }) {
  const [form, setForm] = useState(/** @type {Record<string, string>} */ (Object.fromEntries(["name", "email", "phone", "key", "level", "notes"].map((name) => [name, one[name] ?? ""]))));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const put_in = (/** @type {string} */ name) => (/** @type {string} */ value) => setForm({ ...form, [name]: value });
  const wrong = (/** @type {string} */ name) => (error instanceof ApiError && error.field === name ? error.why : null);
  async function save() {
    setError(null);
    const none = (/** @type {string} */ name) => form[name]?.trim() || null;
    const own = { name: form["name"]?.trim() ?? "", email: none("email"), phone: none("phone"), notes: form["notes"] ?? "" };
    await put(`/customers/${one.id}`, may("steer") ? { ...own, key: none("key"), level: form["level"]?.trim() ?? "" } : own);
    toast(t("Saved."));
    onClose();
    onDone();
  }
  const field = (/** @type {string} */ name, /** @type {string} */ label, /** @type {any} */ more = {}) => html`<${Text} label=${label} value=${form[name]} wrong=${wrong(name)} onInput=${put_in(name)} ...${more} />`;
  return html`<${Dialog} title=${t("Edit {name}", { name: one.name || t("(no name)") })} onClose=${onClose}>
    <form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      ${field("name", t("Name"), { maxlength: 200 })}
      <div class="form two">${field("email", t("Mail"), { type: "email" })}${field("phone", t("Number"), { type: "tel", placeholder: "+48512345678" })}
      ${may("steer") && html`${field("key", t("Key"), { help: t("By which another system knows this customer.") })}${field("level", t("Level"), { help: t("Service levels are chosen by it.") })}`}</div>
      <${Area} label=${t("Notes")} value=${form["notes"]} wrong=${wrong("notes")} onInput=${put_in("notes")} maxlength="10000" />
      <${Problem} error=${error} />
      <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="main" type="submit" onClick=${save} onError=${setError}>${t("Save")}<//></footer></form><//>`;
}

/** This one goes into another, with all that happened. @param {{one: any, onClose: () => void}} props */
export function Merge({ one, onClose }) {
  const [words, setWords] = useState(one.name ?? "");
  const [into, setInto] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const { rows, error: lost } = useSought(words);
  const others = (rows ?? []).filter((other) => other.id !== one.id);
  const named = (/** @type {any} */ who) => who.name || who.email || who.phone || t("(no name)");
  return html`<${Dialog} title=${t("{name} is the same as…", { name: named(one) })} onClose=${onClose}>
    <${Text} label=${t("Name, address, number or key")} value=${words} onInput=${(/** @type {string} */ value) => (setWords(value), setInto(null))} type="search" autocomplete="off" />
    <ul class="whom">${others.slice(0, 20).map((other) => html`<li key=${other.id}><${Button} class="full whom-choice" pressed=${into?.id === other.id} onClick=${() => setInto(other)}>${named(other)} <span class="push soft">${[other.email, other.phone, other.key].filter(Boolean).join(" · ")}</span><//></li>`)}</ul>
    ${rows && !others.length && html`<p class="soft">${t("Nobody else is found.")}</p>`}
    ${into && html`<p>${t("Calls, chats and tickets of {name} become those of {other}; {name} is gone then. This cannot be undone.", { name: named(one), other: named(into) })}</p>`}
    <${Problem} error=${error ?? lost} />
    <footer class="actions"><${Button} onClick=${onClose}>${t("Cancel")}<//><${Button} kind="danger" icon="people" disabled=${!into} onError=${setError} onClick=${async () => {
      setError(null);
      await post(`/customers/${one.id}/merge`, { into: into.id });
      onClose();
      go(`/customers/${into.id}`, true);
    }}>${t("Merge")}<//></footer><//>`;
}

/** @param {{one: any, onClose: () => void}} props */
export function Erase({ one, onClose }) {
  const name = one.name || one.email || one.phone || t("(no name)");
  return html`<${Confirm} title=${t("Erase {name} for good?", { name })} yes=${t("Erase for good")} onClose=${onClose} onYes=${async () => {
    await post(`/customers/${one.id}/erase`, { yes: true });
    toast(t("Erased."));
    go("/customers", true);
  }}><p>${t("Gone are name, addresses, notes, all messages and attachments.")}</p>
    <p class="soft">${t("It stays that there were chats and tickets, when, and who had them; and calls and recordings until their time is over.")}</p><//>`;
}
