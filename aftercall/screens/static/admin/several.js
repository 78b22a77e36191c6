// Several new ones at once, by the first and the last code: all of them are made, or none.
import { html, useState } from "~/core/html.js";
import { n, t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Dialog } from "~/parts/dialog.js";
import { Check, Text } from "~/parts/field.js";
import { Problem } from "~/parts/notice.js";

const MOST = 1000;

/** `1001` to `1020`, `a1` to `a9`: the digits at the end count up, zeros in front stay. @param {string} first @param {string} last @returns {string[]} */
export function inRange(first, last) {
  const [, head = "", digits = ""] = /^(.*?)(\d*)$/.exec(first.trim()) ?? [];
  const [, tail = "", end = ""] = /^(.*?)(\d*)$/.exec(last.trim() || first.trim()) ?? [];
  const [from, to] = [Number(digits), Number(end)];
  if (!digits) return first.trim() ? [first.trim()] : [];
  if (head !== tail || !end || to < from || to - from >= MOST) return [];
  return Array.from({ length: to - from + 1 }, (_, place) => head + String(from + place).padStart(digits.length, "0"));
}

/** @param {{title: string, own?: string, again: () => Promise<void>, make: (first: string, last: string, own: boolean) => Promise<any>}} props */
export function Several({ title, own, again, make }) {
  const [open, setOpen] = useState(false);
  const [first, setFirst] = useState("");
  const [last, setLast] = useState("");
  const [with_, setWith] = useState(true);
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const codes = inRange(first, last);
  async function go() {
    setError(null);
    try {
      await make(first, last, with_);
      setOpen(false);
      await again();
    } catch (wrong) {
      setError(wrong);
    }
  }
  return html`<${Button} icon="plus" onClick=${() => setOpen(true)}>${title}<//>
    ${open && html`<${Dialog} title=${title} onClose=${() => setOpen(false)}><${Problem} error=${error} />
      <form class="form" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
        <div class="form two"><${Text} label=${t("First code")} value=${first} required inputmode="numeric" onInput=${setFirst} /><${Text} label=${t("Last code")} value=${last} inputmode="numeric" onInput=${setLast} /></div>
        ${own && html`<${Check} label=${own} checked=${with_} onChange=${setWith} />`}
        <p class="soft" role="status">${codes.length ? n("{count} code", "{count} codes", codes.length) : first && last ? t("The last code must follow the first, 1000 at most.") : ""}</p>
        <div class="actions"><${Button} onClick=${() => setOpen(false)}>${t("Cancel")}<//><${Button} kind="main" type="submit" disabled=${!codes.length} onClick=${go}>${t("Make them")}<//></div></form><//>`}`;
}
