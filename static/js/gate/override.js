// A supervisor lets in against a verdict: badge, PIN, and why.

import { answer as close, ask, line, prepare } from "./dialogs.js";
import * as judge from "./judge.js";
import * as lock from "./lock.js";
import { onClick, part, write } from "./screens.js";
import { signed } from "./signing.js";
import { isOverridable } from "./verdict.js";
import * as words from "./words.js";

const REASONS = ["known", "escorted", "replacing", "protocol", "checked"];

export function prepareOverride({ overridden, left }) {
  const dialog = prepare("reason", "reason-cancel");
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = part("reason-field").value.trim();
    if (text) return close(dialog, text);
    write("reason-wrong", words.say("override_missing"));
    part("reason-field").focus();
  });
  onClick("override", async () => {
    const answer = await decided();
    if (answer) overridden(answer);
    else left();
  });
}

let shown = null;

/** Offers it on the verdict of *answer*, where there is a supervisor and it may be. */
export async function offerOverride(answer) {
  shown = answer;
  const isOffered = isOverridable(answer.verdict) && (await supervisors()).length > 0;
  if (shown === answer) part("override").hidden = !isOffered;
}

const supervisors = async () => (await lock.guardNames()).filter(({ supervisor }) => supervisor);

/** The answer, now admitted; null: nobody decided. */
async function decided() {
  const answer = shown;
  const guard = await signed({
    title: words.say("supervisor_title"),
    how: words.say("supervisor_how"),
    isFit: ({ supervisor }) => supervisor,
    unfit: "supervisor_unfit",
    isFree: true,
  });
  const reason = guard && (await why(guard));
  return reason ? judge.override({ answer, supervisor: guard.serial, reason }) : null;
}

function why({ name }) {
  const dialog = part("reason");
  write("reason-who", words.say("override_who", { name }));
  write("reason-wrong", "");
  part("reason-field").value = "";
  const buttons = REASONS.map((reason) => button(dialog, `override_${reason}`));
  part("reason-choices").replaceChildren(...buttons);
  const chosen = ask(dialog);
  buttons[0].focus();
  return chosen;
}

/** What is chosen is kept in English, as the desk reads it. */
function button(dialog, key) {
  const made = document.createElement("button");
  made.type = "button";
  made.append(line("b", words.say(key)));
  made.addEventListener("click", () => close(dialog, words.sayInEnglish(key)));
  return made;
}
