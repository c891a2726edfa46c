// A USB scanner types like a very fast keyboard and ends with Enter.

const OURS = "CER:";
const LONGEST_PAUSE_MS = 250; // a busy telephone hands keys on late
const LONGEST_PAUSE_IN_OURS_MS = 1500;
const SHORTEST = 8;

/** In a field only a code of ours, or one that pairs, is no typing. */
const isByHand = (target, text) =>
  target.matches("input, textarea") && !text.startsWith(OURS) && !/pair=/i.test(text);

/** Calls *found* with what a scanner typed, wherever the focus is. */
export function listen(found) {
  let typed = "";
  let last = 0;
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.ctrlKey || event.altKey || event.metaKey) return;
      const isOurs = typed && (typed.startsWith(OURS) || OURS.startsWith(typed));
      const patience = isOurs ? LONGEST_PAUSE_IN_OURS_MS : LONGEST_PAUSE_MS;
      const isFast = event.timeStamp - last < patience;
      last = event.timeStamp;
      if (!isFast) typed = "";
      if (event.key === "Enter") {
        const text = typed;
        typed = "";
        if (text.length < SHORTEST || isByHand(event.target, text)) return;
        event.preventDefault();
        event.stopPropagation();
        found(text);
      } else if (event.key.length === 1) {
        typed += event.key;
        // A space must not press the button that has the focus, nor "/" open a search.
        if (typed.length > 1 && !event.target.matches("input, textarea")) event.preventDefault();
      } else if (event.key !== "Shift") {
        typed = ""; // no scanner has a Tab
      }
    },
    { capture: true },
  );
}
