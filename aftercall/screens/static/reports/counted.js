// A report asked for: lines that say how far it is, then the report.
import { ApiError, answer, ROOT } from "~/core/api.js";

/**
 * @param {string} path below /api/v1
 * @param {(done: number, of: number) => void} far
 * @param {AbortSignal} stop
 * @returns {Promise<any>}
 */
export async function counted(path, far, stop) {
  const response = await reach(path, stop);
  if (!response.ok || !response.body) return answer(response);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let found = null;
  for (;;) {
    const { done, value } = await reader.read();
    const lines = (rest + (value ?? "")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      const told = JSON.parse(line);
      if (told.far) far(told.far[0], told.far[1]);
      if (told.error) throw new ApiError(503, told.error);
      found = told.report ?? found;
    }
    if (done) break;
  }
  if (!found) throw new ApiError(0, { code: "cut", why: "the server broke off", remedy: "ask again" });
  return found;
}

/** @param {string} path @param {AbortSignal} stop */
async function reach(path, stop) {
  try {
    return await fetch(ROOT + path, { headers: { Accept: "application/x-ndjson" }, credentials: "same-origin", signal: stop });
  } catch (error) {
    if (stop.aborted) throw error;
    throw new ApiError(0, { code: "unreachable", why: "the server cannot be reached", remedy: "try again" });
  }
}
