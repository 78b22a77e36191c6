// The server's time. The browser's own clock may be wrong, so moments are counted from what the server said, by a counter that
// nobody can set (performance.now). A countdown is a deadline minus now(), never a number that is counted down.
import { signal } from "~/core/html.js";

let ahead = Date.now() - performance.now(); // until the server has spoken

/** Milliseconds since 1970 UTC, by the server's clock. */
export function now() {
  return performance.now() + ahead;
}

/** @param {number} at_ms the server's clock as it sent this */
export function heard(at_ms) {
  const found = at_ms - performance.now();
  // A message is late, never early: the one with the least delay is the truest; but a clock may also be set back.
  if (found > ahead || ahead - found > 2000) ahead = found;
}

/** Changes twice a second while the page is looked at, else once: for clocks that run. */
export const tick = signal(0);
/** Changes every two seconds: for what is worked out of many clocks (alarms, sums of a table). */
export const beat = signal(0);

/** @param {number} delay */
function next(delay) {
  setTimeout(() => {
    tick.value = now();
    if (now() - beat.value > 1900) beat.value = now();
    next(document.hidden ? 1000 : 500);
  }, delay);
}
next(0);

/** @param {string | null | undefined} iso */
export function moment(iso) {
  return iso ? Date.parse(iso) : null;
}

/**
 * `m:ss`, `h:mm:ss` from an hour on; never below nothing.
 * @param {number} ms
 * @param {"down" | "up"} [way] a countdown shows 0:01 until it is over, a count 0:00 until a second has passed
 */
export function span(ms, way = "up") {
  const all = Math.max(0, way === "down" ? Math.ceil(ms / 1000) : Math.floor(ms / 1000));
  const [hours, minutes, seconds] = [Math.floor(all / 3600), Math.floor(all / 60) % 60, all % 60];
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(seconds)}` : `${minutes}:${two(seconds)}`;
}
