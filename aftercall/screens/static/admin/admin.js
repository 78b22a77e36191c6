// The administrator's pages: where to go on the side, one of them beside it.
import { classes, html, useEffect, useRef } from "~/core/html.js";
import { t } from "~/core/i18n.js";
import { go, path } from "~/core/route.js";
import { groups } from "~/admin/places.js";
import { nouns } from "~/admin/nouns.js";
import { List } from "~/admin/list.js";
import { Editor } from "~/admin/editor.js";
import { Audit } from "~/admin/audit.js";
import { Health } from "~/admin/health.js";
import { Recordings } from "~/admin/recordings.js";
import { Tokens } from "~/admin/tokens.js";
import { Icon } from "~/parts/icons.js";

const PAGES = /** @type {Record<string, any>} */ ({ tokens: Tokens, audit: Audit, recordings: Recordings, health: Health });

export default function Admin() {
  const [, , section = "", ...rest] = path.value.split("/").map(decoded);
  const all = groups();
  const known = all.flatMap((group) => group.places).find((place) => place.code === section);
  useEffect(() => {
    const first = all[0]?.places[0];
    if (!section && first) go(`/admin/${first.code}`, true);
  }, [section]);
  useEffect(() => void (document.title = `${known?.word ?? t("Settings")} – Aftercall`), [known?.word]);
  return html`<div class="admin">
    <${Side} all=${all} section=${section} />
    <div class="admin-page">${known ? html`<${Page} key=${section} section=${section} code=${rest.join("/")} />` : section && html`<p class="empty">${t("You may not see this page.")}</p>`}</div>
  </div>`;
}

/** @param {string} step */
function decoded(step) {
  try {
    return decodeURIComponent(step);
  } catch {
    return step;
  }
}

/** @param {{section: string, code: string}} props */
function Page({ section, code }) {
  const Own = PAGES[section];
  if (Own) return html`<${Own} />`;
  const noun = nouns()[section];
  if (!noun) return html`<p class="empty">${t("There is no such page.")}</p>`;
  if (code) return html`<${Editor} key=${code} noun=${noun} code=${code === "new" ? null : code} />`;
  return html`<${noun.List ?? List} noun=${noun} />`;
}

/** @param {{all: ReturnType<typeof groups>, section: string}} props */
function Side({ all, section }) {
  const here = useRef(/** @type {HTMLElement | null} */ (null));
  useEffect(() => {
    const [side, at] = [here.current, here.current?.querySelector(".here")];
    if (!side || !at) return;
    const [box, place] = [side.getBoundingClientRect(), at.getBoundingClientRect()]; // it is scrolled itself, the page is not
    side.scrollBy(place.left - box.left - (box.width - place.width) / 2, Math.max(0, place.bottom - box.bottom));
  }, [section]);
  return html`<nav class="side" aria-label=${t("Settings")} ref=${here}>${all.map((group) => html`<div key=${group.title} class="side-group">
    <h2 class="side-title">${group.title}</h2>
    <ul>${group.places.map((place) => html`<li key=${place.code}><a href=${`/admin/${place.code}`} class=${classes("side-place", section === place.code && "here")}
      aria-current=${section === place.code ? "page" : undefined}><${Icon} name=${place.icon} /><span>${place.word}</span></a></li>`)}</ul>
  </div>`)}</nav>`;
}
