// The public API, as any program would use it. Answers are JSON; a refusal is an ApiError that says why and what to do.
import { signal } from "~/core/html.js";
import { t } from "~/core/i18n.js";

export const ROOT = "/api/v1";
const WITHIN = 20_000; // ms; a wish is answered by the server after five seconds

/** The server no longer knows who we are: everything waits for a new log-in. */
export const signedOut = signal(false);

/**
 * @typedef {{says: string, values: Record<string, string | number>}} Part
 * @typedef {{code: string, why: string, field?: string | null, remedy?: string | null, why_parts?: Part[] | null, remedy_parts?: Part[] | null}} Wrong
 */

export class ApiError extends Error {
  /**
   * @param {number} status 0: the server was not reached
   * @param {Wrong} wrong
   * @param {any} body
   */
  constructor(status, wrong, body = null) {
    super(wrong.why);
    this.status = status;
    this.code = wrong.code;
    this.why = wrong.why;
    this.field = wrong.field ?? null;
    this.remedy = wrong.remedy ?? null;
    this.why_parts = wrong.why_parts ?? null;
    this.remedy_parts = wrong.remedy_parts ?? null;
    this.body = body;
  }
}

/** @param {string} path */
export const get = (path) => call("GET", path);
/**
 * One page of a list, and the path of the next; null: it is the last.
 * @param {string} path
 * @returns {Promise<{rows: any[], next: string | null}>}
 */
export async function page(path) {
  const response = await reach(ROOT + path, { headers: { Accept: "application/json" } });
  const rows = await answer(response);
  const link = /<([^>]+)>;\s*rel="?next"?/.exec(response.headers.get("Link") ?? "")?.[1];
  const next = link ? new URL(link, response.url) : null;
  return { rows, next: next && next.pathname.slice(ROOT.length) + next.search };
}
/**
 * @param {string} path
 * @param {any} [body]
 */
export const post = (path, body) => call("POST", path, body);
/**
 * @param {string} path
 * @param {any} body
 */
export const put = (path, body) => call("PUT", path, body);
/**
 * @param {string} path
 * @param {any} body what changes
 */
export const patch = (path, body) => call("PATCH", path, body);
/** @param {string} path */
export const del = (path) => call("DELETE", path);

/**
 * @param {string} method
 * @param {string} path below /api/v1
 * @param {any} [body] sent as JSON
 * @returns {Promise<any>} the answer's JSON, null where there is none
 */
export async function call(method, path, body) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json" };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (method !== "GET") headers["Idempotency-Key"] = key();
  const response = await reach(ROOT + path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  return answer(response);
}

/**
 * @param {string} url
 * @param {RequestInit} options
 */
async function reach(url, options) {
  try {
    return await fetch(url, { ...options, credentials: "same-origin", signal: AbortSignal.timeout(WITHIN) });
  } catch (error) {
    const late = error instanceof DOMException && error.name === "TimeoutError";
    throw new ApiError(0, {
      code: late ? "late" : "unreachable",
      why: late ? t("The server has not answered in time; it may still do it") : t("The server cannot be reached"),
      remedy: t("look at the state before trying again"),
    });
  }
}

/**
 * Also for answers to requests made otherwise (uploads).
 * @param {Response} response
 */
export async function answer(response) {
  const json = (response.headers.get("Content-Type") ?? "").includes("json");
  const body = json ? await response.json() : null;
  if (response.ok) return body;
  if (response.status === 401 && !response.url.endsWith("/login")) signedOut.value = true;
  throw new ApiError(response.status, wrong(response, body), body);
}

/**
 * @param {Response} response
 * @param {any} body
 * @returns {Wrong}
 */
function wrong(response, body) {
  if (body?.error) return body.error;
  if (body?.why) return { code: body.code ?? body.answer, why: body.why, why_parts: body.why_parts }; // a wish refused, or not confirmed
  if (response.status === 413) return { code: "too-large", why: t("This is larger than the server takes"), remedy: t("shorten the longest text") };
  return { code: "http", why: t("The server answered {status}", { status: `${response.status} ${response.statusText}`.trim() }) };
}

/** 128 random bits; crypto.randomUUID is missing where the page came over plain HTTP. */
export function key() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
