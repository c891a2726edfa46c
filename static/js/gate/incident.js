// Something happened: told with one tap, in words afterwards if there is time.

import * as clock from "./clock.js";
import { answer, ask, prepare } from "./dialogs.js";
import * as events from "./events.js";
import { onClick, part, verdictShown, write } from "./screens.js";
import * as words from "./words.js";

let told = null; // the event that words may follow

export function prepareIncident(latestScan) {
  const dialog = prepare("incident", "incident-cancel");
  const begin = () => {
    part("incident-kinds").hidden = false;
    part("incident-told").hidden = true;
    ask(dialog);
    dialog.querySelector("[data-kind]").focus();
  };
  onClick("open-incident", begin);
  onClick("verdict-incident", begin);
  part("incident-kinds").addEventListener("click", ({ target }) => {
    const category = target.closest("[data-kind]")?.dataset.kind;
    if (category) tell(category, verdictShown()?.scan ?? latestScan());
  });
  part("incident-told").addEventListener("submit", async (event) => {
    event.preventDefault();
    answer(dialog, null);
  });
  dialog.addEventListener("close", explain);
}

async function tell(category, scan) {
  told = { kind: "incident", category, words: "", scan };
  const { id } = await events.add(told);
  told.id = id;
  part("incident-kinds").hidden = true;
  part("incident-told").hidden = false;
  part("incident-words").value = "";
  const facts = { kind: words.say(`incident_${category}`), time: clock.seconds() };
  write("incident-done", words.say("incident_done", facts));
  part("incident-words").focus();
}

/** However the dialog was left, what was written is not lost. */
function explain() {
  const text = part("incident-words").value.trim();
  if (told && text) events.add({ ...told, words: text });
  told = null;
  part("incident-words").value = "";
}
