// A new release waits until nobody stands at the gate: on the lock screen, or while pairing.

import { tell } from "./changes.js";

const LOOK_EVERY_MS = 10 * 60_000;

export let isWaiting = false;

let registration = null;

export async function watch() {
  registration = await navigator.serviceWorker?.register("/gate/sw.js", { scope: "/gate" });
  if (!registration) return;
  look();
  registration.addEventListener("updatefound", () =>
    registration.installing.addEventListener("statechange", look),
  );
  setInterval(() => registration.update().catch(() => {}), LOOK_EVERY_MS);
}

function look() {
  const { controller } = navigator.serviceWorker; // none on the first visit: nothing to wait for
  const before = isWaiting;
  isWaiting = Boolean(controller && registration.waiting);
  if (isWaiting && !before) tell("update");
}

/** Lets the new release take over, if one waits, and begins anew with it. */
export function apply() {
  if (!registration?.waiting) return;
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), {
    once: true,
  });
  registration.waiting.postMessage("take over");
}
