// The words of the page, in each language that guards read; figures, lists and times are put in
// here. The page changes its language without being loaded again.

import { tell } from "./changes.js";
import { seconds } from "./clock.js";
import { get, put } from "./store.js";

const ALL = JSON.parse(document.getElementById("words").content.textContent);
const INSTANTS = new Set(["since", "from", "until", "time"]);

export const LANGUAGES = Object.keys(ALL);

let words = null;
let language = ""; // as figures and dates are written
let timeZone = "UTC";

function use(code) {
  words = ALL[code];
  language = code === "en" ? "en-GB" : code; // day before month, as in every document
  document.documentElement.lang = code;
  fill();
}

/** In the language chosen on this device, else in one that its owner reads. */
export async function begin() {
  const asked = navigator.languages.map((tag) => tag.split("-")[0]);
  const chosen = await get("language").catch(() => null);
  use([chosen, ...asked, LANGUAGES[0]].find((code) => LANGUAGES.includes(code)));
}

export async function choose(code) {
  use(code);
  tell("language");
  await put("language", code).catch(() => {}); // a full disk must not stop a gate
}

/** Puts the words into every place of *root* that names a sentence. */
export function fill(root = document) {
  const each = (name, act) => {
    for (const place of root.querySelectorAll(`[${name}]`)) act(place, say(place.getAttribute(name)));
  };
  each("data-say", (place, text) => (place.textContent = text));
  each("data-say-label", (place, text) => place.setAttribute("aria-label", text));
  each("data-say-alt", (place, text) => place.setAttribute("alt", text));
}

export function useTimeZone(name) {
  timeZone = name;
}

/** What a language calls itself. */
export function nameOf(code) {
  const name = new Intl.DisplayNames(code, { type: "language" }).of(code);
  return name[0].toLocaleUpperCase(code) + name.slice(1);
}

export const count = (value) => new Intl.NumberFormat(language).format(value);

export const percent = (share) => new Intl.NumberFormat(language, { style: "percent" }).format(share);

/** Instants are seconds since 1970, as in verdicts. */
const format = (at, options) =>
  new Intl.DateTimeFormat(language, { timeZone, ...options }).format(at * 1000);

export const clock = (at) => format(at, { timeStyle: "medium", hourCycle: "h23" });

/** Hours and minutes; the day as well when it is not today. */
export function moment(at) {
  const day = { day: "numeric", month: "short" };
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const isToday = format(at, day) === format(seconds(), day);
  return format(at, isToday ? time : { ...day, ...time });
}

/** How old something is, in seconds: minutes below two hours, then hours. */
export function age(seconds, unitDisplay = "long") {
  const [unit, length] = seconds < 7200 ? ["minute", 60] : ["hour", 3600];
  const style = { style: "unit", unit, unitDisplay };
  return new Intl.NumberFormat(language, style).format(Math.floor(seconds / length));
}

function shown(name, value) {
  if (Array.isArray(value)) return new Intl.ListFormat(language, { type: "conjunction" }).format(value);
  if (INSTANTS.has(name)) return moment(value);
  if (name === "age") return age(value);
  return typeof value === "number" ? count(value) : String(value);
}

const filled = (sentence, facts) =>
  sentence.replace(/\{(\w+)\}/g, (gap, name) => (name in facts ? shown(name, facts[name]) : gap));

/** The sentence *key*, with its {gaps} filled from *facts*. */
export const say = (key, facts = {}) => filled(words.sentences[key], facts);

/** The same for whoever reads it at the desk. */
export const sayInEnglish = (key) => ALL.en.sentences[key];

export const has = (key) => key in words.sentences;

/** How a verdict is shown: its tone, sign, word, line of reason and advice. */
export function verdict({ code, reason, facts }) {
  const { tone, sign, word, reasons, advice, out } = words.verdicts[code];
  const sentence = reasons[reason] ?? Object.values(reasons)[0];
  const line = filled(sentence, facts);
  return { tone, sign, word: reason === "out" ? out : word, line, advice: advice ?? "" };
}
