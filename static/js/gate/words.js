// The words of the page come translated from the server; figures, lists and times are put in here.

const { lang } = document.documentElement;
const language = lang === "en" ? "en-GB" : lang; // day before month, as in every document
const words = JSON.parse(document.getElementById("words").content.textContent);
const list = new Intl.ListFormat(language, { type: "conjunction" });
const number = new Intl.NumberFormat(language);

let timeZone = "UTC";

export function useTimeZone(name) {
  timeZone = name;
}

export const count = (value) => number.format(value);

const format = (at, options) => new Intl.DateTimeFormat(language, { timeZone, ...options }).format(at);

export const clock = (at) => format(at, { timeStyle: "medium", hourCycle: "h23" });

/** Hours and minutes; the day as well when it is not today. */
export function moment(at) {
  const day = { day: "numeric", month: "short" };
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
  const isToday = format(at, day) === format(Date.now(), day);
  return format(at, isToday ? time : { ...day, ...time });
}

const INSTANTS = new Set(["since", "from", "until"]);

function shown(name, value) {
  if (Array.isArray(value)) return list.format(value);
  return INSTANTS.has(name) ? moment(value) : String(value);
}

/** The sentence *key*, with its {gaps} filled from *facts*. */
export function say(key, facts = {}) {
  return words.sentences[key].replace(/\{(\w+)\}/g, (gap, name) =>
    name in facts ? shown(name, facts[name]) : gap,
  );
}

/** How a verdict is shown: its tone, sign, word, line of reason and advice. */
export function verdict({ code, reason, facts }) {
  const { tone, sign, word, reasons, advice, out } = words.verdicts[code];
  const sentence = reasons[reason] ?? Object.values(reasons)[0];
  const line = sentence.replace(/\{(\w+)\}/g, (_, name) => shown(name, facts[name]));
  return { tone, sign, word: reason === "out" ? out : word, line, advice: advice ?? "" };
}
