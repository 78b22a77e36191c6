// The floor as it stands: one socket, a snapshot, then what changes. When it is gone nothing is pretended: `stale` says since when.
import { batch, effect, signal } from "~/core/html.js";
import { key, ROOT, signedOut } from "~/core/api.js";
import { heard, now } from "~/core/clock.js";

/** @typedef {"agents" | "queues" | "campaigns" | "items"} Kind */
/** @typedef {import("@preact/signals").Signal<Map<string, any>>} Boards */

const KINDS = /** @type {Kind[]} */ (["agents", "queues", "campaigns", "items"]);

/** Boards by code (items by id), as GET /state gives them. A delta makes a new Map, boards that did not change stay the same object.
 * @type {Record<Kind, Boards>} */
export const boards = { agents: signal(new Map()), queues: signal(new Map()), campaigns: signal(new Map()), items: signal(new Map()) };
export const agents = boards.agents;
export const queues = boards.queues;
export const campaigns = boards.campaigns;
/** Chats and tickets that are not closed: an agent's own, offered to him, waiting in his queues; a supervisor's: all within his reach. */
export const items = boards.items;
/** How the daemon stands with Asterisk and the database. @type {import("@preact/signals").Signal<any>} */
export const daemon = signal(null);
/** Since when nothing was heard; null: all is fresh. @type {import("@preact/signals").Signal<number | null>} */
export const stale = signal(null);
/** The first snapshot is here. */
export const ready = signal(false);
/** This panel may not be: `taken` by another, `open` elsewhere, `signed-out`, `forbidden`.
 * @type {import("@preact/signals").Signal<"" | "taken" | "open" | "signed-out" | "forbidden">} */
export const closed = signal("");

/** This window's panel: when a lost connection comes back, the server knows that it is the same. */
const PANEL = key();
const SILENCE = 12_000; // ms without a word: the server beats every five seconds
const AGAIN = [250, 500, 1000, 2000, 4000, 8000];

/** @type {{panel: boolean, take: boolean, events: boolean}} */
let wanted = { panel: false, take: false, events: false };
/** @type {WebSocket | null} */
let socket = null;
let run = "";
let seq = 0;
let tries = 0;
let watch = 0;
/** My agent's panel is in another window: this one only looks, and so learns that its session ended. */
let beside = false;

/** @type {Set<(event: any) => void>} */
const followers = new Set();
/** @type {Set<(what: string[]) => void>} */
const deskListeners = new Set();
/** @type {Set<() => void>} */
const rightsListeners = new Set();
/** @type {Set<(frame: any) => void>} */
const threadListeners = new Set();
/** Ids of the items whose threads are looked at, and how often. @type {Map<string, number>} */
const opened = new Map();

/**
 * @param {{panel?: boolean, take?: boolean, events?: boolean}} options panel: this is the one live panel of my agent
 */
export function connect(options = {}) {
  const asked = { panel: false, take: false, events: false, ...options };
  const same = socket && !beside && asked.panel === wanted.panel && asked.events === wanted.events && !asked.take;
  if (same) return;
  wanted = asked;
  anew();
}

function anew() {
  closed.value = "";
  beside = false;
  tries = 0;
  open();
}

export function disconnect() {
  const old = socket;
  socket = null;
  clearTimeout(watch);
  old?.close(1000);
}

/** Every event of the floor, as it happens. @param {(event: any) => void} listener */
export function follow(listener) {
  followers.add(listener);
  return () => void followers.delete(listener);
}

/** What belongs to my own desk changed: ask for it again. @param {(what: string[]) => void} listener */
export function onDesk(listener) {
  deskListeners.add(listener);
  return () => void deskListeners.delete(listener);
}

/**
 * What is written about an item, as it comes, and whoever types there. A frame of the kind `open` says from when on: what was there
 * before is asked for then.
 * @param {string} item
 * @param {(frame: any) => void} listener
 */
export function onThread(item, listener) {
  const heeds = (/** @type {any} */ frame) => frame.item === item && listener(frame);
  threadListeners.add(heeds);
  opened.set(item, (opened.get(item) ?? 0) + 1);
  sayOpened();
  return () => {
    threadListeners.delete(heeds);
    const left = (opened.get(item) ?? 1) - 1;
    if (left) opened.set(item, left);
    else opened.delete(item);
    sayOpened();
  };
}

/** Which threads are looked at: the server sends what is written there. */
function sayOpened() {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify({ open: [...opened.keys()] }));
}

/** @param {() => void} listener */
export function onRights(listener) {
  rightsListeners.add(listener);
  return () => void rightsListeners.delete(listener);
}

function open() {
  disconnect();
  const address = new URL(`${ROOT}/live`, location.href);
  address.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  if (run) address.searchParams.set("run", run), address.searchParams.set("after", String(seq));
  if (wanted.panel && !beside) address.searchParams.set("panel", PANEL);
  for (const name of /** @type {const} */ (["take", "events"])) if (wanted[name]) address.searchParams.set(name, "1");
  const mine = (socket = new WebSocket(address));
  mine.onmessage = (message) => mine === socket && take(JSON.parse(message.data));
  mine.onopen = () => mine === socket && opened.size > 0 && sayOpened();
  mine.onclose = (event) => mine === socket && lost(event.code, event.reason);
  expect();
}

/** @param {any} frame */
function take(frame) {
  tries = 0;
  wanted.take = false;
  heard(frame.at_ms ?? now());
  expect();
  batch(() => {
    stale.value = null;
    if (frame.kind === "snapshot") whole(frame);
    else if (frame.kind === "delta") part(frame);
    else if (frame.kind === "event") for (const listener of followers) listener(frame.event);
    else if (frame.kind === "desk") for (const listener of deskListeners) listener(frame.what);
    else if (frame.kind === "open") for (const item of frame.items) for (const listener of threadListeners) listener({ kind: "open", item });
    else if (frame.kind === "message" || frame.kind === "typing") for (const listener of threadListeners) listener(frame);
    else if (frame.kind === "me") for (const listener of rightsListeners) listener();
  });
  if (frame.seq !== undefined) seq = frame.seq;
}

/** @param {any} frame */
function whole(frame) {
  run = frame.run;
  for (const kind of KINDS) {
    boards[kind].value = new Map((frame[kind] ?? []).map((/** @type {any} */ board) => [board.code ?? board.id, board]));
  }
  daemon.value = frame.daemon;
  ready.value = true;
}

/** @param {any} frame */
function part(frame) {
  for (const kind of KINDS) {
    const changed = frame[kind] ?? [];
    const gone = frame.gone?.[kind] ?? [];
    if (!changed.length && !gone.length) continue;
    const next = new Map(boards[kind].value);
    for (const board of changed) next.set(board.code ?? board.id, board);
    for (const code of gone) next.delete(code);
    boards[kind].value = next;
  }
  if (frame.daemon) daemon.value = frame.daemon;
}

function expect() {
  clearTimeout(watch);
  watch = window.setTimeout(() => lost(0, "silence"), SILENCE);
}

/**
 * @param {number} code
 * @param {string} reason
 */
function lost(code, reason) {
  disconnect();
  stale.value ??= now();
  if (code === 4401) over();
  else if (code === 4403) forbidden();
  else if (code === 4409) elsewhere(reason);
  else window.setTimeout(again, AGAIN[Math.min(tries++, AGAIN.length - 1)]);
}

function again() {
  if (!socket && heeded()) open();
}

/** There is something to be heard: nobody closed us out, or we look on. */
function heeded() {
  return beside || !closed.value;
}

/** @param {string} reason */
function elsewhere(reason) {
  closed.value = reason.includes("took") ? "taken" : "open";
  beside = true;
  open();
}

function over() {
  beside = false;
  closed.value = "signed-out";
  signedOut.value = true;
}

/** What I may has changed: whoever listens finds out, and the page goes where I still may be. */
function forbidden() {
  beside = false;
  closed.value = "forbidden";
  for (const listener of rightsListeners) listener();
}

effect(() => {
  if (signedOut.value || closed.peek() !== "signed-out") return;
  anew();
});

// A laptop that wakes up, a network that returns: at once, not after the rest of the wait.
addEventListener("online", () => stale.value !== null && heeded() && open());
