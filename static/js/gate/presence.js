// Who is inside the zone behind this checkpoint: as the server told, and as this device saw since.

import { tell } from "./changes.js";
import * as rules from "./rules.js";
import * as seen from "./seen.js";
import * as vault from "./vault.js";

const SAVED_EVERY_MS = 15_000;
const NOTHING = { at: 0, run: 0, zone: null, inside: [], heads: null, quotas: [] };

let inside = new Map(); // serial: since, in seconds
let quotas = new Map(); // group: [how many are inside, how many may be]
let counted = null;
let told = NOTHING.at; // of the server's clock
let run = 0;
let zone = null;
let savedAt = 0;

/** After what the server is to tell, and of which run; 0: nothing is known of this zone. */
export const known = () => ({ presence: zone === rules.zone()?.code ? told : 0, run });

export function apply(answer, settled) {
  const { presence } = answer;
  if (presence.all) inside = new Map();
  zone = rules.zone()?.code ?? null;
  for (const [serial, isInside, since] of presence.inside) {
    if (isInside) inside.set(serial, since);
    else inside.delete(serial);
  }
  [told, run] = [presence.at, presence.run ?? 0];
  counted = answer.heads;
  quotas = new Map(answer.quotas.map(([group, ...heads]) => [group, heads]));
  seen.settled(settled);
  tell("list");
}

/** Since when the badge is inside, in seconds; null: it is not. */
export function insideSince(serial) {
  const since = seen.insideSince(serial);
  return since === undefined ? (inside.get(serial) ?? null) : since;
}

/** {inside, capacity} of the zone, or null where nobody counts. */
export const heads = () =>
  counted && { ...counted, inside: Math.max(0, counted.inside + seen.netHeads()) };

/** {inside, most} of a group; null, null where nobody counts. */
export function quota(group) {
  const [known, most] = quotas.get(group) ?? [null, null];
  return { inside: known === null ? null : Math.max(0, known + seen.netHeads(group)), most };
}

/** Keeps it now and then: what changed since is asked for again by its instant. */
export async function save(isDue = told - savedAt > SAVED_EVERY_MS) {
  if (!isDue || !told) return;
  savedAt = told;
  const kept = { at: told, run, zone, inside: [...inside], heads: counted, quotas: [...quotas] };
  await vault.seal({ presence: kept });
}

export async function recall() {
  take((await vault.unseal("presence")) ?? NOTHING);
}

export const close = () => take(NOTHING);

function take(kept) {
  inside = new Map(kept.inside);
  quotas = new Map(kept.quotas);
  [counted, told, run, zone, savedAt] = [kept.heads, kept.at, kept.run, kept.zone, kept.at];
}
