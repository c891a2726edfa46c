// The scanner: reads codes, has them judged, shows what came out. What it knows is in the modules.

import * as badge from "./badge.js";
import { stayAwake } from "./camera.js";
import { on } from "./changes.js";
import * as device from "./device.js";
import * as dialogs from "./dialogs.js";
import * as finder from "./finder.js";
import * as head from "./head.js";
import { newId } from "./ids.js";
import { prepareIncident } from "./incident.js";
import * as judge from "./judge.js";
import * as lock from "./lock.js";
import * as menu from "./menu.js";
import * as notices from "./notices.js";
import { offerOverride, prepareOverride } from "./override.js";
import { preparePins } from "./pins.js";
import * as rules from "./rules.js";
import * as screens from "./screens.js";
import { prepareSearch } from "./search.js";
import * as server from "./server.js";
import * as shift from "./shift.js";
import { prepareSound, signal } from "./signals.js";
import * as strip from "./strip.js";
import * as update from "./update.js";
import { listen } from "./wedge.js";
import * as words from "./words.js";

const { onClick, part, show, showing } = screens;
const ADMITTED_FOR_MS = 2000;
const HELD_FOR_MS = 3000; // a badge out of sight for so long is shown anew

let direction = "in";
let isAsking = false;
let unanswered = null;
let held = { text: null, at: 0 };
let clearing = null;

// --- reading -----------------------------------------------------------------------------

/** Green makes way for the next code; every other verdict waits for a thumb. */
const isOpen = () =>
  !isAsking &&
  !dialogs.isOpen() &&
  (showing() === "scanning" || (showing() === "verdict" && document.body.dataset.tone === "admit"));

function seen(text) {
  const now = performance.now();
  if (text === held.text && now - held.at < HELD_FOR_MS) {
    held.at = now;
  } else if (isOpen() || isForGuard()) {
    held = { text, at: now };
    took("camera", text);
  }
}

const isForGuard = () => badge.isAwaited() && showing() === "badge" && !dialogs.isOpen();

function typed(text) {
  if (showing() === "pairing") return pair(text.match(/pair=(\w+)/i)?.[1] ?? text);
  if (dialogs.isOpen()) dialogs.closeAll(); // a scanner types into whatever has the focus
  if (isOpen() || isForGuard()) took("wedge", text.toUpperCase());
}

function took(method, code) {
  if (isForGuard()) badge.took(code);
  else deliver({ method, code });
}

async function number() {
  const title = words.say("number_title");
  const digits = await dialogs.number({ title, act: words.say("check") });
  if (digits !== null && isOpen()) deliver({ method: "serial", serial: Number(digits) });
}

// --- judging -----------------------------------------------------------------------------

async function deliver(reading) {
  isAsking = true;
  unanswered = { id: newId(), direction, ...reading };
  writeSay();
  try {
    answered(await judge.read(unanswered));
  } catch (error) {
    failed(error);
  } finally {
    isAsking = false;
    writeSay();
  }
}

function answered(answer) {
  clearTimeout(clearing);
  unanswered = null;
  screens.showVerdict(answer);
  signal(document.body.dataset.tone);
  turn("in");
  strip.remember(answer);
  offerOverride(answer);
  head.draw();
  if (document.body.dataset.tone === "admit") clearing = setTimeout(next, ADMITTED_FOR_MS);
  if (answer.person?.serial) showPhotograph(answer);
}

/** Nobody decided: the verdict stands. */
function undecided() {
  if (lock.isLocked || !device.isPaired) return;
  show("verdict");
  part("next").focus({ preventScroll: true });
}

/** The verdict never waits for it. */
async function showPhotograph(answer) {
  const url = await judge.photograph(answer.person);
  if (url && screens.verdictShown() === answer) screens.showPhotograph(url);
  else if (url) URL.revokeObjectURL(url);
}

function next() {
  clearTimeout(clearing);
  if (dialogs.isOpen()) clearing = setTimeout(next, ADMITTED_FOR_MS);
  else home();
}

function failed(error) {
  if (error instanceof judge.NoList) screens.showTrouble("unreachable");
  else if (error instanceof judge.Locked) home();
  else if (error instanceof server.Refused && error.status !== 401) {
    screens.showTrouble("refused", error.message || words.say("refused_line"));
  } else if (error.status !== 401) throw error;
}

// --- where one is ------------------------------------------------------------------------

/** The screen to which everything returns. */
function home() {
  shift.dismiss();
  if (!device.isPaired || lock.isSpent) return showPairing();
  if (lock.isLocked) return shift.showLocked();
  part("open-menu").hidden = false;
  show("scanning");
  part("open-number").focus({ preventScroll: true });
}

function showPairing(error = "") {
  part("open-menu").hidden = true;
  part("code").value = "";
  screens.write("pairing-why", lock.isSpent ? words.say("erased_pins") : "");
  screens.write("pairing-error", error);
  show("pairing");
  part("code").focus({ preventScroll: true });
  update.apply(); // nobody is scanning: the moment for a new release
}

async function pair(code) {
  show("starting");
  try {
    await device.pair(code);
    await begin();
  } catch (error) {
    const isReached = error instanceof server.Refused;
    showPairing(isReached ? error.message : words.say("pair_unreachable"));
  }
}

async function begin() {
  await shift.recallShift();
  await device.begin();
  if (device.isPaired && showing() === "starting") home(); // else it has been heard of already
}

/** Somebody locked it, or it was erased: nothing of before stays on the screen. */
function cleared() {
  clearTimeout(clearing);
  dialogs.closeAll();
  strip.forgetAll();
  home();
}

function unpaired({ reason }) {
  dialogs.closeAll();
  strip.forgetAll();
  shift.dismiss();
  if (reason) head.forgetPlace();
  showPairing(reason ? words.say(reason) : "");
}

/** Out lasts for one scan, so that nobody is counted the wrong way by an oversight. */
function turn(to) {
  const only = rules.current?.checkpoint.direction ?? "both";
  direction = only === "both" ? to : only;
  document.body.dataset.direction = direction;
  const toggle = part("direction");
  toggle.hidden = !rules.current || only !== "both";
  toggle.setAttribute("aria-pressed", String(direction === "out"));
  toggle.querySelector("span").textContent = words.say(`direction_${direction}`);
  writeSay();
}

function writeSay() {
  const key = showing() === "badge" ? "hold_guard" : `hold_${direction}`;
  part("say").textContent = words.say(isAsking ? "asking" : key);
}

/** The camera works where something is to be read. */
function screened() {
  const isReading = ["scanning", "badge"].includes(showing());
  if (isReading) finder.ensure();
  else if (["locked", "pairing"].includes(showing())) finder.close();
  part("state").hidden = !device.isPaired;
  writeSay();
  head.draw();
  notices.draw();
}

function translated() {
  turn(direction);
  menu.markTongue();
  screens.translate();
  shift.translate();
  for (const each of [strip, head, notices]) each.draw();
  finder.translate();
  menu.translate();
}

// --- everything together -----------------------------------------------------------------

function wire() {
  onClick("next", next);
  onClick("retry", () => (unanswered ? deliver(unanswered) : next()));
  onClick("give-up", next);
  onClick("open-number", number);
  onClick("direction", () => turn(direction === "in" ? "out" : "in"));
  part("pairing").addEventListener("submit", (event) => {
    event.preventDefault();
    pair(part("code").value);
  });
  onClick("open-menu", () => clearTimeout(clearing));
  dialogs.prepareDialogs();
  badge.prepareBadge();
  shift.prepareShift(home);
  prepareOverride({ overridden: answered, left: undecided });
  preparePins({ direction: () => direction, admitted: answered });
  prepareSearch((serial) => isOpen() && deliver({ method: "name", serial }));
  prepareIncident(strip.latestScan);
  strip.prepareStrip();
  menu.prepareMenu({ camera: finder.choosing });
  notices.prepareNotices();
  prepareSound((isOn) => (part("sound").hidden = isOn));
  listen(typed);
  stayAwake();
  hear();
}

function hear() {
  on("rules", () => (["starting", "locked"].includes(showing()) ? home() : turn(direction)));
  on("network", () => showing() === "locked" && home());
  on("locked", cleared);
  on("erased", cleared);
  on("unpaired", unpaired);
  on("language", translated);
  on("screen", screened);
  device.attend();
  update.watch();
  window.addEventListener("hashchange", start);
}

async function start() {
  const code = new URLSearchParams(location.hash.slice(1)).get("pair");
  if (!code) return begin();
  history.replaceState(null, "", location.pathname);
  return pair(code);
}

await words.begin();
await Promise.all([finder.prepareFinder(seen), head.prepareHead()]);
wire();
translated();
start();
