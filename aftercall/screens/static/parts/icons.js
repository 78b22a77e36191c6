// Icons, drawn for this product on a field of 24 by 24: lines of 1.8, round ends. Always beside a word or with a label.
import { html } from "~/core/html.js";

const DRAWN = {
  headset: "M4 15v-2a8 8 0 0 1 16 0v2M4 14h3v6H5a1 1 0 0 1-1-1zM20 14h-3v6h2a1 1 0 0 0 1-1zM18 20c0 1-1.5 2-4 2",
  phone: "M6 3h3l2 5-2.5 1.5a11 11 0 0 0 6 6L16 13l5 2v3a2.5 2.5 0 0 1-2.7 2.5C10.500 20 4 13.500 3.500 5.700A2.500 2.500 0 0 1 6 3z",
  hangup: "M3 14c0-3 4-5 9-5s9 2 9 5v2l-5 1-1-3.500a12 12 0 0 0-6 0L8 17l-5-1z",
  ringing: "M6 9a6 6 0 0 1 12 0c0 6 2 7 2 8H4c0-1 2-2 2-8zM10 20.500h4",
  hold: "M9 6v12M15 6v12",
  play: "M8 5l11 7-11 7z",
  pause: "M9 6v12M15 6v12",
  stop: "M7 7h10v10H7z",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5l3.500 2",
  extend: "M12 3a9 9 0 1 0 9 9M12 7v5l3 2M19 3v6M16 6h6",
  done: "M5 12.500l4.500 4.500L19 7.500",
  coffee: "M5 9h11v6a4 4 0 0 1-4 4H9a4 4 0 0 1-4-4zM16 10h2a2.500 2.500 0 0 1 0 5h-2M8 3v2.500M12 3v2.500",
  lunch: "M7 3v7a2 2 0 0 0 2 2v9M5 3v6M9 3v6M17 21V3c-2.500 1-3.500 4-3.500 8H17",
  training: "M3 8l9-4 9 4-9 4zM7 10v5c0 1.500 2.500 3 5 3s5-1.500 5-3v-5M21 8v6",
  meeting: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM16 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.500 19a5.500 5.500 0 0 1 11 0M14 14.500a5.500 5.500 0 0 1 7.500 4.500",
  mail: "M3 6h18v12H3zM3.500 6.500L12 13l8.500-6.500",
  chat: "M4 5h16v11H10l-5 4v-4H4z",
  ticket: "M4 6h16v4a2 2 0 0 0 0 4v4H4v-4a2 2 0 0 0 0-4zM14 6v12",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
  people: "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20a6.500 6.500 0 0 1 13 0M16 4.500a3.500 3.500 0 0 1 0 6.500M18 14a6.500 6.500 0 0 1 3.500 6",
  book: "M5 4h12a2 2 0 0 1 2 2v14H7a2 2 0 0 1-2-2zM5 18a2 2 0 0 1 2-2h12M9 8h6",
  off: "M12 3v8M7 6a8 8 0 1 0 10 0",
  away: "M20 14A8.500 8.500 0 0 1 10 4a8.500 8.500 0 1 0 10 10z",
  transfer: "M4 8h13l-3.500-3.500M20 16H7l3.500 3.500",
  consult: "M4 5h10v8H9l-3 3v-3H4zM17 9h3v8h-2v3l-3-3h-4",
  join: "M12 5v14M5 12h14",
  listen: "M5 12a7 7 0 0 1 14 0c0 3-3 3.500-3.500 6S13 22 11.500 20.500M9 12a3 3 0 0 1 6 0c0 2-2 2-2 4",
  whisper: "M12 3a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0V6a3 3 0 0 1 3-3zM6 11a6 6 0 0 0 12 0M12 17v4",
  note: "M5 4h14v11l-5 5H5zM14 20v-5h5M8.500 8.500h7M8.500 12h4",
  warn: "M12 4l9.500 16h-19zM12 10v4.500M12 17.200v.1",
  lost: "M3 9a13 13 0 0 1 18 0M6.500 12.500a8 8 0 0 1 11 0M10 16a3.500 3.500 0 0 1 4 0M4 4l16 16",
  search: "M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500L21 21",
  gear: "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM12 3v3M12 18v3M3 12h3M18 12h3M5.600 5.600l2.200 2.200M16.200 16.200l2.200 2.200M18.400 5.600l-2.200 2.200M7.800 16.200l-2.200 2.200",
  menu: "M4 7h16M4 12h16M4 17h16",
  more: "M6 12h.1M12 12h.1M18 12h.1",
  close: "M6 6l12 12M18 6L6 18",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  down: "M5 9l7 7 7-7",
  up: "M5 15l7-7 7 7",
  plus: "M12 5v14M5 12h14",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  edit: "M4 20l1-5L16 4l4 4L9 19z",
  upload: "M12 16V4M7 9l5-5 5 5M4 16v4h16v-4",
  download: "M12 4v12M7 11l5 5 5-5M4 16v4h16v-4",
  wall: "M3 5h18v12H3zM9 21h6M12 17v4",
  list: "M9 6h12M9 12h12M9 18h12M4 6h.1M4 12h.1M4 18h.1",
  chart: "M4 4v16h16M8 16v-4M12 16V8M16 16v-6",
  sound: "M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11",
  mute: "M4 9v6h4l5 4V5L8 9zM16 9.500l5 5M21 9.500l-5 5",
  record: "M12 6a6 6 0 1 0 0 12 6 6 0 0 0 0-12z",
  key: "M14.500 4a5.500 5.500 0 1 0 0 11 5.500 5.500 0 0 0 0-11zM10 13l-7 7M5.500 17.500l2.500 2.500",
  clip: "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.300 3.300 0 0 1 4.700 4.700L9.500 17a1.700 1.700 0 0 1-2.400-2.400L14.500 7",
  report: "M6 3h9l4 4v14H6zM15 3v4h4M9.500 17.500v-4M12.500 17.500v-6.500M15.500 17.500v-3",
  send: "M4 12L20 4l-4.500 16-4-6.500zM11.500 13.500L20 4",
  undo: "M8 5L4 9l4 4M4 9h10a6 6 0 0 1 0 12h-3",
  link: "M10 14a4 4 0 0 0 6 0l3-3a4 4 0 0 0-6-6l-1 1M14 10a4 4 0 0 0-6 0l-3 3a4 4 0 0 0 6 6l1-1",
};

/** @typedef {keyof typeof DRAWN} IconName */
export const ICONS = /** @type {IconName[]} */ (Object.keys(DRAWN));

/** @param {{name: string, size?: number, label?: string}} props `label` where no word stands beside it */
export function Icon({ name, size = 18, label }) {
  const path = DRAWN[/** @type {IconName} */ (name)] ?? DRAWN.person;
  return html`<svg class="icon" width=${size} height=${size} viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.800"
    stroke-linecap="round" stroke-linejoin="round" aria-hidden=${label ? undefined : "true"} role=${label ? "img" : undefined} aria-label=${label}><path d=${path} /></svg>`;
}
