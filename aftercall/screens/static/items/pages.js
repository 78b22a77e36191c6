// A list that comes page by page.
import { useEffect, useState } from "~/core/html.js";
import { page } from "~/core/api.js";

/** @param {string} path @returns {{rows: any[] | null, more: (() => Promise<void>) | null, error: unknown}} `more`: null where there is none */
export function usePages(path) {
  const [found, setFound] = useState(/** @type {{rows: any[] | null, next: string | null}} */ ({ rows: null, next: null }));
  const [error, setError] = useState(/** @type {unknown} */ (null));
  useEffect(() => {
    let wanted = true;
    setFound({ rows: null, next: null });
    page(path).then((first) => wanted && (setFound(first), setError(null)), (wrong) => wanted && setError(wrong));
    return () => void (wanted = false);
  }, [path]);
  const { rows, next } = found;
  const more = async () => {
    try {
      const following = await page(/** @type {string} */ (next));
      setFound({ rows: [...(rows ?? []), ...following.rows], next: following.next });
      setError(null);
    } catch (wrong) {
      setError(wrong);
    }
  };
  return { rows, more: next ? more : null, error };
}
