// The camera on the screen: opening it, choosing one, its light, and what to do without.

import { Camera } from "./camera.js";
import { onClick, part, write } from "./screens.js";
import { get, put } from "./store.js";
import * as words from "./words.js";

const TROUBLES = {
  NotAllowedError: "camera_refused",
  NotFoundError: "camera_absent",
  OverconstrainedError: "camera_absent",
  SecurityError: "camera_insecure",
};

let camera = null;
let trouble = "";
let chosen = null;
let isOpening = false;

export async function prepareFinder(found) {
  camera = new Camera(part("video"), { found, broken: () => without("camera_broken") });
  chosen = (await get("camera").catch(() => null)) ?? null;
  onClick("camera-again", openCamera);
  onClick("light", light);
}

export async function openCamera() {
  part("camera-trouble").hidden = true;
  part("say").hidden = false;
  part("light").hidden = true;
  trouble = "";
  isOpening = true;
  try {
    await camera.start(chosen);
    camera.onEnded(() => without("camera_broken"));
    part("light").hidden = !camera.hasLight;
    part("light").setAttribute("aria-pressed", "false");
  } catch (error) {
    if (chosen && ["OverconstrainedError", "NotFoundError"].includes(error.name)) {
      chosen = null; // it is not plugged in any more
      return openCamera();
    }
    without(TROUBLES[error.name] ?? "camera_broken");
  } finally {
    isOpening = false;
  }
}

/** Opens it where that may help. */
export const ensure = () => (camera.isOpen || isOpening || trouble ? null : openCamera());

export const close = () => camera.stop();

function without(reason) {
  trouble = reason;
  translate();
  part("camera-again").hidden = reason === "camera_insecure"; // trying again changes nothing
  part("camera-trouble").hidden = false;
  part("say").hidden = true;
  part("light").hidden = true;
}

export function translate() {
  if (trouble) write("camera-reason", words.say(trouble));
}

async function light() {
  const isOn = part("light").getAttribute("aria-pressed") !== "true";
  await camera.light(isOn);
  part("light").setAttribute("aria-pressed", String(isOn));
}

/** What the menu offers. */
export const choosing = {
  all: async () => {
    const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return devices.filter(({ kind }) => kind === "videoinput");
  },
  current: () => camera?.id ?? null,
  choose: async (id) => {
    chosen = id;
    await put("camera", id).catch(() => {});
    await openCamera();
  },
};
