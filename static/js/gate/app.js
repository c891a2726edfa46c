// The scanner: pairs the device, reads codes, asks the server, shows the verdict.

import { Camera, stayAwake } from "./camera.js";
import { closeNumber, prepareNumber } from "./number.js";
import * as screens from "./screens.js";
import * as server from "./server.js";
import { prepareSound, signal } from "./signals.js";
import * as store from "./store.js";
import { listen } from "./wedge.js";
import * as words from "./words.js";

const { part } = screens;
const ADMITTED_FOR_MS = 2000;
const HELD_FOR_MS = 3000; // a badge out of sight for so long is shown anew
const REFRESH_MS = 15000;

let token = null;
let place = "";
let fixed = null; // the only direction of this checkpoint, if it has one
let direction = "in";
let isAsking = false;
let unanswered = null;
let held = { text: null, at: 0 };
let clearing = null;
let camera = null;

// --- reading -----------------------------------------------------------------------------

/** Green makes way for the next code; every other verdict waits for a thumb. */
const isOpen = () =>
  !isAsking &&
  (screens.showing() === "scanning" ||
    (screens.showing() === "verdict" && document.body.dataset.tone === "admit"));

function seen(text) {
  const now = performance.now();
  if (text === held.text && now - held.at < HELD_FOR_MS) {
    held.at = now;
  } else if (isOpen()) {
    held = { text, at: now };
    judge({ method: "camera", code: text });
  }
}

function typed(text) {
  closeNumber();
  if (screens.showing() === "pairing") pair(text.match(/pair=(\w+)/i)?.[1] ?? text);
  else if (isOpen()) judge({ method: "wedge", code: text.toUpperCase() });
}

// --- judging -----------------------------------------------------------------------------

function judge(reading) {
  return deliver({ id: newId(), direction, ...reading });
}

async function deliver(scan) {
  isAsking = true;
  unanswered = scan;
  part("say").textContent = words.say("asking");
  try {
    const answer = await server.scan(token, scan);
    screens.showNetwork(true);
    answered(answer);
  } catch (error) {
    failed(error);
  } finally {
    isAsking = false;
    part("say").textContent = words.say("hold");
  }
}

function answered(answer) {
  clearTimeout(clearing);
  unanswered = null;
  screens.showVerdict(answer, place);
  signal(document.body.dataset.tone);
  turn("in");
  if (answer.verdict.admits) admitted(answer);
  if (document.body.dataset.tone === "admit") clearing = setTimeout(next, ADMITTED_FOR_MS);
  if (answer.person?.photograph) fetchPhotograph(answer.person.photograph);
}

function admitted({ verdict, person, scanned_at: at }) {
  const facts = { time: words.clock(at), name: person.name };
  screens.write("last", words.say(verdict.reason === "out" ? "last_left" : "last_admitted", facts));
  part("last-sign").removeAttribute("hidden");
  refresh();
}

/** The verdict never waits for it. */
async function fetchPhotograph(name) {
  const scan = part("photograph");
  scan.dataset.wanted = name;
  try {
    const url = await server.photograph(token, name);
    if (scan.dataset.wanted === name) screens.showPhotograph(url);
    else URL.revokeObjectURL(url);
  } catch {
    // The frame keeps saying that there is no photograph.
  }
}

function next() {
  clearTimeout(clearing);
  screens.show("scanning");
}

function failed(error) {
  if (error instanceof server.Unreachable) {
    screens.showNetwork(false);
    screens.showTrouble("unreachable");
  } else if (error.status === 401) {
    unpaired("device_revoked");
  } else {
    screens.showTrouble("refused", error.message);
  }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // a page without HTTPS
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// --- pairing -----------------------------------------------------------------------------

async function pair(code) {
  screens.show("starting");
  try {
    token = (await server.pair(code)).token;
    await store.put("token", token);
    await store.forget("context");
    await begin();
  } catch (error) {
    const isReached = !(error instanceof server.Unreachable);
    screens.write("pairing-error", isReached ? error.message : words.say("unreachable_line"));
    screens.show("pairing");
  }
}

async function unpaired(reason) {
  token = null;
  await store.forget("token");
  await store.forget("context");
  part("code").value = "";
  screens.write("pairing-error", reason ? words.say(reason) : "");
  screens.show("pairing");
}

async function begin() {
  await recall();
  await refresh();
  if (!token) return;
  screens.show("scanning");
  await openCamera();
}

async function refresh() {
  if (!token) return;
  try {
    const context = await server.context(token);
    stand(context);
    screens.showNetwork(true);
    store.put("context", context).catch(() => {}); // only a convenience
  } catch (error) {
    screens.showNetwork(false);
    if (error.status === 401) await unpaired("device_revoked");
  }
}

/** Where this device stands, as the server says, or as it said last. */
function stand(context) {
  words.useTimeZone(context.time_zone);
  place = context.checkpoint.zone_name;
  screens.showContext(context);
  fixed = context.checkpoint.direction === "both" ? null : context.checkpoint.direction;
  screens.showDirection((direction = fixed ?? direction));
}

/** Until the server answers, the head shows the place; who is inside is not known. */
async function recall() {
  const last = await store.get("context");
  if (last) stand({ ...last, inside: null });
}

/** Out lasts for one scan, so that nobody is counted the wrong way by an oversight. */
function turn(to) {
  direction = fixed ?? to;
  screens.showDirection(direction);
}

// --- the camera --------------------------------------------------------------------------

const TROUBLES = {
  NotAllowedError: "camera_refused",
  NotFoundError: "camera_absent",
  SecurityError: "camera_insecure",
};

async function openCamera() {
  part("camera-trouble").hidden = true;
  part("say").hidden = false;
  camera ??= new Camera(part("video"), { found: seen, broken: () => withoutCamera("camera_broken") });
  try {
    await camera.start();
    camera.onEnded(() => withoutCamera("camera_broken"));
    part("light").hidden = !camera.hasLight;
  } catch (error) {
    withoutCamera(TROUBLES[error.name] ?? "camera_broken");
  }
}

function withoutCamera(reason) {
  screens.write("camera-reason", words.say(reason));
  part("camera-again").hidden = reason === "camera_insecure"; // trying again changes nothing
  part("camera-trouble").hidden = false;
  part("say").hidden = true;
}

async function light() {
  const isOn = part("light").getAttribute("aria-pressed") !== "true";
  await camera.light(isOn);
  part("light").setAttribute("aria-pressed", String(isOn));
}

// --- everything together -----------------------------------------------------------------

const onClick = (name, act) => part(name).addEventListener("click", act);

function wire() {
  onClick("next", next);
  onClick("retry", () => (unanswered ? deliver(unanswered) : next()));
  onClick("give-up", next);
  onClick("camera-again", openCamera);
  onClick("light", light);
  onClick("direction", () => turn(direction === "in" ? "out" : "in"));
  part("pairing").addEventListener("submit", (event) => {
    event.preventDefault();
    pair(part("code").value);
  });
  prepareNumber((serial) => isOpen() && judge({ method: "serial", serial }));
  prepareSound((isOn) => (part("sound").hidden = isOn));
  listen(typed);
  stayAwake();
  setInterval(() => document.hidden || refresh(), REFRESH_MS);
  window.addEventListener("online", refresh);
  window.addEventListener("hashchange", start);
  navigator.serviceWorker?.register("/gate/sw.js", { scope: "/gate" });
}

async function start() {
  const code = new URLSearchParams(location.hash.slice(1)).get("pair");
  if (code) {
    history.replaceState(null, "", location.pathname);
    return pair(code);
  }
  token = await store.get("token");
  return token ? begin() : unpaired();
}

wire();
start();
