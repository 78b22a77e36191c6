// What is asked of an item. Each answer is the server's; what then is, comes by the live socket.
import { get, post } from "~/core/api.js";
import { me } from "~/core/me.js";

/** @param {string} id */
export const read = (id) => get(`/items/${id}`);
/** What only its agent asks: accept, decline, return. @param {string} id @param {string} verb @param {string} [agent] */
export const wish = (id, verb, agent = me.value?.agent ?? "") => post(`/agents/${encodeURIComponent(agent)}/items/${id}/${verb}`);
/** transfer, pend, solve, reopen @param {string} id @param {string} verb @param {any} [body] */
export const act = (id, verb, body = {}) => post(`/items/${id}/${verb}`, body);
/** The most urgent is mine. */
export const toSolve = () => post(`/agents/${encodeURIComponent(me.value?.agent ?? "")}/to-solve`);

const PAGE = 200;

/** What was written after this message, oldest first. @param {string} id @param {number} after @returns {Promise<any[]>} */
export async function messages(id, after) {
  /** @type {any[]} */
  const found = [];
  for (let last = after; ; last = found.at(-1).id) {
    const page = await get(`/items/${id}/messages?limit=${PAGE}&after=${last}`);
    found.push(...page);
    if (page.length < PAGE) return found;
  }
}
