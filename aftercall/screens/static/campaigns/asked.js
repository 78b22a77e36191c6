// What a screen asks of the API: the answer, what went wrong, and a way to ask again.
import { html, useCallback, useEffect, useRef, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { onDesk } from "~/core/live.js";
import { Problem } from "~/parts/notice.js";

/**
 * @param {string | null} path null: nothing is asked
 * @param {number} [every] ms between two questions; 0: once
 * @returns {{data: any, error: unknown, again: () => Promise<void>, set: (data: any) => void}}
 */
export function useAsked(path, every = 0) {
  const [data, set] = useState(/** @type {any} */ (null));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  const asked = useRef(path);
  asked.current = path;
  const again = useCallback(async () => {
    if (path === null) return;
    try {
      const found = await get(path);
      if (asked.current !== path) return; // somebody asked for something else meanwhile
      set(found);
      setError(null);
    } catch (wrong) {
      if (asked.current === path) setError(wrong);
    }
  }, [path]);
  useEffect(() => {
    set(null);
    void again();
  }, [path]);
  useEffect(() => {
    if (!every) return undefined;
    const timer = setInterval(() => void again(), every);
    return () => clearInterval(timer);
  }, [again, every]);
  return { data, error, again, set };
}

/** Asks again when the server says that files moved on. @param {() => unknown} again */
export function useUploadNews(again) {
  useEffect(() => onDesk((what) => what.includes("uploads") && void again()), [again]);
}

/** Until the first answer. @param {{asked: {data: any, error: unknown}}} props */
export function Waiting({ asked }) {
  if (asked.error) return html`<${Problem} error=${asked.error} />`;
  return html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
}

/** @param {string} title */
export function useTitle(title) {
  useEffect(() => {
    document.title = `${title} – Aftercall`;
  }, [title]);
}

/** @param {number} bytes */
export function sized(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1 << 20) return `${(bytes / 1024).toFixed(0)} KiB`;
  if (bytes < 1 << 30) return `${(bytes / (1 << 20)).toFixed(1)} MiB`;
  return `${(bytes / (1 << 30)).toFixed(1)} GiB`;
}
