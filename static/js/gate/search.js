// A forgotten badge: somebody is looked for by name. That somebody was is recorded, the name is not.

import { choice } from "./dialogs.js";
import * as events from "./events.js";
import * as list from "./list.js";
import * as rules from "./rules.js";
import { onClick } from "./screens.js";
import * as words from "./words.js";

const SHORTEST = 2;

/** *found* gets the number of the one who was chosen. */
export function prepareSearch(found) {
  onClick("open-name", async () => {
    let most = 0;
    const serial = await choice({
      title: words.say("search_title"),
      hint: words.say("search_how"),
      find: (text) => {
        const rows = text.length < SHORTEST ? [] : list.search(text).map(row);
        most = Math.max(most, rows.length);
        return rows;
      },
    });
    if (serial !== null || most) await events.add({ kind: "search", found: most });
    if (serial !== null) found(serial);
  });
}

const row = ({ serial, name, group, function: role }) => ({
  label: name,
  detail: [rules.group(group), rules.functionOf(role)].filter(Boolean).join(", "),
  value: serial,
});

const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase();

/** Whether every word of *text* begins a word of *name*. */
export function beginsWords(name, text) {
  const there = fold(name).split(/[^\p{L}\p{N}]+/u);
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .every((word) => there.some((each) => each.startsWith(word)));
}
