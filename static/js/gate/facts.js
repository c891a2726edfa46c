// What this device knows of a case, as the verdict takes it: the twin of ceremony/gates/facts.py.

import * as clock from "./clock.js";
import * as list from "./list.js";
import * as presence from "./presence.js";
import * as rules from "./rules.js";
import * as seen from "./seen.js";

/** The row of the list in the words of the rules, or null. */
export function badgeOf(serial) {
  const pass = serial === null ? null : list.find(serial);
  const category = pass && rules.category(pass.category);
  if (!category) return null;
  const { group, supervisor, revoked, revoked_at: since, valid_from, valid_until } = pass;
  return {
    kind: category.kind,
    category: category.code,
    group,
    supervisor,
    revoked: revoked || null,
    revoked_at: since || null,
    valid_from,
    valid_until,
    zones: rules.zonesOf(pass.zones),
  };
}

/** What a genuine code says, in the words of the rules; null if they do not know its category. */
export function claimed(claims) {
  const category = claims && rules.category(claims.category);
  if (!category) return null;
  const { serial, valid_from, valid_until } = claims;
  const zones = rules.current.zones
    .filter(({ position }) => claims.zones.includes(position))
    .map(({ code }) => code);
  return { serial, kind: category.kind, category: category.code, zones, valid_from, valid_until };
}

/** Everything a verdict depends on, when this device decides alone. */
export function given({ refusal, claims, number, key, direction, at }) {
  const badge = badgeOf(number);
  return {
    refusal,
    claims,
    badge,
    list: { newest_serial: list.newest, age: list.age() },
    checkpoint: place(),
    direction,
    at,
    online: false,
    clock_behind: clock.isBehind(),
    inside_since: number === null ? null : presence.insideSince(number),
    heads: heads(),
    quota: presence.quota(badge?.group),
    partner_at: seen.partnerAt(badge?.group ?? null),
    escort_at: seen.lastEscortAt(),
    last: seen.lastOf(key, direction),
  };
}

function place() {
  const { code, exits_scanned, escort_required, escorts } = rules.zone();
  const windows = rules.current.windows
    .filter(({ zone }) => zone === code)
    .map(({ categories, from, until }) => ({ categories, from, until }));
  return { zone: code, exits_scanned, escort_required, escorts, windows };
}

function heads() {
  const { inside = null } = presence.heads() ?? {};
  const { share } = rules.current.checkpoint;
  const left = share === null ? null : share - seen.share();
  return { inside, capacity: rules.zone().capacity, share_left: left };
}
