// The PIN: what names people is in memory only while somebody who has one stands here.

import { tell } from "./changes.js";
import * as list from "./list.js";
import * as presence from "./presence.js";
import * as rules from "./rules.js";
import { forget, get, put } from "./store.js";
import * as vault from "./vault.js";

const MOST_TRIES = 10;

/** A ceremony that names no guards leaves its devices open. */
export let isLocked = true;

/** Ten wrong PINs: nothing opens it but a new pairing. */
export let isSpent = false;

let tries = 0;

/** At the start: what is kept is opened, unless guards have PINs. Whether anything is kept. */
export async function begin() {
  tries = (await get("tries")) ?? 0;
  isSpent = (await get("erased")) === "pins";
  const known = await rules.kept();
  closeAll();
  isLocked = !known || known.guards.length > 0;
  if (!isLocked) await open();
  return Boolean(known);
}

/** New rules of the server. */
export async function obey(fresh) {
  await forget("erased");
  if (isLocked && fresh.guards.length > 0) return rules.keepShut(fresh);
  isLocked = false;
  return rules.keep(fresh);
}

async function open() {
  isLocked = false;
  await rules.recall();
  await Promise.all([list.recall(), presence.recall()]);
  tell("unlocked");
}

export async function lock() {
  await presence.save(true);
  close();
}

function close() {
  isLocked = true;
  closeAll();
  tell("locked");
}

function closeAll() {
  for (const each of [list, presence, rules]) each.close();
}

const guards = async () => (rules.current ?? (await rules.kept()))?.guards ?? [];

/** [{serial, name, supervisor}], also while it is locked. */
export const guardNames = async () =>
  (await guards()).map(({ serial, name, supervisor }) => ({ serial, name, supervisor }));

/** Opens the device; *serial* is the guard's whose shift it is, if it is not given. */
export async function unlock(pin, serial) {
  const result = await check(serial ?? (await get("shift"))?.guard, pin);
  if (result.ok && isLocked) await open();
  return result;
}

/**
 * Whether the PIN is this guard's: {ok: true, guard}, {ok: false, left} or
 * {ok: false, unknown: true}; {ok: false, erased: true}: it was the tenth wrong one, and the list
 * is gone.
 */
export async function check(serial, pin) {
  const guard = (await guards()).find((each) => each.serial === serial);
  if (!guard) return { ok: false, unknown: true };
  await count(tries + 1); // before the answer is known: to interrupt it gains nothing
  if (await isOf(guard, pin)) {
    await count(0);
    return { ok: true, guard };
  }
  if (tries < MOST_TRIES) return { ok: false, left: MOST_TRIES - tries };
  await erase("pins");
  return { ok: false, erased: true };
}

async function count(many) {
  tries = many;
  await put("tries", many).catch(() => {}); // a full disk must not lock anybody out
}

async function isOf({ salt, hash, rounds }, pin) {
  const secret = new TextEncoder().encode(pin);
  const key = await crypto.subtle.importKey("raw", secret, "PBKDF2", false, ["deriveBits"]);
  const way = { name: "PBKDF2", hash: "SHA-256", salt: fromHex(salt), iterations: rounds };
  const bits = await crypto.subtle.deriveBits(way, key, 256);
  return toHex(new Uint8Array(bits)) === hash;
}

const fromHex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));

const toHex = (bytes) => Array.from(bytes, (x) => x.toString(16).padStart(2, "0")).join("");

/** Forgets everything but what has not been sent. *reason*: pins, contact or unpaired. */
export async function erase(reason) {
  await vault.erase();
  await put("erased", reason).catch(() => {});
  await count(0);
  isSpent = reason === "pins";
  close();
  tell("erased", { reason });
}
