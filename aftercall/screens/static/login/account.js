// My account: password, and where I am signed in.
import { html, useEffect, useState } from "~/core/html.js";
import { del, get, post } from "~/core/api.js";
import { moment } from "~/core/clock.js";
import { clock, date, t } from "~/core/i18n.js";
import { me } from "~/core/me.js";
import { Button } from "~/parts/button.js";
import { Text } from "~/parts/field.js";
import { Problem, toast } from "~/parts/notice.js";
import { Table } from "~/parts/table.js";

export default function Account() {
  useEffect(() => void (document.title = `${t("My account")} – Aftercall`), []);
  return html`<div class="narrow stack"><h1>${me.value?.shown || me.value?.name}</h1>
    <p class="soft">${me.value?.roles.join(", ")}</p>${me.value?.agent && html`<${MyPhone} />`}<${Password} /><${Sessions} /></div>`;
}

/** The settings of his default phone, to type or to scan: each link opens once. */
function MyPhone() {
  const [phone, setPhone] = useState(/** @type {string | null} */ (null));
  const [links, setLinks] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    get(`/agents/${me.value?.agent}`).then((card) => setPhone(card.phone), setError);
  }, []);
  return html`<section class="card stack"><h2>${t("My phone")}</h2>
    <p>${phone ? t("Your phone is {phone}. Any SIP softphone will do: its settings are shown once for each link.", { phone }) : t("You have no phone of your own; an administrator can give you one.")}</p>
    <${Problem} error=${error} />
    ${phone && html`<p><${Button} icon="phone" onClick=${async () => setLinks(await post(`/phones/${phone}/links`))} onError=${setError}>${t("Show my phone's settings")}<//></p>`}
    ${links && html`<div class="my-phone"><img class="qr" alt=${t("QR code with the settings, for Linphone")} src=${`data:image/svg+xml;utf8,${encodeURIComponent(links.qr)}`} />
      <div class="stack"><p>${t("Scan it with Linphone, or open the page and type the settings into your softphone.")}</p>
      <p><a class="button" href=${links.page} target="_blank" rel="noopener">${t("Open the settings")}</a></p>
      <p class="soft">${t("The links are good until {time}.", { time: `${date(moment(links.until) ?? 0)} ${clock(moment(links.until) ?? 0)}` })}</p></div></div>`}
  </section>`;
}

function Password() {
  const [old, setOld] = useState("");
  const [fresh, setFresh] = useState("");
  const [again, setAgain] = useState("");
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const differ = again !== "" && again !== fresh;
  async function change(/** @type {Event} */ event) {
    event.preventDefault();
    setError(null);
    try {
      await post("/me/password", { old, new: fresh });
      setOld(""), setFresh(""), setAgain("");
      toast(t("The password is changed. Your other sessions have ended."));
    } catch (wrong) {
      setError(wrong);
    }
  }
  return html`<section class="card"><h2>${t("Password")}</h2><form class="form" onSubmit=${change}>
    <${Text} label=${t("Password now")} type="password" value=${old} onInput=${setOld} required autocomplete="current-password" />
    <${Text} label=${t("New password")} type="password" value=${fresh} onInput=${setFresh} required minlength="10" autocomplete="new-password" help=${t("At least 10 characters; a few words are better than a few signs.")} />
    <${Text} label=${t("New password again")} type="password" value=${again} onInput=${setAgain} required autocomplete="new-password" wrong=${differ ? t("It differs.") : null} />
    <${Problem} error=${error} />
    <footer class="actions"><${Button} kind="main" type="submit" disabled=${differ || !fresh}>${t("Change the password")}<//></footer></form></section>`;
}

function Sessions() {
  const [all, setAll] = useState(/** @type {any[] | null} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const again = () => get("/me/sessions").then(setAll, setError);
  useEffect(() => void again(), []);
  const when = (/** @type {string} */ iso) => `${date(moment(iso) ?? 0)} ${clock(moment(iso) ?? 0)}`;
  const end = async (/** @type {string} */ path) => {
    await del(path);
    await again();
  };
  return html`<section class="card"><header class="head"><h2>${t("Where I am signed in")}</h2>
      ${all && all.length > 1 && html`<span class="push"><${Button} icon="off" onClick=${() => end("/me/sessions")} onError=${setError}>${t("End all others")}<//></span>`}</header>
    <${Problem} error=${error} />
    ${all && html`<${Table} caption=${t("Where I am signed in")} rows=${all} id=${(/** @type {any} */ row) => row.id} columns=${[
      { key: "program", title: t("Program"), cell: (/** @type {any} */ row) => html`${program(row)}${row.current && html` <strong>${t("this one")}</strong>`}` },
      { key: "used", title: t("Last used"), cell: (/** @type {any} */ row) => when(row.seen), by: (/** @type {any} */ row) => Date.parse(row.seen) },
      { key: "end", title: t("Actions"), hidden: true, cell: (/** @type {any} */ row) => !row.current && html`<${Button} kind="quiet" icon="off" label=${t("End this session")} onClick=${() => end(`/me/sessions/${row.id}`)} onError=${setError} />` },
    ]} />`}</section>`;
}

/** Enough of what the browser says of itself to be recognised. @param {any} row */
function program(row) {
  const found = /(Edg|OPR|Firefox|Chrome|Safari)\/(\d+)/.exec(row.program ?? "");
  const system = /(Windows|Mac OS X|Android|iPhone|Linux)/.exec(row.program ?? "");
  return [found ? `${found[1]} ${found[2]}` : (row.program ?? "").slice(0, 40), system?.[1], row.address].filter(Boolean).join(" · ");
}
