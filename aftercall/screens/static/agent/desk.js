// The agent's desk: what it knows besides the live floor, and what it asks of the server. No answer is guessed.
import { computed, signal } from "~/core/html.js";
import { ApiError, get, post, put } from "~/core/api.js";
import { agents, campaigns, onDesk, queues } from "~/core/live.js";
import { me } from "~/core/me.js";

/** My own board. */
export const mine = computed(() => agents.value.get(me.value?.agent ?? "") ?? null);
/** Work and break types in the order of the menu. @type {import("@preact/signals").Signal<any[]>} */
export const types = signal([]);
/** Cards of queues by code, asked for when needed. @type {import("@preact/signals").Signal<Record<string, any>>} */
export const cards = signal({});
/** The contact at hand, with script, form, dispositions. @type {import("@preact/signals").Signal<any>} */
export const contact = signal(null);
/** My day as the server counts it. @type {import("@preact/signals").Signal<any>} */
export const day = signal(null);
/** What went wrong last, shown on the status bar. @type {import("@preact/signals").Signal<unknown>} */
export const trouble = signal(null);
/** @param {unknown} error */
export const failed = (error) => void (trouble.value = error);

export const state = computed(() => mine.value?.state ?? "off");
export const call = computed(() => mine.value?.call ?? null);
export const aftercall = computed(() => mine.value?.aftercall ?? null);
/** The queue of the call or of its aftercall. */
export const queue = computed(() => call.value?.queue ?? aftercall.value?.queue ?? null);

/** A contact may be at hand: I am in a campaign, or in a call of one. */
export const dials = computed(() => [...(mine.value?.queues ?? []), queue.value].some((code) => campaigns.value.has(code)));

/** @param {string | null | undefined} code */
export function typeOf(code) {
  return types.value.find((type) => type.code === code) ?? null;
}

/** @param {string | null} code */
export function queueName(code) {
  return queues.value.get(code ?? "")?.name || code || "";
}

/**
 * A wish of mine: answered when its effect is there, refused with the reason, or not known after five seconds.
 * @param {string} verb
 * @param {any} [body]
 */
export async function wish(verb, body) {
  trouble.value = null;
  try {
    return await post(`/agents/${me.value?.agent}/${verb}`, body);
  } catch (error) {
    trouble.value = error;
    return null;
  }
}

export async function loadTypes() {
  types.value = await get("/types");
}

export async function loadDay() {
  day.value = await get(`/agents/${me.value?.agent}/day`);
}

/** Nothing at hand is no failure; and who is in no campaign has nothing at hand. */
export async function loadContact() {
  if (!dials.value) {
    contact.value = null;
    return;
  }
  try {
    contact.value = await get(`/agents/${me.value?.agent}/contact`);
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    contact.value = null;
  }
}

/** @param {string} code */
export async function loadCard(code) {
  if (cards.value[code]) return;
  const card = await get(`/queues/${code}`);
  cards.value = { ...cards.value, [code]: card };
}

/** The draft of what is being written about a call: on the server, so that a lost browser loses nothing. @param {string} about */
export function draft(about) {
  return get(`/agents/${me.value?.agent}/drafts/${encodeURIComponent(about)}`);
}

/**
 * @param {string} about
 * @param {any} content
 */
export function keepDraft(about, content) {
  return put(`/agents/${me.value?.agent}/drafts/${encodeURIComponent(about)}`, { content });
}

/** Asks again for what changed, until told to stop. */
export function keepUp() {
  const again = { contact: loadContact, day: loadDay, types: loadTypes };
  for (const load of Object.values(again)) load().catch(failed);
  return onDesk((what) => {
    for (const name of what) if (name in again) again[/** @type {keyof typeof again} */ (name)]().catch(failed);
  });
}
