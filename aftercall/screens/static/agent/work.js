// An agent's chats and tickets: what is offered to him, what is his, what waits.
import { computed } from "~/core/html.js";
import { moment } from "~/core/clock.js";
import { items } from "~/core/live.js";
import { me } from "~/core/me.js";
import { go, query } from "~/core/route.js";
import { failed, mine, trouble, typeOf } from "~/agent/desk.js";
import { toSolve, wish } from "~/items/ask.js";
import { byUrgency } from "~/items/due.js";

const all = computed(() => [...items.value.values()]);

/** Offered to me now, the one that ends first before the others. */
export const offers = computed(() => all.value.filter((item) => item.offered?.agent === me.value?.agent && item.offered)
  .sort((a, b) => (moment(a.offered.until) ?? 0) - (moment(b.offered.until) ?? 0)));
/** Mine: most urgent first, those that wait for the customer after them. */
export const own = computed(() => {
  const his = byUrgency(all.value.filter((item) => item.agent === me.value?.agent && (item.stage === "open" || item.stage === "pending")));
  return [...his.filter((item) => item.stage === "open"), ...his.filter((item) => item.stage === "pending")];
});
/** Kinds that I take now. */
export const takes = computed(() => {
  const type = typeOf(mine.value?.type?.code);
  return [...(type?.chats ? ["chat"] : []), ...(type?.tickets ? ["ticket"] : [])];
});
/** How many wait that I could solve. */
export const waits = computed(() => all.value.filter((item) => item.stage === "waiting" && takes.value.includes(item.kind) && item.agent !== me.value?.agent).length);
/** There is anything to see. */
export const works = computed(() => Boolean(own.value.length || offers.value.length || (mine.value?.session && takes.value.length)));
/** The item that is open beside the list, as the address says. */
export const chosen = computed(() => query.value.get("item"));

/** @param {string | null} id */
export function choose(id) {
  go(id ? `/agent?item=${encodeURIComponent(id)}` : "/agent", true);
}

/** @param {string} id */
export async function accept(id) {
  trouble.value = null;
  await wish(id, "accept").then(() => choose(id), failed);
}

/** @param {string} id */
export async function decline(id) {
  trouble.value = null;
  await wish(id, "decline").catch(failed);
}

/** The most urgent of what waits becomes mine. */
export async function pull() {
  trouble.value = null;
  try {
    choose((await toSolve()).text);
  } catch (error) {
    failed(error);
  }
}

/** The next of mine, round and round. */
export function next() {
  const at = own.value.findIndex((item) => item.id === chosen.value);
  const found = own.value[(at + 1) % own.value.length];
  if (found) choose(found.id);
}
