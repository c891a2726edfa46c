// What a guard must know besides the verdicts, each with what to do: one line each under the head.

import * as changes from "./changes.js";
import * as clock from "./clock.js";
import * as events from "./events.js";
import { line } from "./dialogs.js";
import * as list from "./list.js";
import * as lock from "./lock.js";
import { part } from "./screens.js";
import * as sync from "./sync.js";
import * as update from "./update.js";
import { LIMITS } from "./verdict.js";
import * as words from "./words.js";

const EVERY_MS = 10_000;

let seen = "";

export function prepareNotices() {
  for (const name of ["disk", "update", "queue", "network", "list", "locked", "unlocked"]) {
    changes.on(name, draw);
  }
  setInterval(draw, EVERY_MS);
}

export async function draw() {
  const refused = lock.isLocked ? [] : await events.refused().catch(() => []);
  const sentences = [
    events.isFull() && words.say("disk_full"),
    clock.isBehind() && words.say("clock_wrong"),
    sync.isOnline && isOld() && words.say("list_old", { age: list.age() }),
    sync.trouble && words.say("events_wait", { why: sync.trouble }),
    refused.length > 0 && words.say("events_refused", { count: refused.length }),
    update.isWaiting && !lock.isLocked && words.say("update_waits"),
  ].filter(Boolean);
  if (sentences.join("\n") === seen) return;
  seen = sentences.join("\n");
  part("notices").replaceChildren(...sentences.map((sentence) => line("p", sentence)));
}

function isOld() {
  const age = list.age();
  return Number.isFinite(age) && age >= LIMITS.list_stale;
}
