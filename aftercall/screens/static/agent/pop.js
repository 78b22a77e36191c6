// The customer's page in another system, for the call at hand. Browsers open windows only when asked by a click: the first is asked for,
// then the same window shows the page of each call.
import { html, useEffect, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { me } from "~/core/me.js";
import { aftercall, call, trouble } from "~/agent/desk.js";
import { Button } from "~/parts/button.js";

const NAME = "aftercall-customer";
/** @type {Window | null} */
let opened = null;
let shown = "";

export function Pop() {
  const current = call.value?.call ?? aftercall.value?.call ?? null;
  const [found, setFound] = useState(/** @type {{url: string | null, call: string | null} | null} */ (null));
  useEffect(() => {
    setFound(null);
    if (!current) return;
    get(`/agents/${me.value?.agent}/pop`).then((page) => {
      setFound(page);
      if (page.url && page.call !== shown && opened && !opened.closed) open(page);
    }, (error) => (trouble.value = error));
  }, [current]);
  if (!found?.url || found.call === null) return null;
  return html`<p class="pop"><${Button} icon="link" onClick=${() => open(found)}>${t("Open the customer's page")}<//></p>`;
}

/** Without a way back to us: the page is another system's. @param {{url: string | null, call: string | null}} page */
function open(page) {
  shown = page.call ?? "";
  opened = window.open("about:blank", NAME);
  if (!opened || !page.url) return;
  opened.opener = null;
  opened.location.replace(page.url);
}
