// What a dialog is asked for, as a promise: of a number on large keys, or of one row of a list.
// Escape and Cancel give null; so does whatever closes every dialog at once.

import { part, write } from "./screens.js";
import * as words from "./words.js";

const LONGEST = 9; // digits of the number of a badge

const open = new Map(); // dialog: how its question is answered

/** Opens *dialog*; resolves with what `answer` is given, or null. */
export function ask(dialog) {
  answer(dialog, null);
  const promise = new Promise((resolve) => open.set(dialog, resolve));
  dialog.showModal();
  dialog.scrollTop = 0;
  return promise;
}

export function answer(dialog, value) {
  const resolve = open.get(dialog);
  open.delete(dialog);
  if (dialog.open) dialog.close();
  resolve?.(value);
}

/** Whether somebody is being asked something. */
export const isOpen = () => document.querySelector("dialog[open]") !== null;

export function closeAll() {
  for (const dialog of document.querySelectorAll("dialog[open]")) answer(dialog, null);
}

/** Cancel by *cancel*, the name of its button; Escape does the same. */
export function prepare(name, cancel) {
  const dialog = part(name);
  // It is told late: the next question may be open already.
  dialog.addEventListener("close", () => dialog.open || answer(dialog, null));
  part(cancel).addEventListener("click", () => answer(dialog, null));
  return dialog;
}

// --- large keys --------------------------------------------------------------------------

let check = null; // what the number on the pad has to pass; gives the sentence that it did not

export function prepareDialogs() {
  preparePad();
  prepareChoice();
}

function preparePad() {
  const dialog = prepare("pad", "pad-cancel");
  const field = part("pad-field");
  dialog.addEventListener("click", ({ target }) => {
    const key = target.closest("button[data-key]")?.dataset.key;
    if (!key) return;
    if (key === "erase") field.value = field.value.slice(0, -1);
    else field.value = (field.value + key).slice(0, field.maxLength);
  });
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    enter(dialog, field);
  });
}

async function enter(dialog, field) {
  const digits = field.value.replace(/\D/g, "");
  if (!digits) return field.focus();
  const mine = check;
  part("pad-enter").disabled = true;
  const wrong = await mine(digits);
  part("pad-enter").disabled = false;
  if (mine !== check || !dialog.open) return;
  if (!wrong) return answer(dialog, digits);
  write("pad-wrong", wrong);
  field.value = "";
  field.focus();
}

/**
 * Digits from the large keys.
 *
 * @param isSecret the digits are not shown.
 * @param passes async: the sentence that says what is wrong with them, or "".
 */
export function number({ title, hint = "", act, isSecret = false, most = LONGEST, passes }) {
  const field = part("pad-field");
  check = passes ?? (async () => "");
  write("pad-title", title);
  write("pad-hint", hint);
  write("pad-wrong", "");
  write("pad-enter", act);
  field.value = "";
  field.maxLength = most;
  field.type = isSecret ? "password" : "text";
  const given = ask(part("pad"));
  field.focus();
  return given;
}

// --- one of a list -----------------------------------------------------------------------

let rows = null; // (text) => [{label, detail, value}]
let untyped = "";

function prepareChoice() {
  const dialog = prepare("choice", "choice-cancel");
  part("choice-field").addEventListener("input", list);
  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    part("choice-found").querySelector("button")?.focus();
  });
}

function list() {
  const text = part("choice-field").value.trim();
  const found = rows(text);
  const nothing = text ? words.say("nothing_found", { text }) : untyped;
  part("choice-found").replaceChildren(...found.map(button));
  write("choice-hint", found.length ? "" : nothing);
  part("choice-count").textContent = text ? words.say("found", { found: found.length }) : "";
}

function button({ label, detail, value }) {
  const made = document.createElement("button");
  made.type = "button";
  made.append(line("b", label), line("span", detail));
  made.addEventListener("click", () => answer(part("choice"), value));
  return made;
}

export function line(tag, text) {
  const made = document.createElement(tag);
  made.textContent = text;
  return made;
}

/**
 * The value of one row.
 *
 * @param find the rows for a text: [{label, detail, value}].
 * @param hint what is said while nothing is typed and there are no rows.
 * @param isShort the rows are few: no keyboard comes up before them.
 */
export function choice({ title, hint = "", find, isShort = false }) {
  rows = find;
  untyped = hint;
  write("choice-title", title);
  part("choice-field").value = "";
  list();
  const chosen = ask(part("choice"));
  const first = isShort && part("choice-found").querySelector("button");
  (first || part("choice-field")).focus();
  return chosen;
}
