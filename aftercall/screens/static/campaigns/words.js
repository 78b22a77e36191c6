// The API's words in the reader's language.
import { t } from "~/core/i18n.js";

/** @returns {Record<string, string>} */
export function modes() {
  return { preview: t("Preview"), progressive: t("Progressive"), power: t("Power"), predictive: t("Predictive") };
}

/** @returns {Record<string, string>} */
export function modeHelp() {
  return {
    preview: t("The agent sees the contact, then dials or skips."),
    progressive: t("One call for each free agent, who is booked first. Nobody is abandoned."),
    power: t("A fixed number of calls for each free agent, under the cap."),
    predictive: t("As many calls as keep agents busy and abandonment under the cap."),
  };
}

/** @returns {Record<string, string>} */
export function campaignStates() {
  return { running: t("running"), paused: t("paused"), stopped: t("stopped") };
}

/** @returns {Record<string, string>} */
export function outcomes() {
  return {
    connected: t("Connected"),
    abandoned: t("Abandoned"),
    "hung up": t("Hung up before an agent"),
    machine: t("Answering machine"),
    busy: t("Busy"),
    "no answer": t("No answer"),
    declined: t("Declined"),
    invalid: t("No such number"),
    failed: t("Network failure"),
    cancelled: t("Cancelled"),
    "no agent": t("No agent in time"),
    skipped: t("Skipped"),
    unknown: t("Not known"),
  };
}

/** @returns {Record<string, string>} */
export function standings() {
  return { open: t("Open"), out: t("Being called"), finished: t("Finished"), removed: t("Removed") };
}

/** @returns {Record<string, string>} */
export function verdicts() {
  return { loaded: t("fit to load"), duplicate: t("duplicate"), "do not call": t("do not call"), rejected: t("rejected") };
}

/** @returns {Record<string, string>} */
export function fields() {
  return {
    phone: t("Phone"),
    name: t("Name"),
    "first name": t("First name"),
    "last name": t("Last name"),
    zone: t("Time zone"),
    language: t("Language"),
    priority: t("Priority"),
    "consent source": t("Consent: source"),
    "consent date": t("Consent: date"),
    "consent basis": t("Consent: legal basis"),
    own: t("Keep as a field of its own"),
    ignore: t("Leave out"),
  };
}

/** @returns {Record<string, string>} */
export function deeds() {
  return {
    finish: t("Finish the contact"),
    retry: t("Call again later"),
    callback: t("Promise a call"),
    "do not call": t("Never call again"),
    "dead number": t("Strike off this number"),
  };
}

export const DAYS = /** @type {const} */ ([0, 1, 2, 3, 4, 5, 6]);

/** Monday is 0. @param {number} day @param {string} language @param {"short" | "long"} [style] */
export function dayName(day, language, style = "short") {
  return new Intl.DateTimeFormat(language, { weekday: style, timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + day));
}

/** Minutes of the day. @param {number} minutes */
export function timeOfDay(minutes) {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** @param {string} text as a time field has it */
export function minutesOf(text) {
  const [hours, minutes] = text.split(":").map(Number);
  return (hours ?? 0) * 60 + (minutes ?? 0);
}

/** A span in words that are short. @param {number} ms */
export function spanWords(ms) {
  const minutes = Math.round(ms / 60_000);
  if (ms < 60_000) return t("{n} s", { n: Math.round(ms / 1000) });
  if (minutes < 60) return t("{n} min", { n: minutes });
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours >= 48) return t("{n} days", { n: Math.round(hours / 24) });
  return rest ? t("{h} h {m} min", { h: hours, m: rest }) : t("{n} h", { n: hours });
}
