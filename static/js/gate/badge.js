// Whose badge: of a guard or a supervisor, scanned, typed, or chosen by name.

import { choice, number } from "./dialogs.js";
import * as rules from "./rules.js";
import { onClick, part, show, write } from "./screens.js";
import { read } from "./token.js";
import * as words from "./words.js";

let waiting = null; // {resolve, names}

export const isAwaited = () => waiting !== null;

export function prepareBadge() {
  onClick("badge-cancel", () => give(null));
  onClick("badge-number", typed);
  onClick("badge-name", chosen);
}

/**
 * The number of a badge, or null: cancelled.
 *
 * @param names of whom one may be chosen: [{serial, name}].
 * @param wrong why the last one was not taken.
 */
export function badgeOf({ title, how, names, wrong = "", isFree = true }) {
  write("badge-title", title);
  write("badge-how", how);
  write("badge-wrong", wrong);
  part("badge-name").hidden = !names.length;
  part("badge-cancel").hidden = !isFree;
  part("badge-tongues").hidden = isFree;
  waiting?.resolve(null);
  const given = new Promise((resolve) => (waiting = { resolve, names }));
  show("badge");
  part("badge-title").focus({ preventScroll: true });
  return given;
}

/** A code that was read while a badge is awaited. */
export async function took(text) {
  const keys = (rules.current ?? (await rules.kept()))?.keys ?? [];
  const { claims } = await read(text, keys);
  if (claims) give(claims.serial);
  else write("badge-wrong", words.say("no_badge"));
}

export function give(serial) {
  const asked = waiting;
  waiting = null;
  asked?.resolve(serial);
}

async function typed() {
  const digits = await number({ title: words.say("number_title"), act: words.say("go_on") });
  if (digits !== null) give(Number(digits));
}

async function chosen() {
  const { names } = waiting;
  const wanted = (name, text) => name.toLocaleLowerCase().includes(text.toLocaleLowerCase());
  const serial = await choice({
    title: words.say("choose_name"),
    isShort: true,
    find: (text) =>
      names
        .filter(({ name }) => wanted(name, text))
        .map(({ serial: value, name, supervisor }) => ({
          label: name,
          detail: supervisor ? words.say("supervisor") : "",
          value,
        })),
  });
  if (serial !== null) give(serial);
}
