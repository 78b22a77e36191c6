// All that was said about an item: messages, notes of colleagues, what the house did; as it is written.
import { classes, html, useEffect, useLayoutEffect, useRef, useState } from "~/core/html.js";
import { ROOT } from "~/core/api.js";
import { n, t } from "~/core/i18n.js";
import { agents, onThread } from "~/core/live.js";
import { me } from "~/core/me.js";
import { messages } from "~/items/ask.js";
import { sized, when, whose } from "~/items/words.js";
import { Button } from "~/parts/button.js";
import { Icon } from "~/parts/icons.js";
import { Problem } from "~/parts/notice.js";

const TYPES = 6000; // ms that a sign of typing holds
const NEAR = 80; // pixels from the end that still count as being there

/** @param {{item: any}} props */
export function Thread({ item }) {
  const [all, setAll] = useState(/** @type {any[] | null} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const [types, setTypes] = useState(false);
  const [below, setBelow] = useState(false);
  const place = useRef(/** @type {HTMLElement | null} */ (null));
  const atEnd = useRef(true);
  const shape = useRef(""); // of the box when it was last scrolled: a window of another size scrolls too, and nobody wished it
  const last = useRef(0);
  last.current = all?.at(-1)?.id ?? 0;

  useEffect(() => {
    const load = () => messages(item.id, last.current).then((found) => (setAll((old) => merged(old ?? [], found)), setError(null)), setError);
    let timer = 0;
    void load();
    const stop = onThread(item.id, (frame) => {
      if (frame.kind === "open") return void load(); // also after the line was down
      clearTimeout(timer);
      if (frame.kind === "message" && !frame.message) void load();
      else if (frame.kind === "message") setAll((old) => merged(old ?? [], [frame.message]));
      setTypes(frame.kind === "typing" && frame.by === "customer");
      if (frame.kind === "typing") timer = window.setTimeout(() => setTypes(false), TYPES);
    });
    return () => (clearTimeout(timer), stop());
  }, [item.id]);
  useLayoutEffect(() => {
    if (atEnd.current) toEnd();
  }, [all, types]);
  useEffect(() => {
    const watch = new ResizeObserver(() => atEnd.current && toEnd()); // a window made smaller, an answer that grows
    if (place.current) watch.observe(place.current);
    return () => watch.disconnect();
  }, []);
  useEffect(() => {
    if (!atEnd.current) setBelow(true);
  }, [last.current]);

  function toEnd() {
    if (place.current) place.current.scrollTop = place.current.scrollHeight;
    setBelow(false);
  }

  function scrolled() {
    const box = /** @type {HTMLElement} */ (place.current);
    const now = [box.clientWidth, box.clientHeight, box.scrollHeight].join();
    if (now !== shape.current && atEnd.current) toEnd();
    shape.current = now;
    atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < NEAR;
    if (atEnd.current) setBelow(false);
  }

  if (error && !all) return html`<div class="thread"><${Problem} error=${error} /></div>`;
  return html`<div class="thread-box"><div class="thread" ref=${place} tabindex="0" role="log" aria-label=${t("What was said")} aria-busy=${all === null ? "true" : undefined} onScroll=${scrolled}><ol>${(all ?? []).map((one) => html`<${Said} key=${one.id} one=${one} item=${item} />`)}</ol>
    ${types && html`<p class="types soft">${t("{name} is typing…", { name: whose(item) })}</p>`}
  </div>${below && html`<${Button} icon="down" class="below" onClick=${toEnd}>${t("New messages below")}<//>`}</div>`;
}

/** In the order of their ids, each once; the newer word about one holds (sent, failed). @param {any[]} some @param {any[]} more */
function merged(some, more) {
  const found = new Map(some.map((one) => [one.id, one]));
  for (const one of more) found.set(one.id, { ...found.get(one.id), ...one });
  return [...found.values()].sort((a, b) => a.id - b.id);
}

/** @param {{one: any, item: any}} props */
function Said({ one, item }) {
  if (one.kind === "system") return html`<li class="said system"><${Icon} name="note" size=${14} /><span>${one.text}</span> <time class="soft clock" datetime=${one.at}>${when(one.at)}</time></li>`;
  const note = one.kind === "note";
  return html`<li class=${classes("said", note ? "note" : one.by)}>
    <p class="said-by">${note && html`<${Icon} name="note" size=${14} label=${t("Note")} />`}<strong>${author(one, item)}</strong> ${note && html`<span class="soft">${t("not for the customer")}</span>`} <time class="soft clock push" datetime=${one.at}>${when(one.at)}</time></p>
    <${Words} one=${one} item=${item} />
    ${one.attachments?.length > 0 && html`<ul class="files">${one.attachments.map((/** @type {any} */ file) => html`<li key=${file.id}><a class="file" href=${`${ROOT}/attachments/${file.id}`} download=${file.name}><${Icon} name="download" size=${15} /><span>${file.name}</span> <span class="soft">${sized(file.size)}</span></a></li>`)}</ul>`}
    ${one.state === "out" && html`<p class="sending soft"><${Icon} name="clock" size=${14} />${t("being sent")}</p>`}
    ${one.state === "failed" && html`<p class="sending failed"><${Icon} name="warn" size=${14} />${t("Not sent: {why}", { why: one.why || "?" })}</p>`}
  </li>`;
}

/** @param {any} one @param {any} item */
function author(one, item) {
  if (one.by === "customer") return whose(item);
  if (one.agent && one.agent === me.value?.agent) return t("Me");
  return agents.value.get(one.agent)?.name || one.agent || t("We");
}

/** As text; where somebody wrote in HTML that too: the server has cleaned it, and in its frame nothing can run or be fetched. @param {{one: any, item: any}} props */
function Words({ one, item }) {
  const [drawn, setDrawn] = useState(!one.text?.trim());
  const [pictures, setPictures] = useState(false);
  if (!one.html) return html`<p class="words">${one.text}</p>`;
  const address = `${ROOT}/items/${item.id}/messages/${one.id}/html${pictures ? "?images=1" : ""}`;
  return html`${drawn ? html`<iframe class="letter" sandbox="allow-popups" referrerpolicy="no-referrer" loading="lazy" title=${t("The message as it was sent")} src=${address}></iframe>` : html`<p class="words">${one.text}</p>`}
    <p class="row"><${Button} kind="quiet" icon=${drawn ? "note" : "mail"} pressed=${drawn} class="small" onClick=${() => setDrawn(!drawn)}>${t("As it was sent")}<//>
      ${drawn && one.held > 0 && !pictures && html`<${Button} kind="quiet" icon="download" class="small" title=${t("Whoever sent them learns that they are looked at")} onClick=${() => setPictures(true)}>${n("Fetch {count} picture", "Fetch {count} pictures", one.held)}<//>`}</p>`;
}
