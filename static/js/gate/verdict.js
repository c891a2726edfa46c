// What a gate says to a badge: the twin of ceremony/gates/verdict.py, function by function.
// Instants are seconds since 1970. docs/verdict.md explains every fact; checks.js is made of
// ceremony/gates/checks.json and holds the order; tests/vectors/verdict.json binds both.

import TABLE from "./checks.js";
import { FIND, changesHands, within } from "./findings.js";

export const { checks: CHECKS, limits: LIMITS, kinds: KINDS, ways: WAYS } = TABLE;

/** Whether this code opens this checkpoint at this instant, and why not. */
export function judge(given) {
  understand(given);
  const fresh = firstFinding(given);
  const { last } = given;
  if (!last || !repeats(last, fresh, given)) return fresh;
  const { code, admits, reason, facts } = last;
  return { code, admits, reason, facts, repeats: true };
}

/** The verdict when another gate admitted the same badge between reading and writing. */
export function overtaken(given) {
  const check = changesHands(given) ? "transferable" : "person";
  const row = CHECKS.find((each) => each.check === check);
  return found(row, [check, { since: given.at }]);
}

/** Whether a supervisor may admit against this verdict. */
export function isOverridable({ code, reason, admits }) {
  return !admits && Boolean(rowOf(code, reason)?.override.includes(reason));
}

function understand({ claims, badge, direction }) {
  for (const { kind } of [claims, badge].filter(Boolean)) {
    if (!Object.hasOwn(KINDS, kind)) throw new Error(`no such kind of pass: ${kind}`);
  }
  if (!WAYS.includes(direction)) throw new Error(`no such way: ${direction}`);
}

function firstFinding(given) {
  for (const row of CHECKS) {
    const finding = row.ways.includes(given.direction) ? FIND[row.check](given) : null;
    if (finding) return found(row, finding);
  }
  const { direction, checkpoint } = given;
  return verdict("admit", true, direction, { zone: checkpoint.zone });
}

function found({ check, code, admits, reasons }, [reason, facts]) {
  if (!reasons.includes(reason)) throw new Error(`no such reason of ${check}: ${reason}`);
  return verdict(code, admits, reason, facts);
}

const verdict = (code, admits, reason, facts) => ({ code, admits, reason, facts, repeats: false });

/** Whether one scan was read twice: same answer, or an admission that must not judge itself. */
function repeats(last, fresh, given) {
  if (!within(last.at, given.at, LIMITS.repeat_within)) return false;
  if (last.admits && hasTurned(given)) return false;
  if (last.code === fresh.code && last.reason === fresh.reason) return true;
  const stands = rowOf(fresh.code, fresh.reason)?.stands ?? true;
  return last.admits && (stands || last.facts.overridden === fresh.code);
}

/** Whether the holder, once admitted this way, must have gone the other way since. */
function hasTurned({ badge, checkpoint, inside_since: since, direction }) {
  if (!badge || !checkpoint.exits_scanned) return false;
  return (since === null) === (direction === "in");
}

const rowOf = (code, reason) =>
  CHECKS.find((row) => row.code === code && row.reasons.includes(reason));
