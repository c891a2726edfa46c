// What happened at this gate, until the server has confirmed it: each event once, in its own store,
// never encrypted and never erased with the list. There are no names in it.
//
// A record is {sequence, event, note}: the note is what later verdicts must know (seen.js).

import { tell } from "./changes.js";
import * as clock from "./clock.js";
import * as disk from "./disk.js";
import { newId } from "./ids.js";
import * as photographs from "./photographs.js";
import * as rules from "./rules.js";
import * as seen from "./seen.js";
import * as server from "./server.js";
import { database, get } from "./store.js";

const BATCH = 200;
const LOCK = "ceremony-gate-events";
const UNREADABLE = new Set([400, 413, 422]); // sent again as it is, it would be refused again
const STRICT = { durability: "strict" };

let highest = 0;
let overflow = []; // what the disk would not take: sent from memory, if the network comes first

/** Whether the disk takes no more, or soon will not: say so, and send before closing. */
export const isFull = () => overflow.length > 0 || disk.isNearlyFull();

export const shift = async () => (await get("shift"))?.id ?? null;

/** The next number of this device's own count; never given twice, whichever tab asks. */
export async function nextNumber() {
  try {
    const { store, done } = (await database()).transaction("device", "readwrite");
    const number = ((await store.get("sequence")) ?? 0) + 1;
    await Promise.all([store.put(number, "sequence"), done]);
    return (highest = number);
  } catch {
    return (highest += 1);
  }
}

/**
 * Keeps *event* until the server has it.
 *
 * @returns the event with its id, instant, offset, number and shift; and isStored: false if the
 *   disk is full and it is in memory only.
 */
export async function add(event, { at, offset, sequence, note = null } = {}) {
  const number = sequence ?? (await nextNumber());
  const whole = {
    id: newId(),
    ...event,
    at: at ?? clock.now(),
    offset: offset ?? clock.offset,
    sequence: number,
    shift: event.kind === "shift_started" ? null : await shift(),
    checkpoint: rules.current?.checkpoint.code, // it may be paired elsewhere until this is sent
  };
  if (note?.movement) note.movement.sequence = number;
  const isStored = await written({ sequence: number, event: whole, note });
  if (note) seen.note(note);
  clock.noticed();
  tell("queue");
  return { ...whole, isStored };
}

async function written(record) {
  try {
    await write(record);
  } catch {
    await photographs.drop(); // they can be fetched again
    return write(record).then(
      () => true,
      () => spilled(record),
    );
  }
  return true;
}

async function write(record) {
  const { store, done } = (await database()).transaction("events", "readwrite", STRICT);
  await Promise.all([store.put(record), done]);
}

function spilled(record) {
  overflow.push(record);
  tell("disk");
  return false;
}

export const unsent = async () => (await (await database()).count("events")) + overflow.length;

/** What the server would not take, and why: kept and shown, not sent again. */
export async function refused() {
  return (await (await database()).getAll("refused")).map(({ event, error }) => ({ event, error }));
}

/** A supervisor has seen to a refused one. */
export async function dismiss(id) {
  const { store, done } = (await database()).transaction("refused", "readwrite");
  for (const { sequence, event } of await store.getAll()) {
    if (event.id === id) store.delete(sequence);
  }
  await done;
  tell("queue");
}

/** After the browser was closed: what waits still says who came and went. */
export async function recall() {
  const [records, number] = await Promise.all([
    (await database()).getAll("events"),
    get("sequence"),
  ]);
  highest = number ?? 0;
  seen.restore(records.map(({ note }) => note).filter(Boolean));
}

/** Sends what waits, in parts; one tab at a time. *report* tells how the device does. */
export function send(report) {
  const act = () => sendAll(report);
  if (!navigator.locks) return act(); // a page without HTTPS
  return navigator.locks.request(LOCK, { ifAvailable: true }, (lock) => (lock ? act() : null));
}

async function sendAll(report) {
  let settled;
  do {
    const records = await next();
    settled = await settle(records, await delivered(report, records));
  } while (settled && (await unsent()));
}

/** A batch that cannot be read goes one by one: one bad event holds up none of the others. */
async function delivered(report, records) {
  try {
    return await deliver(report, records);
  } catch (error) {
    if (!UNREADABLE.has(error.status) || !records.length) throw error;
    const { code, message } = error;
    if (records.length === 1) return { [records[0].event.id]: { code, message } };
    const results = {};
    for (const record of records) Object.assign(results, await delivered(report, [record]));
    return results;
  }
}

async function next() {
  const stored = await (await database()).getAll("events", null, BATCH);
  return [...stored, ...overflow].slice(0, BATCH);
}

async function deliver(report, records) {
  const events = records.map(({ event }) => event);
  const [sentAt, waiting] = [clock.now(), await unsent()];
  const body = { ...report, now: sentAt, unsent: waiting, events };
  const { results, now } = await server.events(body);
  clock.measured(sentAt, clock.now(), now);
  return results;
}

/** Forgets what is confirmed, puts aside what is refused; how many these are. */
async function settle(records, results) {
  const told = records.filter(({ event }) => results[event.id] !== undefined);
  const isKept = ({ event }) => typeof results[event.id] === "string";
  const settled = await forget(told.filter(isKept));
  for (const record of told.filter((each) => !isKept(each))) {
    const { code = "refused", message = "" } = results[record.event.id];
    if (await putAside(record, { code, message })) settled.push(record);
  }
  if (!settled.length) return 0;
  const numbers = new Set(settled.map(({ sequence }) => sequence));
  overflow = overflow.filter(({ sequence }) => !numbers.has(sequence));
  seen.sent([...numbers]);
  tell("queue");
  return settled.length;
}

async function forget(records) {
  const { store, done } = (await database()).transaction("events", "readwrite");
  await Promise.all([...records.map(({ sequence }) => store.delete(sequence)), done]);
  return records;
}

/** False: there is no room, so it goes on waiting. */
async function putAside(record, error) {
  const both = (await database()).transaction(["events", "refused"], "readwrite");
  const moved = [
    both.objectStore("refused").put({ ...record, error }),
    both.objectStore("events").delete(record.sequence),
  ];
  return Promise.all([...moved, both.done]).then(
    () => true,
    () => false,
  );
}
