// All cards of one noun: looked through, opened, made.
import { html, useMemo, useState } from "~/core/html.js";
import { n, t } from "~/core/i18n.js";
import { go } from "~/core/route.js";
import { at, Awaited, useAsked } from "~/admin/ask.js";
import { Icon } from "~/parts/icons.js";
import { Table } from "~/parts/table.js";

const SEARCHED = 8; // below, a search is only in the way

/** @param {{noun: import("~/admin/nouns.js").Noun}} props */
export function List({ noun }) {
  const asked = useAsked(noun.api);
  const { More } = noun;
  return html`<section class="stack" aria-labelledby="page-title">
    <header class="head"><h1 id="page-title">${noun.title}</h1>
      <div class="row push">${More && html`<${More} again=${asked.again} />`}
        <a class="button main" href=${`/admin/${noun.code}/new`}><${Icon} name="plus" /><span>${noun.add}</span></a></div></header>
    ${noun.about && html`<p class="soft about">${noun.about}</p>`}
    <${Awaited} asked=${asked}>${(/** @type {any[]} */ cards) => html`<${Found} noun=${noun} cards=${cards} />`}<//>
  </section>`;
}

/** @param {{noun: import("~/admin/nouns.js").Noun, cards: any[]}} props */
function Found({ noun, cards }) {
  const [wanted, setWanted] = useState("");
  const columns = noun.columns();
  const shown = useMemo(() => {
    const word = wanted.trim().toLocaleLowerCase();
    return word ? cards.filter((card) => noun.words(card).some((text) => text.toLocaleLowerCase().includes(word))) : cards;
  }, [cards, wanted]);
  return html`${cards.length > SEARCHED && html`<div class="search"><label class="unseen" for="search">${t("Search")}</label><${Icon} name="search" />
      <input id="search" class="input" type="search" placeholder=${t("Search")} value=${wanted} onInput=${(/** @type {any} */ event) => setWanted(event.target.value)} /></div>`}
    <p class="unseen" role="status">${n("{count} found", "{count} found", shown.length)}</p>
    <div class="card flush"><${Table} caption=${noun.title} columns=${columns} rows=${shown} id=${(/** @type {any} */ card) => card[noun.key]} sort=${columns[0]?.key}
      onOpen=${(/** @type {any} */ card) => go(`/admin/${noun.code}${at(card[noun.key])}`)} empty=${wanted ? t("Nothing is called so.") : noun.none} /></div>`;
}
