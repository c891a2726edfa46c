// The rules of the ceremony and of this checkpoint, as the server gave them last.

import { tell } from "./changes.js";
import * as vault from "./vault.js";

const NUMBERED = new Set(["floater", "pool"]);

export let current = null;

let categories = new Map(); // by position and by code
let groups = new Map();
let guards = new Map();

function take(rules) {
  current = rules;
  const by = (rows, ...keys) => new Map(keys.flatMap((key) => rows.map((x) => [x[key], x])));
  categories = by(rules?.categories ?? [], "position", "code");
  guards = by(rules?.guards ?? [], "serial");
  groups = new Map(rules?.groups);
}

export async function keep(rules) {
  take(rules);
  await vault.seal({ rules });
  tell("rules");
}

/** Keeps them without opening them: the device is locked. */
export async function keepShut(rules) {
  await vault.seal({ rules });
  tell("rules");
}

export const kept = () => vault.unseal("rules");

export async function recall() {
  take((await kept()) ?? null);
  tell("rules");
}

/** Out of memory. Whoever closes tells why. */
export const close = () => take(null);

export const category = (which) => categories.get(which) ?? null;

/** What a pass is called: floaters and pool cards have a number only, "Floater 1". */
export function called({ category: position, name }) {
  const { kind, name: texts } = category(position) ?? {};
  return NUMBERED.has(kind) ? `${said(texts)} ${name}` : name;
}

export const guard = (serial) => guards.get(serial) ?? null;

export const group = (id) => groups.get(id) ?? "";

export const functionOf = (code) => said(current?.functions[code] ?? {});

/** The zone behind this checkpoint. */
export const zone = () => current?.zones.find(({ code }) => code === current.checkpoint.zone);

/** The codes of the zones whose positions are the bits of *mask*. */
export const zonesOf = (mask) =>
  current.zones.filter(({ position }) => hasBit(mask, position)).map(({ code }) => code);

export const hasBit = (mask, position) => Math.floor(mask / 2 ** position) % 2 === 1;

/** The text in the language of the page, else in English, else in any. */
export const said = (texts = {}) =>
  texts[document.documentElement.lang] ?? texts.en ?? Object.values(texts)[0] ?? "";
