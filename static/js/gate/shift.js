// Who stands here: a shift begins with a staff badge and a PIN, the PIN unlocks the device, and two
// badges hand it over.

import { give } from "./badge.js";
import * as changes from "./changes.js";
import * as events from "./events.js";
import * as lock from "./lock.js";
import { onClick, part, show, showing, write } from "./screens.js";
import { pinOf, signed } from "./signing.js";
import { forget, get, put } from "./store.js";
import * as update from "./update.js";
import * as words from "./words.js";

let opened = null; // what to do once the device is open
let asked = 0;
let current = null; // {id, guard, name}

export const guardName = () => current?.name ?? "";

export const isOn = () => current !== null;

export function prepareShift(act) {
  opened = act;
  onClick("unlock", unlock);
  onClick("take-over", handOver);
}

export async function recallShift() {
  current = (await get("shift")) ?? null;
}

/** Another screen comes: whoever was to sign is not asked any more. */
export function dismiss() {
  asked += 1;
  give(null);
}

/** The device is locked: the one who stands here unlocks it, or somebody begins a shift. */
export async function showLocked() {
  update.apply(); // nobody is scanning: the moment for a new release
  const mine = ++asked;
  const guards = await lock.guardNames();
  if (mine !== asked) return;
  if (!guards.length) return showWaiting();
  if (current && !guards.some(({ serial }) => serial === current.guard)) await finish(null);
  if (current) return showLock();
  if (await signedAndStarted()) opened();
}

function showLock() {
  write("locked-title", words.say("locked_title"));
  write("locked-line", words.say("locked_by", { name: current.name }));
  part("unlock").hidden = part("take-over").hidden = false;
  show("locked");
  part("unlock").focus({ preventScroll: true });
}

async function showWaiting() {
  write("locked-title", words.say("waiting_title"));
  write("locked-line", words.say(await whyWaiting()));
  part("unlock").hidden = part("take-over").hidden = true;
  show("locked");
  part("locked-title").focus({ preventScroll: true });
}

async function whyWaiting() {
  if (!isSecureContext) return "waiting_insecure";
  return (await get("erased")) === "contact" ? "erased_contact" : "waiting_line";
}

/** The lock screen says the same in another language; the badge screen is asked anew. */
export function translate() {
  if (showing() === "locked") showLocked();
  else if (showing() === "badge" && lock.isLocked && !current) {
    give(null);
    showLocked();
  }
}

async function unlock() {
  if (await pinOf({ serial: current.guard, name: current.name }, true)) opened();
}

/** *guard* has signed already. */
async function start(guard) {
  const event = await events.add({ kind: "shift_started", guard: guard.serial });
  current = { id: event.id, guard: guard.serial, name: guard.name };
  await put("shift", current);
  changes.tell("shift");
}

async function signedAndStarted() {
  const guard = await signed({
    title: words.say("start_title"),
    how: words.say("start_how"),
    opens: true,
    isFree: false,
  });
  if (guard) await start(guard);
  return guard;
}

/** One goes and one comes; both sign. A supervisor may sign for a guard who has left. */
export async function handOver() {
  const leaving = await signedBy("leave");
  const coming =
    leaving &&
    (await signed({
      title: words.say("come_title"),
      how: words.say("come_how", { name: leaving.name }),
      isFit: ({ serial }) => serial !== current.guard,
      unfit: "come_unfit",
      opens: lock.isLocked,
      isFree: true,
    }));
  if (!coming) return resume();
  await finish(coming.serial);
  await start(coming);
  opened();
}

export async function endShift() {
  if (!(await signedBy("end"))) return resume();
  await finish(null);
  await lock.lock();
}

/** The guard of this shift, or a supervisor, signs to *leave* or to *end* it. */
const signedBy = (act) =>
  signed({
    title: words.say(`${act}_title`),
    how: words.say(`${act}_how`, { name: current.name }),
    isFit: ({ serial, supervisor }) => serial === current.guard || supervisor,
    unfit: "leave_unfit",
    isFree: true,
  });

async function finish(next) {
  await events.add({ kind: "shift_ended", handed_to: next });
  current = null;
  await forget("shift");
  changes.tell("shift");
}

const resume = () => (lock.isLocked ? showLocked() : opened());
