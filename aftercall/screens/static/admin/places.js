// All pages of the administrator: path, words, icon, right, and the group under which they stand.
import { t } from "~/core/i18n.js";
import { may } from "~/core/me.js";

/** @typedef {{code: string, word: string, icon: string, right: string}} Place */

/** @returns {{title: string, places: Place[]}[]} */
export function groups() {
  const all = [
    {
      title: t("Floor"),
      places: [
        { code: "queues", word: t("Queues"), icon: "people", right: "configure" },
        { code: "agents", word: t("Agents"), icon: "headset", right: "configure" },
        { code: "phones", word: t("Phones"), icon: "phone", right: "configure" },
        { code: "types", word: t("Work and breaks"), icon: "coffee", right: "configure" },
        { code: "levels", word: t("Levels"), icon: "done", right: "configure" },
      ],
    },
    {
      title: t("Lines"),
      places: [
        { code: "numbers", word: t("Inbound numbers"), icon: "ringing", right: "configure" },
        { code: "calendars", word: t("Calendars"), icon: "clock", right: "configure" },
        { code: "trunks", word: t("Trunks"), icon: "transfer", right: "configure" },
        { code: "mailboxes", word: t("Mailboxes"), icon: "mail", right: "configure" },
        { code: "widgets", word: t("Chat widgets"), icon: "chat", right: "configure" },
      ],
    },
    {
      title: t("People"),
      places: [
        { code: "users", word: t("Users and roles"), icon: "person", right: "people" },
        { code: "tokens", word: t("API tokens"), icon: "key", right: "people" },
        { code: "audit", word: t("Audit trail"), icon: "list", right: "people" },
      ],
    },
    {
      title: t("System"),
      places: [
        { code: "recordings", word: t("Recordings"), icon: "record", right: "play" },
        { code: "hooks", word: t("Webhooks"), icon: "link", right: "configure" },
        { code: "health", word: t("Health"), icon: "chart", right: "configure" },
      ],
    },
  ];
  return all.map((group) => ({ ...group, places: group.places.filter((place) => may(place.right)) })).filter((group) => group.places.length);
}
