/* The designer of a layout: the box whose fields have the focus is outlined on the badge; a box
   is chosen there too, dragged, or moved by the arrow keys. Fields stay the only truth. */

const STEP = 0.5; // millimetres, of a drag and of an arrow key
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const form = document.querySelector("[data-layout]");
const seen = form.querySelector(".seen");
let chosen = "";
let drag = null;

const field = (box, name) => document.getElementById(`${box}-${name}`);
const details = (box) => form.querySelector(`details[data-box="${box}"]`);
const links = () => form.querySelectorAll("svg a[data-box]");

function mark() {
  for (const link of links()) link.classList.toggle("is-on", link.dataset.box === chosen);
  if (chosen) seen.dataset.big = chosen.split("-")[0];
}

function choose(box) {
  chosen = box;
  mark();
}

function open(box) {
  const about = details(box);
  if (!about) return;
  about.open = true;
  about.scrollIntoView({ block: "nearest" });
  choose(box);
}

/* Move the outline at once; the picture follows when the server has drawn it. */
function move(box, x, y) {
  const left = field(box, "x");
  const top = field(box, "y");
  if (!left || !top) return;
  left.value = Math.round(x * 100) / 100;
  top.value = Math.round(y * 100) / 100;
  const outline = form.querySelector(`svg a[data-box="${box}"] rect`);
  outline?.setAttribute("x", left.value);
  outline?.setAttribute("y", top.value);
  left.dispatchEvent(new Event("input", { bubbles: true }));
}

const at = (box) => [Number(field(box, "x")?.value), Number(field(box, "y")?.value)];
const snapped = (value) => Math.round(value / STEP) * STEP;

/* Words of its own are asked for where they are shown, or where some stand. */
function fit() {
  for (const shows of form.querySelectorAll('select[name$="-field"]')) {
    const own = document.getElementById(shows.name.replace(/field$/, "words"));
    if (own) own.closest(".lfield").hidden = shows.value !== "words" && !own.value;
  }
}

form.addEventListener("change", fit);
fit();

form.addEventListener("focusin", (event) => {
  const box = event.target.closest("[data-box]")?.dataset.box;
  if (box) choose(box);
});

form.addEventListener("click", (event) => {
  const link = event.target.closest("svg a[data-box]");
  if (!link) return;
  event.preventDefault();
  open(link.dataset.box);
});

form.addEventListener("keydown", (event) => {
  const link = event.target.closest("svg a[data-box]");
  const way = ARROWS[event.key];
  if (!link || !way) return;
  event.preventDefault();
  const [x, y] = at(link.dataset.box);
  move(link.dataset.box, x + way[0] * STEP, y + way[1] * STEP);
});

form.addEventListener("pointerdown", (event) => {
  const link = event.target.closest("svg a[data-box]");
  if (!link || event.button !== 0 || event.pointerType === "touch") return;
  event.preventDefault();
  const svg = link.ownerSVGElement;
  const scale = svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
  drag = { box: link.dataset.box, from: at(link.dataset.box), scale, x: event.x, y: event.y };
});

document.addEventListener("pointermove", (event) => {
  if (!drag) return;
  const across = (event.x - drag.x) * drag.scale;
  const down = (event.y - drag.y) * drag.scale;
  if (Math.abs(across) + Math.abs(down) < STEP) return;
  const [x, y] = drag.from;
  move(drag.box, snapped(x + across), snapped(y + down));
});

document.addEventListener("pointerup", () => {
  drag = null;
});

/* What htmx brings has no focus: an arrow key goes on with the box that it moved. */
const held = () => document.activeElement?.closest?.("svg a[data-box]")?.dataset.box;
let kept;
document.addEventListener("htmx:beforeSwap", () => (kept = held()));
document.addEventListener("htmx:afterSwap", () => {
  mark();
  if (kept) form.querySelector(`svg a[data-box="${kept}"]`)?.focus({ preventScroll: true });
});
if (form.matches("[data-unsaved]")) form.dispatchEvent(new Event("input", { bubbles: true }));
/* What a sentence leads to is unfolded first: not every browser does. */
document.addEventListener("click", (event) => {
  const goal = event.target.closest('a[href^="#"]:not([data-box])')?.hash.slice(1);
  let about = goal && document.getElementById(goal)?.closest("details");
  for (; about; about = about.parentElement.closest("details")) about.open = true;
});

const begun = location.hash.slice(1);
if (begun && details(begun)) open(begun);
