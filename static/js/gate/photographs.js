// Photographs: of those likely at this gate beforehand, of others when they come. No verdict waits.

import * as disk from "./disk.js";
import * as list from "./list.js";
import * as rules from "./rules.js";
import * as server from "./server.js";
import * as vault from "./vault.js";

const MOST = 3000; // of 12 KB at most
const PAUSE_MS = 30;
const SHELF = "photo/";

/** Of those likely here: how many are on the device. */
export const progress = { kept: 0, wanted: 0 };

let filledFor = ""; // rules and list
let isFilling = false;
const missing = new Set(); // the server has no such picture

/** A blob: URL of the photograph of a person of an answer, or null; whoever asked revokes it. */
export async function of({ serial, photo, photograph }) {
  if (!photo && !photograph) return null;
  const bytes = (photo && (await vault.unseal(SHELF + photo))) || (await fetched());
  return bytes && URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));

  async function fetched() {
    try {
      const found = await server.photograph(photo ? { serial } : { photograph });
      if (photo && !disk.isCrowded()) await vault.seal({ [SHELF + photo]: found });
      return found;
    } catch {
      return null; // the frame says that there is none
    }
  }
}

/** Fetches what is likely needed, one after the other, for as long as *isFine* says so. */
export async function fill(isFine) {
  const now = `${rules.current?.mark} ${list.epoch()} ${list.version()}`;
  if (isFilling || now === filledFor || !rules.zone() || !vault.isPossible) return;
  isFilling = true;
  try {
    if (await fetchAll(isFine)) filledFor = now;
  } catch {
    // The next round goes on.
  } finally {
    isFilling = false;
  }
}

async function fetchAll(isFine) {
  const byPhoto = new Map(list.pictured(rules.zone().position).map((each) => [each[1], each]));
  const likely = [...byPhoto.values()].slice(0, MOST);
  const kept = new Set(await vault.names(SHELF));
  const used = list.photos();
  await vault.seal({}, [...kept].filter((name) => !used.has(Number(name.slice(SHELF.length)))));
  const wanted = likely.filter(([, photo]) => !missing.has(photo));
  const open = wanted.filter(([, photo]) => !kept.has(SHELF + photo));
  Object.assign(progress, { wanted: wanted.length, kept: wanted.length - open.length });
  for (const [serial, photo] of open) {
    if (!isFine() || disk.isCrowded()) return false;
    if (await fetchOne(serial, photo)) progress.kept += 1;
    else missing.add(photo);
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  return true;
}

async function fetchOne(serial, photo) {
  try {
    return await vault.seal({ [SHELF + photo]: await server.photograph({ serial }) });
  } catch (error) {
    if (error instanceof server.Refused) return false;
    throw error;
  }
}

/** Makes room: they can be fetched again. */
export async function drop() {
  await vault.seal({}, await vault.names(SHELF));
  filledFor = "";
}
