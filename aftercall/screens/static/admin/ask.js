// What a page needs from the API: asked when it is opened, asked again when somebody says so.
import { html, useCallback, useEffect, useRef, useState } from "~/core/html.js";
import { get } from "~/core/api.js";
import { t } from "~/core/i18n.js";
import { Button } from "~/parts/button.js";
import { Problem } from "~/parts/notice.js";

/**
 * @template Value
 * @typedef {{value: Value | null, error: unknown, again: () => Promise<void>}} Asked
 */

/**
 * @param {string | null} path null: nothing is asked
 * @returns {Asked<any>}
 */
export function useAsked(path) {
  const [found, setFound] = useState(/** @type {{value: any, error: unknown}} */ ({ value: null, error: null }));
  const newest = useRef(0);
  const again = useCallback(async () => {
    const mine = ++newest.current;
    if (path === null) return setFound({ value: null, error: null });
    try {
      const value = await get(path);
      if (mine === newest.current) setFound({ value, error: null });
    } catch (error) {
      if (mine === newest.current) setFound((old) => ({ ...old, error }));
    }
  }, [path]);
  useEffect(() => {
    void again();
    return () => void newest.current++;
  }, [again]);
  return { ...found, again };
}

/** Until it is there, or what was wrong. @param {{asked: Asked<any>, children: any}} props */
export function Awaited({ asked, children }) {
  if (asked.error && asked.value === null)
    return html`<div class="stack"><${Problem} error=${asked.error} /><div><${Button} icon="undo" onClick=${asked.again}>${t("Try again")}<//></div></div>`;
  if (asked.value === null) return html`<p class="empty" aria-busy="true">${t("Loading…")}</p>`;
  return html`<${Problem} error=${asked.error} />${children(asked.value)}`;
}

/** @param {...string} steps of a path; a code may be anything */
export const at = (...steps) => steps.map((step) => `/${encodeURIComponent(step)}`).join("");
