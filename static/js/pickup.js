/* The pick-up desk by keyboard: a reader of passports types two or three lines with Enter between
   them; and whoever hands a badge over begins at the first box that is not ticked. */

const WIDTHS = { 44: 2, 36: 2, 30: 3 }; // of a line of a machine-readable zone: how many there are
const IS_ZONE = /^[A-Z0-9<]+$/;

/* Whether more lines of a document follow *text*, whose lines are parted by spaces. */
function isBegun(text) {
  const lines = text.trim().toUpperCase().split(/\s+/);
  const width = lines[lines.length - 1].length;
  const wanted = WIDTHS[Math.max(...lines.map((line) => line.length))];
  if (!wanted || !text.includes("<") || !IS_ZONE.test(lines.join(""))) return false;
  return width in WIDTHS && lines.length < wanted;
}

function bindReader(form) {
  const field = form.querySelector("input[name=words]");
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !isBegun(field.value)) return;
    event.preventDefault();
    field.value += " ";
  });
  field.select();
}

function focusOnTicks(part) {
  const form = part.matches?.("[data-ticks]") ? part : part.querySelector("[data-ticks]");
  if (!form || document.querySelector("[data-summary]")) return;
  const boxes = [...form.querySelectorAll("input[type=checkbox]")];
  (boxes.find((box) => !box.checked) ?? form.querySelector("button")).focus();
}

document.querySelectorAll("[data-reader]").forEach(bindReader);
focusOnTicks(document);
document.addEventListener("htmx:load", (event) => focusOnTicks(event.target));
