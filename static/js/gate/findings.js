// What each check looks for: the twin of ceremony/gates/findings.py, function by function.
// A finding is a reason and the facts of its sentence.

import TABLE from "./checks.js";

const { kinds, limits } = TABLE;

export const within = (since, at, limit) => since !== null && at - since >= 0 && at - since < limit;

/** Whether a genuine code is newer than the list by which it is judged. */
function isNew({ badge, claims, list }) {
  if (badge || claims === null || list === null) return false;
  return claims.serial > (list.newest_serial ?? 0);
}

/** The row of the list; a badge newer than the list stands by what it says itself. */
function standing(given) {
  if (given.badge) return given.badge;
  if (!isNew(given)) throw new Error("a badge that is neither listed nor new has no standing");
  return { ...given.claims, group: null, supervisor: false, revoked: null, revoked_at: null };
}

/** The windows of the zone that apply to this category; none if one of them is open. */
function shutWindows(given) {
  const { category } = standing(given);
  const { checkpoint, at } = given;
  const applying = checkpoint.windows.filter(
    ({ categories }) => !categories.length || categories.includes(category),
  );
  return applying.some(({ from, until }) => from <= at && at < until) ? [] : applying;
}

const isInside = ({ checkpoint, inside_since }) => checkpoint.exits_scanned && inside_since !== null;

export const changesHands = (given) => kinds[standing(given).kind].changes_hands;

const isStale = ({ online, list }) => !online && list !== null && list.age >= limits.list_stale;

/** Heads and capacity where the zone is full; never without a limit, or where nobody counts. */
function fullHeads({ heads: { inside, capacity } }) {
  if (inside === null || capacity === null || inside < capacity) return null;
  return { inside, capacity };
}

function spentQuota({ quota: { inside, most } }) {
  if (inside === null || most === null || inside < most) return null;
  return { inside, most };
}

/** What the list knew, and how old that is. */
const withAge = ({ list }, facts) => ({ ...facts, age: list?.age ?? 0 });

function refusal(given) {
  return given.refusal !== null ? [given.refusal, {}] : null;
}

function unlisted(given) {
  if (given.badge) return null;
  if (!isNew(given)) return ["not_listed", {}];
  return changesHands(given) ? ["newer_pass", {}] : null;
}

function revoked(given) {
  const badge = standing(given);
  if (badge.revoked === null) return null;
  return [badge.revoked, { since: badge.revoked_at ?? 0 }];
}

function supervisor(given) {
  return standing(given).supervisor ? ["ask", {}] : null;
}

function clock(given) {
  return given.clock_behind ? ["clock", {}] : null;
}

function startsLater(given) {
  const { valid_from: start } = standing(given);
  return given.at < start ? ["starts_later", { from: start }] : null;
}

function ended(given) {
  const { valid_until: end } = standing(given);
  return given.at >= end ? ["ended", { until: end }] : null;
}

function zone(given) {
  const { zone: wanted } = given.checkpoint;
  const { zones: opens } = standing(given);
  if (opens.includes(wanted)) return null;
  return [opens.length ? "other_zones" : "no_zones", { zone: wanted, opens }];
}

function window(given) {
  const toCome = shutWindows(given).filter(({ from }) => given.at < from);
  return toCome.length ? ["window_later", { from: Math.min(...toCome.map((x) => x.from)) }] : null;
}

function windowOver(given) {
  const windows = shutWindows(given);
  if (!windows.length || windows.some(({ from }) => given.at < from)) return null;
  return ["window_over", { until: Math.max(...windows.map((x) => x.until)) }];
}

function guide(given) {
  const { escort_required: isRequired, escorts } = given.checkpoint;
  if (!isRequired || escorts.includes(standing(given).category)) return null;
  const isGuided = within(given.escort_at, given.at, limits.partner_within);
  return isGuided ? null : ["guide", {}];
}

function partner(given) {
  const badge = standing(given);
  if (!kinds[badge.kind].needs_partner) return null;
  const isPartnered = within(given.partner_at, given.at, limits.partner_within);
  return isPartnered && badge.group !== null ? null : ["partner", {}];
}

function maybeInside(given) {
  if (!isInside(given) || !changesHands(given) || !isStale(given)) return null;
  return ["maybe_inside", { since: given.inside_since }];
}

function transferable(given) {
  if (!isInside(given) || !changesHands(given)) return null;
  return ["transferable", { since: given.inside_since }];
}

function person(given) {
  if (!isInside(given) || changesHands(given)) return null;
  return ["person", { since: given.inside_since }];
}

function full(given) {
  const heads = fullHeads(given);
  return heads && given.online ? ["full", heads] : null;
}

function quota(given) {
  const spent = spentQuota(given);
  return spent && given.online ? ["quota", spent] : null;
}

function newBadge(given) {
  return isNew(given) ? ["compare", {}] : null;
}

function fullOffline(given) {
  const heads = fullHeads(given);
  return heads && !given.online ? ["full_offline", withAge(given, heads)] : null;
}

function share(given) {
  const { capacity, share_left: left } = given.heads;
  if (given.online || capacity === null || left === null || left > 0) return null;
  return ["share", { capacity }];
}

function quotaOffline(given) {
  const spent = spentQuota(given);
  return spent && !given.online ? ["quota_offline", withAge(given, spent)] : null;
}

export const FIND = {
  refusal,
  unlisted,
  revoked,
  supervisor,
  clock,
  starts_later: startsLater,
  ended,
  zone,
  window,
  window_over: windowOver,
  guide,
  partner,
  maybe_inside: maybeInside,
  transferable,
  person,
  full,
  quota,
  new: newBadge,
  full_offline: fullOffline,
  share,
  quota_offline: quotaOffline,
};
