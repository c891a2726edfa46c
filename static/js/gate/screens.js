// What is on the screen. One screen at a time; the page's parts are found by data attributes.

import { tell } from "./changes.js";
import * as list from "./list.js";
import * as rules from "./rules.js";
import * as words from "./words.js";

const LONG = 10; // letters that fit one line at the largest size, and at the next
const MIDDLE = 8;

export const part = (name, root = document) => root.querySelector(`[data-part="${name}"]`);

export const onClick = (name, act) => part(name).addEventListener("click", act);

export function show(name) {
  for (const screen of document.querySelectorAll("[data-screen]")) {
    screen.hidden = !screen.dataset.screen.split(" ").includes(name);
  }
  document.body.dataset.shows = name;
  if (name) tell("screen");
}

export const showing = () => document.body.dataset.shows;

export function write(name, text) {
  const place = part(name);
  place.textContent = text;
  place.hidden = !text;
}

let shown = null; // the answer on the screen
let picture = ""; // why there is none; "": there is one

/** The verdict full screen; the photograph follows when it is there. */
export function showVerdict(answer) {
  shown = answer;
  writeVerdict(answer);
  showPerson(answer.person);
  part("not-kept").hidden = answer.kept !== false;
  part("override").hidden = true;
  show(""); // one green after another: the bar begins anew, and the word is said again
  document.body.getBoundingClientRect();
  show("verdict");
  letScroll(part("who"));
  part("next").focus({ preventScroll: true });
}

/** A long name scrolls, by keyboard too. */
function letScroll(place) {
  place.scrollTop = 0;
  if (place.scrollHeight > place.clientHeight) place.tabIndex = 0;
  else place.removeAttribute("tabindex");
}

export const verdictShown = () => (showing() === "verdict" ? shown : null);

function writeVerdict({ verdict, person }) {
  const zone = rules.zone();
  const place = zone ? rules.said(zone.name) : "";
  const facts = { zone: "", ...verdict.facts, place };
  const { tone, sign, word, line, advice } = words.verdict({ ...verdict, facts });
  document.body.dataset.tone = tone;
  part("sign").setAttribute("href", `#sign-${sign}`);
  write("word", word);
  part("word").dataset.length = lengthOf(word);
  write("line", line.replace(/([.!?]) (?!»)/, "$1\n"));
  write("advice", person ? "" : advice);
}

const lengthOf = (word) => {
  const longest = Math.max(...word.split(" ").map((each) => each.length));
  if (word.length > LONG + 4 || longest > LONG) return "long";
  return word.length > MIDDLE ? "middle" : "short";
};

function showPerson(person) {
  part("who").hidden = !person;
  if (!person) return;
  const { category, function: role } = ownWords(person);
  write("name", person.name || words.say("no_name"));
  write("original", person.original_name);
  write("body", person.body);
  write("function", role);
  write("letter", person.category?.letter ?? "");
  write("category", category);
  part("band-of").hidden = !category;
  part("portrait").hidden = !person.category;
  showPhotograph(null, person.by_protocol ? "by_protocol" : "no_photograph");
}

/** Category and function in the guard's language, where the list has them. */
function ownWords(person) {
  const pass = person.serial ? list.find(person.serial) : null;
  const known = pass && rules.category(pass.category);
  return {
    category: known ? rules.said(known.name) : (person.category?.name ?? ""),
    function: (pass && rules.functionOf(pass.function)) || person.function,
  };
}

/** *url* of a picture, or null with the *reason* why there is none. */
export function showPhotograph(url, reason = "") {
  const place = part("photograph");
  if (place.src.startsWith("blob:")) URL.revokeObjectURL(place.src);
  place.hidden = !url;
  if (url) place.src = url;
  else place.removeAttribute("src");
  picture = url ? "" : reason;
  write("no-photograph", picture && words.say(picture));
}

/** The same in another language. */
export function translate() {
  if (!shown || showing() !== "verdict") return;
  writeVerdict(shown);
  if (!shown.person) return;
  const { category, function: role } = ownWords(shown.person);
  write("category", category);
  write("function", role);
  write("no-photograph", picture && words.say(picture));
}

export function showTrouble(kind, line = words.say(`${kind}_line`)) {
  write("trouble-word", words.say(`${kind}_word`));
  write("trouble-line", line);
  show("trouble");
  part("retry").focus({ preventScroll: true });
}
