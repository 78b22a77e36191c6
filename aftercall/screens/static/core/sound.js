// Short tones, made here: no files. Browsers give sound only after a first click, so `unlock` is called from one.
/** @type {AudioContext | null} */
let context = null;
const VOLUME = "aftercall-volume";

export function volume() {
  return Number(localStorage.getItem(VOLUME) ?? "0.6");
}

/** @param {number} value 0..1 */
export function setVolume(value) {
  localStorage.setItem(VOLUME, String(value));
}

export async function unlock() {
  context ??= new AudioContext();
  if (context.state === "suspended") await context.resume();
}

/** Sound can be heard from now on. */
export function unlocked() {
  return context?.state === "running";
}

const TONES = {
  call: [[880, 0, 0.16], [1320, 0.18, 0.22]],
  item: [[990, 0, 0.1], [990, 0.14, 0.1], [1480, 0.28, 0.2]],
  soon: [[660, 0, 0.09]],
  missed: [[440, 0, 0.2], [330, 0.22, 0.3]],
  notice: [[740, 0, 0.12]],
};

/** @param {keyof typeof TONES} name */
export function play(name) {
  if (!context || context.state !== "running") return;
  for (const [pitch, begin, length] of TONES[name]) tone(context, pitch, begin, length);
}

/**
 * @param {AudioContext} on
 * @param {number} [pitch]
 * @param {number} [begin]
 * @param {number} [length]
 */
function tone(on, pitch = 660, begin = 0, length = 0.1) {
  const [oscillator, gain] = [on.createOscillator(), on.createGain()];
  const start = on.currentTime + begin;
  oscillator.frequency.value = pitch;
  gain.gain.setValueAtTime(0, start);
  gain.gain.linearRampToValueAtTime(0.3 * volume(), start + 0.015);
  gain.gain.exponentialRampToValueAtTime(0.001, start + length);
  oscillator.connect(gain).connect(on.destination);
  oscillator.start(start);
  oscillator.stop(start + length + 0.05);
}
