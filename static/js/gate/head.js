// The head of every screen: where this is, who stands here, whether there is a network, what waits
// to be sent and how old the list is. Without a network a band says what happens then.

import * as changes from "./changes.js";
import * as events from "./events.js";
import * as list from "./list.js";
import * as lock from "./lock.js";
import * as presence from "./presence.js";
import * as rules from "./rules.js";
import { part, showing, write } from "./screens.js";
import { guardName } from "./shift.js";
import { get, put } from "./store.js";
import * as sync from "./sync.js";
import { LIMITS } from "./verdict.js";
import * as words from "./words.js";

const EVERY_MS = 10_000; // the list grows older
const SETTLED_MS = 4000; // after the page began: until then no answer is no news

let place = null; // {code, name, zone, run}: no names of people, so it is kept outside of the vault
let power = null;

export async function prepareHead() {
  place = (await get("place").catch(() => null)) ?? null;
  for (const name of ["network", "list", "rules", "queue", "shift", "unlocked", "locked", "erased"]) {
    changes.on(name, draw);
  }
  setInterval(draw, EVERY_MS);
  setTimeout(draw, SETTLED_MS);
  power = await navigator.getBattery?.().catch(() => null);
  power?.addEventListener("levelchange", draw);
}

export async function draw() {
  await writePlace();
  write("guard", guardName());
  writeAge();
  writeBattery();
  writeHeads();
  const isOffline = !sync.isOnline && performance.now() > SETTLED_MS;
  writeNetwork(isOffline);
  const unsent = await events.unsent().catch(() => 0);
  part("unsent").textContent = words.count(unsent);
  part("band-unsent").textContent = words.count(unsent);
  part("band").hidden = !isOffline || showing() !== "scanning";
}

function writeNetwork(isOffline) {
  const network = sync.isOnline ? "online" : isOffline ? "offline" : "";
  document.body.dataset.network = network;
  const text = network && words.say(network);
  if (part("network").textContent !== text) part("network").textContent = text; // said once
}

/** The place stays there while the device is locked. */
async function writePlace() {
  const known = rules.current ?? (place ? null : await rules.kept());
  if (known) remember(known);
  if (!place) return;
  const { code, name, zone, zoneName, run } = place;
  words.useTimeZone(place.timeZone);
  write("zone", zone);
  write("checkpoint", `${code} ${name}`);
  part("checkpoint").title = rules.said(zoneName);
  write("run", run);
}

function remember({ checkpoint, ceremony, run, zones }) {
  const { code, name, zone } = checkpoint;
  const fresh = {
    code,
    name,
    zone,
    zoneName: zones.find((each) => each.code === zone)?.name ?? {},
    run: run && !run.live ? run.label : "",
    timeZone: ceremony.time_zone,
  };
  if (JSON.stringify(fresh) !== JSON.stringify(place)) put("place", fresh).catch(() => {});
  place = fresh;
}

function writeAge() {
  const age = list.age();
  const isKnown = Number.isFinite(age);
  const isOld = isKnown && age >= LIMITS.list_stale;
  part("age").hidden = lock.isLocked; // nobody reads it then, and it is not in memory
  part("age").dataset.old = String(isOld);
  part("age-is").textContent = isKnown ? words.age(age, "short") : words.say("no_list");
  part("band-age").textContent = isKnown ? words.age(age) : words.say("no_list");
  part("band-bar").value = isKnown ? Math.min(100, (100 * age) / LIMITS.list_stale) : 100;
  part("band-then").textContent = words.say(isOld ? "offline_old" : "offline_then", {
    age: LIMITS.list_stale,
  });
}

function writeBattery() {
  part("battery").hidden = !power;
  if (power) part("battery-is").textContent = words.percent(power.level);
}

function writeHeads() {
  const heads = rules.current && presence.heads();
  part("count").hidden = !heads;
  if (!heads) return;
  const [count, capacity] = [heads.inside, heads.capacity ?? 0];
  part("inside").textContent = words.say(capacity ? "inside_of" : "inside", { count, capacity });
}

export const isPlaced = () => place !== null;

export function forgetPlace() {
  place = null;
  for (const name of ["zone", "checkpoint", "run"]) write(name, "");
}
