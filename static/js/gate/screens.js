// What is on the screen. One screen at a time; the page's parts are found by data attributes.

import * as words from "./words.js";

export const part = (name, root = document) => root.querySelector(`[data-part="${name}"]`);

export function show(name) {
  for (const screen of document.querySelectorAll("[data-screen]")) {
    screen.hidden = screen.dataset.screen !== name;
  }
  document.body.dataset.shows = name;
}

export const showing = () => document.body.dataset.shows;

export function write(name, text) {
  const place = part(name);
  place.textContent = text;
  place.hidden = !text;
}

/** Checkpoint, zone and network in the head of every screen. */
export function showContext({ checkpoint, inside, capacity, run }) {
  write("zone", checkpoint.zone);
  write("checkpoint", `${checkpoint.code} ${checkpoint.name}`);
  write("run", run);
  part("direction").hidden = checkpoint.direction !== "both";
  part("count").hidden = inside === null;
  const heads = { count: words.count(inside ?? 0), capacity: words.count(capacity ?? 0) };
  write("inside", words.say(capacity ? "inside_of" : "inside", heads));
}

export function showNetwork(isOnline) {
  document.body.dataset.network = isOnline ? "online" : "offline";
  write("network", words.say(isOnline ? "online" : "offline"));
}

export function showDirection(direction) {
  document.body.dataset.direction = direction;
  const toggle = part("direction");
  toggle.setAttribute("aria-pressed", String(direction === "out"));
  toggle.querySelector("span").textContent = words.say(`direction_${direction}`);
}

/** The verdict full screen; the photograph follows when it is there. */
export function showVerdict(answer, place) {
  const { tone, sign, word, line, advice } = words.verdict({
    ...answer.verdict,
    facts: { ...answer.verdict.facts, place },
  });
  document.body.dataset.tone = tone;
  part("sign").setAttribute("href", `#sign-${sign}`);
  write("word", word);
  part("word").dataset.length = word.length > 10 ? "long" : word.length > 8 ? "middle" : "short";
  write("line", line.replace(/([.!?]) /, "$1\n"));
  write("advice", advice);
  showPerson(answer.person);
  show(""); // one green after another: the bar begins anew
  document.body.getBoundingClientRect();
  show("verdict");
  part("next").focus({ preventScroll: true });
}

function showPerson(person) {
  part("who").hidden = !person;
  if (!person) return;
  write("name", person.name);
  write("original", person.original_name);
  write("body", person.body);
  write("function", person.function);
  write("category", `${person.category.letter} ${person.category.name}`);
  showPhotograph(null, person.by_protocol ? "by_protocol" : "no_photograph");
}

/** *url* of a picture, or null with the *reason* why there is none. */
export function showPhotograph(url, reason) {
  const picture = part("photograph");
  if (picture.src.startsWith("blob:")) URL.revokeObjectURL(picture.src);
  picture.hidden = !url;
  if (url) picture.src = url;
  else picture.removeAttribute("src");
  write("no-photograph", url ? "" : words.say(reason));
}

export function showTrouble(kind, line = words.say(`${kind}_line`)) {
  write("trouble-word", words.say(`${kind}_word`));
  write("trouble-line", line);
  show("trouble");
  part("retry").focus({ preventScroll: true });
}
