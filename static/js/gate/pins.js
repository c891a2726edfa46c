// Lapel pins: heads of delegation and those with them carry no badge. Their delegation is chosen.

import { choice, number } from "./dialogs.js";
import * as judge from "./judge.js";
import * as rules from "./rules.js";
import { beginsWords } from "./search.js";
import { onClick } from "./screens.js";
import * as words from "./words.js";

const MOST_HEADS = 100;

/** *admitted* is shown what the screen says; *direction* gives the way. */
export function preparePins({ direction, admitted }) {
  onClick("open-pin", async () => {
    const group = await choice({ title: words.say("pin_title"), find: delegations });
    if (group === null) return;
    const heads = await headsOf(rules.group(group));
    if (heads !== null) admitted(await letIn(group, Number(heads), direction()));
  });
}

function delegations(text) {
  const known = rules.current?.groups ?? [];
  return known
    .filter(([, name]) => beginsWords(name, text))
    .sort(([, a], [, b]) => a.localeCompare(b))
    .map(([value, label]) => ({ label, detail: "", value }));
}

const headsOf = (name) =>
  number({
    title: words.say("pin_heads"),
    hint: name,
    act: words.say("pin_act"),
    most: String(MOST_HEADS).length,
    passes: async (heads) =>
      heads >= 1 && heads <= MOST_HEADS ? "" : words.say("pin_most", { most: MOST_HEADS }),
  });

async function letIn(group, heads, direction) {
  const { isStored, at } = await judge.pin({ group, heads, direction });
  const zone = rules.current.checkpoint.zone;
  const admission = { code: "admit", admits: true, reason: direction, facts: { zone } };
  const verdict = { ...admission, repeats: false };
  const name = rules.group(group);
  const body = words.say("pin_people", { heads });
  const person = { serial: null, name, original_name: "", body, function: "", category: null };
  const when = { scan: null, at: Math.floor(at / 1000), direction };
  return { ...when, method: "pin", serial: null, verdict, person, kept: isStored };
}
