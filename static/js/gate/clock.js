// What time it is: the clock of the device, and how far the server's is from it.

import { get, put } from "./store.js";

const SAMPLES = 9;
const LEAP_MS = 5000; // more than this is no error of measuring: somebody set the clock
const SAVED_EVERY_MS = 10_000;

let samples = [];
let latest = 0; // the last instant that was seen, by the server's clock
let saved = 0;

/** The server's clock less the device's, in milliseconds: the median of the last answers. */
export let offset = 0;

/** The device's own clock, in milliseconds. */
export const now = () => Date.now();

/** The server's clock, as far as this device knows, in milliseconds. */
export const server = () => now() + offset;

/** The instant of which verdicts speak: whole seconds. */
export const seconds = () => Math.floor(server() / 1000);

/** Whether it was later once than it is now: then nothing that depends on the time is certain. */
export const isBehind = () => server() < latest - LEAP_MS;

/** Not before anything that was seen, whatever the clock was set to. */
export const elapsed = (since) => Math.max(server(), latest) - since;

/** Takes the time of an answer; half the way there, half the way back. */
export function measured(sent, received, told) {
  const sample = told - (sent + received) / 2;
  if (Math.abs(sample - offset) > LEAP_MS) samples = [];
  samples = [...samples, sample].slice(-SAMPLES);
  offset = Math.round([...samples].sort((a, b) => a - b)[samples.length >> 1]);
  latest = told; // the server is right, even where this device thought it later
  return keep();
}

/** Remembers that it is at least this late. */
export function noticed() {
  latest = Math.max(latest, server());
  return keep();
}

async function keep() {
  if (Math.abs(latest - saved) < SAVED_EVERY_MS) return;
  saved = latest;
  await put("clock", { offset, latest }).catch(() => {}); // a full disk must not stop a gate
}

export async function recall() {
  const known = await get("clock");
  if (known) ({ offset, latest } = known);
}
