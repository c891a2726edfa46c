// What names people, encrypted by a key that was made on this device and that no program can read
// out. It stops who finds the device, not a laboratory.

import { tell } from "./changes.js";
import { database } from "./store.js";

const KEY = "key";
const ALGORITHM = { name: "AES-GCM", length: 256 };

let key = null;

/** Browsers encrypt on pages with HTTPS only; elsewhere nothing that names people is kept. */
export const isPossible = Boolean(globalThis.crypto?.subtle);

/**
 * Keeps *values* by name (JSON, or bytes) in one transaction, and forgets what is *gone*. False:
 * the disk is full. A gate goes on with what is in memory; all of this can be fetched again.
 */
export async function seal(values, gone = []) {
  if (!isPossible) return false;
  const given = Object.entries(values);
  try {
    const ours = await usedKey();
    const sealed = await Promise.all(
      given.map(async ([name, value]) => [name, await encrypt(ours, name, value)]),
    );
    const { store, done } = (await database()).transaction("vault", "readwrite");
    const deleted = gone.map((name) => store.delete(name));
    await Promise.all([...deleted, ...sealed.map(([name, it]) => store.put(it, name)), done]);
    return true;
  } catch {
    tell("disk");
    return false;
  }
}

/** The value of that name; undefined if there is none, or none that this key opens. */
export async function unseal(name) {
  if (!isPossible) return undefined;
  const { store } = (await database()).transaction("vault");
  const [ours, sealed] = await Promise.all([store.get(KEY), store.get(name)]);
  return ours && sealed && decrypt(ours, name, sealed);
}

/** Names that begin so. */
export async function names(beginning) {
  const range = IDBKeyRange.bound(beginning, `${beginning}\uffff`);
  return (await database()).getAllKeys("vault", range);
}

/** Forgets key and everything; nobody can open what was kept, wherever the disk still has it. */
export async function erase() {
  key = null;
  await (await database()).clear("vault");
}

/** The key of this device; made when it is needed for the first time. */
async function usedKey() {
  if (key) return key;
  const made = await crypto.subtle.generateKey(ALGORITHM, false, ["encrypt", "decrypt"]);
  const { store, done } = (await database()).transaction("vault", "readwrite");
  const known = await store.get(KEY); // another tab may have made one
  await Promise.all([known ? null : store.put(made, KEY), done]);
  return (key = known ?? made);
}

async function encrypt(ours, name, value) {
  const isBytes = value instanceof ArrayBuffer;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const data = isBytes ? value : new TextEncoder().encode(JSON.stringify(value));
  return { iv, isBytes, data: await crypto.subtle.encrypt(way(iv, name), ours, data) };
}

async function decrypt(ours, name, { iv, isBytes, data }) {
  try {
    const open = await crypto.subtle.decrypt(way(iv, name), ours, data);
    return isBytes ? open : JSON.parse(new TextDecoder().decode(open));
  } catch {
    return undefined;
  }
}

/** The name is bound to what it names: parts cannot change places. */
const way = (iv, name) => ({
  name: ALGORITHM.name,
  iv,
  additionalData: new TextEncoder().encode(name),
});
