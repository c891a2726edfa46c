// The list of passes. Encrypted in parts on the disk; in memory only while the device is unlocked.

import { tell } from "./changes.js";
import * as clock from "./clock.js";
import { crc32 } from "./crc32.js";
import { called, hasBit } from "./rules.js";
import * as vault from "./vault.js";

const PARTS = 32;
const SAVED_EVERY_MS = 60_000; // when nothing changed, only its age did
const NOTHING = { epoch: "", version: 0, at: null };
// Where things stand in a row; docs/gate-sync.md.
const COLUMNS = [
  "serial",
  "name",
  "group",
  "category",
  "function",
  "revoked",
  "revoked_at",
  "valid_from",
  "valid_until",
  "zones",
  "flags",
  "photo",
];
const [REVOKED, ZONES, PHOTO] = ["revoked", "zones", "photo"].map((x) => COLUMNS.indexOf(x));
const SUPERVISOR = 1;
const BY_PROTOCOL = 2;

let rows = new Map(); // serial: row
let digest = 0;
let head = NOTHING;
let savedAt = 0;
let folded = new WeakMap(); // row: its name as it is searched

export const size = () => rows.size;
export const epoch = () => head.epoch;
export const version = () => head.version;
export let newest = null;

/** When the server confirmed it last, in milliseconds of the server's clock; null: never. */
export const at = () => head.at;

/** In whole seconds. */
export const age = () => (head.at === null ? Infinity : Math.floor(clock.elapsed(head.at) / 1000));

export const isThere = () => head.at !== null;

export const has = (serial) => rows.has(serial);

/** The pass of that number, or null. */
export function find(serial) {
  const row = rows.get(serial);
  return row ? opened(row) : null;
}

function opened(row) {
  const { flags, ...pass } = Object.fromEntries(COLUMNS.map((name, i) => [name, row[i]]));
  const supervisor = Boolean(flags & SUPERVISOR);
  const name = called(pass);
  return { ...pass, name, supervisor, by_protocol: Boolean(flags & BY_PROTOCOL) };
}

/** The marks of all photographs. */
export const photos = () => new Set(Array.from(rows.values(), (row) => row[PHOTO]));

/** [serial, photo] of those with a photograph who may pass into the zone at this *position*. */
export function pictured(position) {
  return Array.from(rows.values())
    .filter((row) => row[PHOTO] && !row[REVOKED] && hasBit(row[ZONES], position))
    .map((row) => [row[0], row[PHOTO]]);
}

/** Passes in whose name every word of *text* begins a word; at most so many, by name. */
export function search(text, most = 20) {
  const words = fold(text).split(" ").filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const row of rows.values()) {
    if (!folded.has(row)) folded.set(row, ` ${fold(row[1])}`);
    const name = folded.get(row);
    if (words.every((word) => name.includes(` ${word}`))) found.push(row);
  }
  return found
    .sort((a, b) => a[1].localeCompare(b[1]))
    .slice(0, most)
    .map(opened);
}

const fold = (text) =>
  text
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/đ/g, "d")
    .replace(/ø/g, "o")
    .replace(/ł/g, "l")
    .replace(/ß/g, "ss")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

const sum = (row) => crc32(JSON.stringify(row));

/**
 * Takes an answer of the server. False: what came out is not what the server has, so the whole
 * list must be asked for. A whole list that is not whole itself changes nothing.
 */
export async function apply(answer) {
  const isNew = answer.full || answer.rows.length > 0;
  const changed = isNew ? new Map(answer.full ? [] : rows) : rows;
  let total = answer.full ? 0 : digest;
  for (const row of answer.rows) {
    const old = changed.get(row[0]);
    total += sum(row) - (old ? sum(old) : 0);
    changed.set(row[0], row);
  }
  if (total !== answer.digest || changed.size !== answer.size) return false;
  [rows, digest] = [changed, total];
  head = { epoch: answer.epoch, version: answer.version, at: answer.now };
  for (const [serial] of answer.rows) newest = Math.max(newest ?? 0, serial);
  if (answer.full) newest = latest();
  await save(answer);
  tell("list");
  return true;
}

const latest = () => Array.from(rows.keys()).reduce((most, x) => Math.max(most, x), 0) || null;

async function save(answer) {
  const isDue = answer.full || answer.rows.length || head.at - savedAt > SAVED_EVERY_MS;
  if (!isDue) return;
  savedAt = head.at;
  const touched = answer.full
    ? Array.from({ length: PARTS }, (_, part) => part)
    : [...new Set(answer.rows.map(([serial]) => serial % PARTS))];
  const parts = new Map(touched.map((part) => [part, []]));
  for (const row of rows.values()) parts.get(row[0] % PARTS)?.push(row);
  const values = Object.fromEntries(touched.map((part) => [`list/${part}`, parts.get(part)]));
  await vault.seal({ ...values, list: head });
}

/** From the disk to memory. A list that does not hold together is asked for anew. */
export async function recall() {
  const names = Array.from({ length: PARTS }, (_, part) => `list/${part}`);
  const [known, ...parts] = await Promise.all(["list", ...names].map(vault.unseal));
  if (!known) return;
  const isWhole = parts.every(Boolean);
  rows = new Map(parts.flatMap((part) => part ?? []).map((row) => [row[0], row]));
  digest = Array.from(rows.values(), sum).reduce((total, each) => total + each, 0);
  head = isWhole ? known : { ...known, version: 0 };
  savedAt = head.at;
  newest = latest();
  tell("list");
}

/** Out of memory; the disk keeps what it has. */
export function close() {
  [rows, digest, head, newest, folded] = [new Map(), 0, NOTHING, null, new WeakMap()];
}
