// A guard signs: with the badge, and with the PIN.

import { badgeOf } from "./badge.js";
import { number } from "./dialogs.js";
import * as lock from "./lock.js";
import * as words from "./words.js";

const PIN_DIGITS = 6;

/**
 * The guard {serial, name, supervisor} who signed, or null.
 *
 * @param isFit whether this guard may sign here; *unfit*: the sentence if not.
 * @param opens the device is unlocked by it.
 * @param isFree whether it may be cancelled.
 */
export async function signed({ title, how, isFit = () => true, unfit, opens, isFree }) {
  let wrong = "";
  for (;;) {
    const guards = await lock.guardNames();
    const serial = await badgeOf({ title, how, names: guards.filter(isFit), wrong, isFree });
    if (serial === null) return null;
    const guard = guards.find((each) => each.serial === serial);
    if (!guard) wrong = words.say("no_guard");
    else if (!isFit(guard)) wrong = words.say(unfit);
    else if (await pinOf(guard, opens)) return guard;
    else wrong = "";
    if (lock.isSpent) return null;
  }
}

/** Whether the guard gave the right PIN; false: cancelled, or the tenth wrong one. */
export async function pinOf({ serial, name }, opens = false) {
  const tried = (pin) => (opens ? lock.unlock(pin, serial) : lock.check(serial, pin));
  const given = await number({
    title: words.say("pin_of", { name }),
    act: words.say("go_on"),
    isSecret: true,
    most: PIN_DIGITS,
    passes: async (pin) => wrongIn(await tried(pin)),
  });
  return given !== null;
}

function wrongIn({ ok, left, unknown }) {
  if (ok) return "";
  return unknown ? words.say("no_guard") : words.say("pin_wrong", { left });
}
