// The pairing of this device, and the order in which it wakes up.

import { on, tell } from "./changes.js";
import * as disk from "./disk.js";
import * as events from "./events.js";
import * as lock from "./lock.js";
import * as presence from "./presence.js";
import * as server from "./server.js";
import { forget, get, put } from "./store.js";
import * as sync from "./sync.js";
import * as vault from "./vault.js";

/** Whether there is a pairing. */
export let isPaired = false;

/** From a code of the desk; what an earlier pairing left unsent is sent by this one. */
export async function pair(code) {
  const { token, device } = await server.pair(code);
  sync.stop();
  await vault.erase();
  for (const key of ["erased", "shift", "contact"]) await forget(key);
  await put("device", device);
  await put("token", token);
  disk.protect();
}

/** Wakes up with what is kept, and asks the server; waits for it only if nothing is kept. */
export async function begin() {
  const token = await get("token");
  isPaired = Boolean(token);
  if (!isPaired) return tell("unpaired", { reason: null });
  server.bear(token);
  await Promise.all([events.recall(), sync.recall()]);
  const isKnown = await lock.begin();
  const first = sync.start();
  if (!isKnown) await first;
}

/** Asks at once when there is a reason to. */
export function attend() {
  on("unlocked", sync.poke);
  on("unpaired", () => (isPaired = false));
  window.addEventListener("online", () => isPaired && sync.poke());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) presence.save(true);
    else if (isPaired) sync.poke();
  });
}
