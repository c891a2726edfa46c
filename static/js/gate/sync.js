// Keeps this device and the server of one mind: events go, list and rules come, the clock is
// compared. Every three seconds while there is an answer and somebody looks.

import { tell } from "./changes.js";
import * as clock from "./clock.js";
import * as disk from "./disk.js";
import * as events from "./events.js";
import * as list from "./list.js";
import * as lock from "./lock.js";
import * as photographs from "./photographs.js";
import * as presence from "./presence.js";
import * as rules from "./rules.js";
import * as seen from "./seen.js";
import * as server from "./server.js";
import { forget, get, put } from "./store.js";

const EVERY_MS = 3000;
const SLOWEST_MS = 15_000;
const REPORT_MS = 60_000;
const FORGET_MS = 12 * 60 * 60_000;
const RELEASE = new URL(import.meta.url).pathname.split("/").at(-2);

export let isOnline = false;

/** When the server answered last, in milliseconds of its clock; null: never. */
export let contactAt = null;

/** Why the server does not take events, though it answers: a sentence, or empty. */
export let trouble = "";

let isRunning = false; // there is a pairing to keep
let round = null;
let timer = null;
let pause = EVERY_MS;
let reportedAt = -Infinity;

export async function recall() {
  contactAt = (await get("contact")) ?? null;
  await clock.recall();
  await forgetInTime(); // before anything is opened
}

/** Asks, and goes on asking. */
export function start() {
  isRunning = true;
  return poke();
}

export function stop() {
  isRunning = false;
  clearTimeout(timer);
}

/** Asks now, and goes on asking; resolves when this round is over. */
export function poke() {
  clearTimeout(timer);
  round ??= go().finally(() => {
    round = null;
    if (isRunning) timer = setTimeout(poke, document.hidden ? SLOWEST_MS : pause);
  });
  return round;
}

async function go() {
  if (!isRunning) return;
  try {
    await sendEvents();
    if (!lock.isSpent) await (lock.isLocked ? renewRules() : renewList());
    heard();
    photographs.fill(() => isOnline && !lock.isLocked);
  } catch (error) {
    await failed(error);
  }
  await clock.noticed();
  await forgetInTime();
}

async function failed(error) {
  if (error instanceof server.Refused) return refused(error);
  if (!(error instanceof server.Unreachable)) console.error(error);
  return lost();
}

async function sendEvents() {
  const isDue = performance.now() - reportedAt > REPORT_MS;
  if (!isDue && !(await events.unsent())) return;
  await disk.measure();
  try {
    await events.send(await report());
    reportedAt = performance.now();
    trouble = "";
  } catch (error) {
    if (!(error instanceof server.Refused) || error.status === 401) throw error;
    trouble = error.message; // nothing is running, say: they wait, the list goes on
  }
}

/** How this device does. */
async function report() {
  const power = await navigator.getBattery?.().catch(() => null);
  return {
    release: RELEASE,
    version: list.version(),
    list_at: list.at(),
    battery: power ? Math.round(power.level * 100) : null,
  };
}

async function renewRules() {
  const mark = (rules.current ?? (await rules.kept()))?.mark;
  const fresh = await server.rules(mark);
  if (!fresh) return;
  await lock.obey(fresh);
  if (!lock.isLocked) await renewList();
}

async function renewList() {
  if (!rules.current) return renewRules();
  const settled = seen.counted();
  const known = { epoch: list.epoch(), version: list.version(), ...presence.known() };
  let answer = await asked(known);
  if (answer.rules !== rules.current.mark) await lock.obey((await server.rules()) ?? rules.current);
  if (!(await list.apply(answer))) {
    answer = await asked({ epoch: "", version: 0, presence: 0, run: 0 });
    if (!(await list.apply(answer))) throw new Error("the list is not whole");
  }
  presence.apply(answer, settled);
  await presence.save();
}

async function asked(known) {
  const sentAt = clock.now();
  const answer = await server.list(known);
  await clock.measured(sentAt, clock.now(), answer.now);
  return answer;
}

/** The server answered. */
export function heard() {
  const before = contactAt;
  contactAt = clock.server();
  pause = EVERY_MS;
  if (before === null || contactAt - before > EVERY_MS) put("contact", contactAt).catch(() => {});
  show(true);
}

/** It did not. */
export function lost() {
  pause = isOnline ? EVERY_MS : Math.min(SLOWEST_MS, pause * 2);
  show(false);
}

function show(fresh) {
  if (isOnline === fresh) return;
  isOnline = fresh;
  tell("network");
}

/** It answered no. A device that was revoked keeps nothing that names anybody. */
export async function refused(error) {
  if (error.status !== 401) return heard();
  stop();
  server.bear(null);
  await forget("token");
  await lock.erase("unpaired");
  tell("unpaired", { reason: "device_revoked" });
}

async function forgetInTime() {
  const hasRules = rules.current !== null || lock.isLocked;
  if (contactAt === null || !hasRules || clock.elapsed(contactAt) < FORGET_MS) return;
  contactAt = null;
  await lock.erase("contact");
}
