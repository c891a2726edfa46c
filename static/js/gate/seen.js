// What this device saw itself: who came and went since the server last told who is inside, who was
// admitted a moment ago and may bring somebody along, and the same code read twice.
//
// A movement is {sequence, serial, group, direction, at, heads, moved, shares}: *moved* if it
// changed who is inside, *shares* if it took from what this checkpoint may admit by itself.

import { KINDS, LIMITS } from "./verdict.js";

let movements = [];
let standing = new Map(); // serial: since when inside, or null: outside; of the movements alone
const confirmed = new Set();
const last = new Map(); // code and direction: what was answered
const partners = new Map(); // group: when a personal badge of it was admitted
let escortAt = null;

/** Puts one scan in; *pass* is what is known of the badge, null when nothing is. */
export function note({ key, direction, verdict, at, movement, pass, escorts }) {
  if (key !== null) {
    const { code, admits, reason, facts } = verdict;
    last.set(`${direction} ${key}`, { code, admits, reason, facts, at });
    forget(at);
  }
  if (movement) moved(movement);
  if (!pass || !verdict.admits || direction !== "in") return;
  if (!KINDS[pass.kind].changes_hands && pass.group !== null) partners.set(pass.group, at);
  if (escorts.includes(pass.category)) escortAt = at;
}

function forget(at) {
  for (const [key, scan] of last) if (at - scan.at > LIMITS.repeat_within) last.delete(key);
}

function moved(movement) {
  movements.push(movement);
  const { serial, direction, at } = movement;
  if (serial !== null && movement.moved) standing.set(serial, direction === "in" ? at : null);
}

export const lastOf = (key, direction) => last.get(`${direction} ${key}`) ?? null;

export const partnerAt = (group) => (group === null ? null : (partners.get(group) ?? null));

export const lastEscortAt = () => escortAt;

/** Since when a badge is inside by what was seen here; undefined: it was not seen. */
export const insideSince = (serial) => standing.get(serial);

/** Heads that came, less those that went, and that the server has not told of yet. */
export const netHeads = (group) =>
  movements
    .filter((x) => x.moved && (group === undefined || x.group === group))
    .reduce((sum, x) => sum + (x.direction === "in" ? x.heads : -x.heads), 0);

/** Heads that this device let in by itself. */
export const share = () =>
  movements.filter((x) => x.shares).reduce((sum, { heads }) => sum + heads, 0);

/** The server has these; the next time it tells who is inside, they are among them. */
export const sent = (sequences) => sequences.forEach((sequence) => confirmed.add(sequence));

/** What an answer asked for now will have counted. */
export const counted = () => new Set(confirmed);

/** That answer has come. */
export function settled(sequences) {
  movements = movements.filter(({ sequence }) => !sequences.has(sequence));
  for (const sequence of sequences) confirmed.delete(sequence);
  standing = new Map();
  for (const { serial, direction, at, moved: did } of movements) {
    if (serial !== null && did) standing.set(serial, direction === "in" ? at : null);
  }
}

/** After the browser was closed: from the events that still wait. */
export function restore(notes) {
  movements = [];
  standing = new Map();
  for (const each of notes) note(each);
}
