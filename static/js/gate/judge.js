// What a badge is told at this gate: by the server, or by this device alone.

import { badgeOf, claimed, given } from "./facts.js";
import * as clock from "./clock.js";
import * as events from "./events.js";
import { newId } from "./ids.js";
import * as list from "./list.js";
import * as lock from "./lock.js";
import * as photographs from "./photographs.js";
import * as presence from "./presence.js";
import * as rules from "./rules.js";
import * as seen from "./seen.js";
import * as server from "./server.js";
import * as sync from "./sync.js";
import { read as readToken } from "./token.js";
import { LIMITS, isOverridable, judge } from "./verdict.js";

const PATIENCE_MS = 400; // for the server, where this device can decide too
const LONGEST_CODE = 4096; // as the server keeps it

/** There is no list, and no server to ask. */
export class NoList extends Error {}

export class Locked extends Error {}

/**
 * Judges what was read, and keeps it; see the answer at `answered`.
 *
 * @param reading {method, direction} with the text of a *code*, or the number of a badge: *serial*;
 *   with an id where it is tried once more.
 */
export async function read(reading) {
  if (lock.isLocked) throw new Locked();
  const scan = await understood(reading);
  return (await asked(scan)) ?? alone(scan);
}

/** *code* or *serial*, made clean, with everything that is the same whoever judges it. */
async function understood({ id = newId(), method, code, serial = null, direction }) {
  const text = code?.slice(0, LONGEST_CODE);
  const token = code === undefined ? {} : await readToken(text, rules.current?.keys ?? []);
  const number = serial ?? token.claims?.serial ?? null;
  return {
    id,
    method,
    direction: way(direction),
    ...(code === undefined ? { serial } : { code: text }),
    number,
    key: number ?? text,
    refusal: token.refusal ?? null,
    claims: rules.current && claimed(token.claims),
    at: clock.seconds(),
    time: { at: clock.now(), offset: clock.offset, sequence: await events.nextNumber() },
  };
}

function way(direction) {
  const only = rules.current?.checkpoint.direction;
  return only && only !== "both" ? only : direction;
}

const canDecide = () => Boolean(list.isThere() && rules.current);

/** What both ways of sending a scan say of it. */
function sent({ id, method, direction, code, serial, number, at }) {
  const ago = (since) => {
    const seconds = since === null ? -1 : at - since;
    return seconds >= 0 && seconds <= LIMITS.partner_within ? seconds : null;
  };
  const partner = ago(seen.partnerAt(badgeOf(number)?.group ?? null));
  return { id, method, direction, code, serial, partner, escort: ago(seen.lastEscortAt()) };
}

/** The server's answer; null: it does not come in time, and this device can decide. */
async function asked(scan) {
  if (!sync.isOnline && canDecide()) return null;
  const body = { ...sent(scan), ...scan.time, shift: await events.shift() };
  try {
    const { verdict, person } = await server.scan(body, canDecide() ? PATIENCE_MS : undefined);
    sync.heard();
    if (!verdict.repeats) {
      seen.note(noted(scan, verdict, false));
      seen.sent([scan.time.sequence]);
    }
    return answered(scan, verdict, person && { ...person, ...pictureOf(scan.number) });
  } catch (error) {
    if (error instanceof server.Refused) {
      await sync.refused(error);
      throw error;
    }
    if (!(error instanceof server.Unreachable)) throw error;
    sync.lost();
    if (!canDecide()) throw new NoList("neither a list nor an answer", { cause: error });
    return null;
  }
}

async function alone(scan) {
  const verdict = judge(given(scan));
  const person = personOf(scan);
  if (verdict.repeats) return answered(scan, verdict, person, { alone: true });
  const { code, admits, reason, facts } = verdict;
  const event = { kind: "scan", ...sent(scan), shown: { code, admits, reason, facts } };
  const kept = await events.add(event, { ...scan.time, note: noted(scan, verdict, true) });
  return answered(scan, verdict, person, { alone: true, kept: kept.isStored });
}

/** {scan, at, direction, method, serial, verdict, person, alone, kept}. */
function answered(scan, verdict, person, how = {}) {
  const { id, at, direction, method, number: serial } = scan;
  const answer = { scan: id, at, direction, method, serial, verdict, person: person ?? null };
  return { ...answer, alone: false, kept: true, ...how };
}

/** What the next verdicts must know of this one. */
function noted({ number, key, direction, at, claims, time }, verdict, isAlone) {
  const badge = badgeOf(number) ?? (claims && { ...claims, group: null });
  const pass = badge && { kind: badge.kind, group: badge.group, category: badge.category };
  const isIn = direction === "in";
  const wasInside = number !== null && presence.insideSince(number) !== null;
  const counts = Boolean(rules.zone()?.exits_scanned);
  const movement = verdict.admits && {
    sequence: time.sequence,
    serial: number,
    group: pass?.group ?? null,
    direction,
    at,
    heads: 1,
    moved: counts && wasInside !== isIn,
    shares: isAlone && isIn && !(counts && wasInside),
  };
  const escorts = rules.zone()?.escorts ?? [];
  return { key, direction, verdict, at, movement: movement || null, pass, escorts };
}

/** Who holds the badge, as far as this device knows. */
function personOf({ number, claims }) {
  const pass = number === null ? null : list.find(number);
  if (!pass && !claims) return null;
  const { letter, name, colour } = rules.category(pass?.category ?? claims.category) ?? {};
  return {
    serial: number,
    name: pass?.name ?? "",
    original_name: "",
    body: pass ? rules.group(pass.group) : "",
    function: pass ? rules.functionOf(pass.function) : "",
    category: { letter: letter ?? "", name: rules.said(name ?? {}), colour: colour ?? "" },
    by_protocol: pass?.by_protocol ?? false,
    photograph: null,
    photo: pass?.photo ?? 0,
  };
}

const pictureOf = (serial) => ({ serial, photo: list.find(serial)?.photo ?? 0 });

/** A blob: URL of the photograph, or null; whoever asked revokes it. */
export const photograph = (person) => photographs.of(person);

/** Lets in against a verdict: by a supervisor whose PIN was right, with a *reason* in words. */
export async function override({ answer, supervisor, reason }) {
  if (!isOverridable(answer.verdict)) throw new Error("this verdict stands");
  const { scan, direction, serial: number } = answer;
  const facts = { zone: rules.current.checkpoint.zone, overridden: answer.verdict.code };
  const verdict = { code: "admit", admits: true, reason: direction, facts, repeats: false };
  const time = { at: clock.now(), offset: clock.offset, sequence: await events.nextNumber() };
  const at = clock.seconds();
  const note = noted({ number, key: number, direction, at, claims: null, time }, verdict, true);
  const kept = await events.add(
    { kind: "override", scan, supervisor, reason },
    { ...time, note },
  );
  return { ...answer, at, verdict, kept: kept.isStored };
}

/** A lapel pin: a head of a delegation and those with it, who have no badge. */
export function pin({ group, heads, direction: wanted }) {
  const [direction, at] = [way(wanted), clock.seconds()];
  const moved = Boolean(rules.zone()?.exits_scanned);
  const movement = { serial: null, group, direction, at, heads, moved };
  const shares = direction === "in";
  const note = { key: null, direction, verdict: null, at, pass: null, escorts: [] };
  return events.add(
    { kind: "pin", group, heads, direction },
    { note: { ...note, movement: { ...movement, shares } } },
  );
}
