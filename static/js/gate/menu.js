// Everything that is not scanning: lock, shift, language, camera, installing, facts of this device.

import { answer, ask, line, prepare } from "./dialogs.js";
import * as events from "./events.js";
import * as list from "./list.js";
import * as lock from "./lock.js";
import * as photographs from "./photographs.js";
import { onClick, part } from "./screens.js";
import { endShift, handOver, isOn } from "./shift.js";
import { get } from "./store.js";
import * as sync from "./sync.js";
import * as words from "./words.js";

let cameras = null;
let installing = null; // Chrome's own question, kept until somebody asks for it

/** *camera* lists and chooses; see camera.js. */
export function prepareMenu({ camera }) {
  cameras = camera;
  const dialog = prepare("menu", "menu-close");
  const after = (name, act) =>
    onClick(name, async () => {
      answer(dialog, null);
      await act();
    });
  onClick("open-menu", async () => {
    await draw();
    ask(dialog);
    part("menu-close").focus({ preventScroll: true });
    dialog.scrollTop = 0;
  });
  after("lock", lock.lock);
  after("hand-over", handOver);
  after("end-shift", endShift);
  after("full-screen", fullScreen);
  after("install", () => installing?.prompt());
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    installing = event;
  });
  for (const name of ["tongues", "badge-tongues", "locked-tongues", "menu-tongues"]) tongues(name);
}

function tongues(name) {
  const buttons = words.LANGUAGES.map((code) => {
    const made = line("button", words.nameOf(code));
    Object.assign(made, { type: "button", lang: code });
    made.addEventListener("click", () => words.choose(code));
    return made;
  });
  part(name).replaceChildren(...buttons);
}

/** Which language is spoken now. */
export function markTongue() {
  for (const button of document.querySelectorAll(".tongues button")) {
    button.setAttribute("aria-pressed", String(button.lang === document.documentElement.lang));
  }
}

/** Open while the language changes: its rows are said anew. */
export const translate = () => part("menu").open && draw();

const isInstalled = () => matchMedia("(display-mode: standalone), (display-mode: fullscreen)").matches;

async function draw() {
  const guards = await lock.guardNames();
  part("lock").hidden = lock.isLocked || !guards.length;
  part("hand-over").hidden = part("end-shift").hidden = !isOn();
  part("full-screen").hidden = !document.documentElement.requestFullscreen || isInstalled();
  part("install").hidden = !installing;
  part("install-how").hidden = Boolean(installing) || isInstalled() || !("standalone" in navigator);
  await Promise.all([drawCameras(cameras), drawRefused(), drawFacts()]);
}

async function drawCameras({ all, choose, current }) {
  const cameras = await all();
  part("cameras-box").hidden = cameras.length < 2;
  const buttons = cameras.map(({ deviceId, label }, index) => {
    const made = document.createElement("button");
    made.type = "button";
    made.append(line("b", label || words.say("camera_number", { number: index + 1 })));
    made.setAttribute("aria-pressed", String(deviceId === current()));
    made.addEventListener("click", async () => {
      await choose(deviceId);
      answer(part("menu"), null);
    });
    return made;
  });
  part("cameras").replaceChildren(...buttons);
}

async function drawRefused() {
  const refused = lock.isLocked ? [] : await events.refused();
  part("refused-box").hidden = !refused.length;
  part("refused").replaceChildren(...refused.map(row));
}

function row({ event, error }) {
  const made = document.createElement("li");
  const kind = words.has(`event_${event.kind}`) ? words.say(`event_${event.kind}`) : event.kind;
  const seen = line("button", words.say("refused_seen"));
  seen.type = "button";
  seen.addEventListener("click", async () => {
    await events.dismiss(event.id);
    await drawRefused();
    part("menu-close").focus();
  });
  const why = words.has(`error_${error.code}`) ? words.say(`error_${error.code}`) : error.message;
  const at = words.clock((event.at + event.offset) / 1000);
  made.append(line("b", `${at} ${kind}`), line("span", why), seen);
  return made;
}

async function drawFacts() {
  const device = await get("device");
  const { kept, wanted } = photographs.progress;
  const contact = sync.contactAt === null ? words.say("never") : words.clock(sync.contactAt / 1000);
  const facts = [
    ["fact_name", device?.name ?? ""],
    ["fact_contact", contact],
    ["fact_list", words.count(list.size())],
    ["fact_photographs", words.say("inside_of", { count: kept, capacity: wanted })],
    ["fact_unsent", words.count(await events.unsent())],
    ["fact_release", new URL(import.meta.url).pathname.split("/").at(-2).slice(0, 8)],
  ];
  part("facts").replaceChildren(
    ...facts.flatMap(([key, value]) => [line("dt", words.say(key)), line("dd", value)]),
  );
}

function fullScreen() {
  if (document.fullscreenElement) return document.exitFullscreen();
  return document.documentElement.requestFullscreen({ navigationUI: "hide" }).catch(() => {});
}
