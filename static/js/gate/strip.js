// The last twelve, for a delegation that arrives together: sign by sign, and by name when touched.
// It is in memory only.

import { ask, line, prepare, answer } from "./dialogs.js";
import { onClick, part } from "./screens.js";
import * as words from "./words.js";

const KEPT = 12;

let latest = []; // answers, the newest first

export const latestScan = () => latest[0]?.scan ?? null;

export function prepareStrip() {
  const dialog = prepare("latest", "latest-close");
  onClick("strip", () => {
    part("latest-list").replaceChildren(...latest.map(row));
    ask(dialog);
    part("latest-close").focus();
  });
}

/** Puts *answer* in front; one that was overridden takes its own place. */
export function remember(answer) {
  if (answer.verdict.repeats) return;
  latest = [answer, ...latest.filter(({ scan }) => scan === null || scan !== answer.scan)].slice(0, KEPT);
  draw();
}

export function forgetAll() {
  latest = [];
  draw();
}

export function draw() {
  part("strip").hidden = !latest.length;
  for (const place of document.querySelectorAll("[data-signs]")) {
    place.replaceChildren(...latest.map(({ verdict }) => sign(verdict)));
  }
  if (latest.length) part("last").textContent = said(latest[0]);
}

function said({ at, verdict, person }) {
  const facts = { clock: words.clock(at), name: person?.name || words.say("no_name") };
  if (!verdict.admits) return words.say("last_refused", { ...facts, word: words.verdict(shownAs(verdict)).word });
  return words.say(verdict.reason === "out" ? "last_left" : "last_admitted", facts);
}

const shownAs = (verdict) => ({ ...verdict, facts: {} });

function sign(verdict) {
  const { tone, sign: name } = words.verdict(shownAs(verdict));
  const made = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  made.setAttribute("class", `icon ${tone}`);
  made.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#sign-${name}`);
  made.append(use);
  return made;
}

function row(answer) {
  const made = document.createElement("li");
  const { word } = words.verdict(shownAs(answer.verdict));
  made.append(
    line("time", words.clock(answer.at)),
    sign(answer.verdict),
    line("b", answer.person?.name || words.say("no_name")),
    line("span", word),
  );
  return made;
}
