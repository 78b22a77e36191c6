// What can be configured: how each noun is listed, edited and named. The pages themselves are the same for all (list.js, editor.js).
import { AGENTS } from "~/admin/agents.js";
import { CALENDARS } from "~/admin/calendars.js";
import { HOOKS } from "~/admin/hooks.js";
import { LEVELS } from "~/admin/levels.js";
import { NUMBERS, TRUNKS } from "~/admin/lines.js";
import { MAILBOXES } from "~/admin/mailboxes.js";
import { PHONES } from "~/admin/phones.js";
import { QUEUES } from "~/admin/queues.js";
import { TYPES } from "~/admin/types.js";
import { USERS } from "~/admin/users.js";
import { WIDGETS } from "~/admin/widgets.js";

/**
 * @typedef {{code: string, api: string, key: string, title: string, add: string, none: string, about?: string, keyLabel: string, keyHelp?: string, needs: string[],
 *   columns: () => import("~/parts/table.js").Column<any>[], words: (card: any) => string[], called: (card: any) => string, fresh: () => any,
 *   demanded?: (card: any) => any, sections: (card: any, known: any, isNew: boolean) => {title: string, about?: string, fields: import("~/admin/inputs.js").FieldOf[]}[],
 *   remove?: string, once?: (saved: any) => {title: string, secret: string} | null, List?: any, More?: any, Actions?: any, Extra?: any}} Noun
 *   `code`: of the page; `api`: where its cards are; `key`: the field that names a card; `needs`: other nouns that it refers to;
 *   `demanded`: what a new card must say though it was not changed; `once`: a secret that is shown once; `List`: instead of the table; `More`: beside the list's
 *   title, `Actions`: beside the card's, `Extra`: below it
 */

/** @returns {Record<string, Noun>} */
export function nouns() {
  const all = [QUEUES(), AGENTS(), PHONES(), TYPES(), NUMBERS(), CALENDARS(), LEVELS(), TRUNKS(), USERS(), HOOKS(), MAILBOXES(), WIDGETS()];
  return Object.fromEntries(all.map((noun) => [noun.code, noun]));
}
