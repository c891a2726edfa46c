// How full the disk is, as far as the browser tells.

import { tell } from "./changes.js";

const NEARLY = 0.95;
const CROWDED = 0.9;

let used = 0;

export const isNearlyFull = () => used >= NEARLY;

/** Whether what can be fetched again should rather not be kept. */
export const isCrowded = () => used >= CROWDED;

export async function measure() {
  const { usage, quota } = (await navigator.storage?.estimate?.()) ?? {};
  used = quota ? usage / quota : 0;
  if (isNearlyFull()) tell("disk");
}

/** Asks that the browser clears nothing away by itself. */
export const protect = () => navigator.storage?.persist?.().catch(() => false);
