/* Rows that are chosen together: counts them, names the count on the buttons, hides the acts
   while nothing is chosen. The boxes belong to the form by their form attribute. */

const boxesOf = (form) =>
  [...form.elements].filter((element) => element.matches("input[type=checkbox].check"));

function show(form, all) {
  const boxes = boxesOf(form);
  const count = boxes.filter((box) => box.checked).length;
  const label = form.querySelector("[data-count]");
  const text = count ? label.dataset.some : label.dataset.none;
  label.dataset.chosen = count;
  label.textContent = text.replace("{count}", count);
  form.classList.toggle("is-idle", count === 0);
  for (const button of form.querySelectorAll("[data-count-label]")) {
    if ("needsSome" in button.dataset) button.disabled = count === 0;
    const words = button.querySelector("span") ?? button;
    const one = count === 1 && button.dataset.countOne;
    words.textContent = one || button.dataset.countLabel.replace("{count}", count);
  }
  if (all) {
    all.checked = count > 0 && count === boxes.length;
    all.indeterminate = count > 0 && count < boxes.length;
  }
}

function choose(form, all, isChosen) {
  for (const box of boxesOf(form)) box.checked = isChosen;
  show(form, all);
}

/* With the shift key held, every row between the last box and this one follows. */
function chooseBetween(boxes, from, to) {
  const [first, last] = [boxes.indexOf(from), boxes.indexOf(to)].sort((a, b) => a - b);
  if (first >= 0) boxes.slice(first, last + 1).forEach((box) => (box.checked = to.checked));
}

export function bindBulk(part) {
  for (const form of part.querySelectorAll("[data-bulk]")) {
    if (form.dataset.bound) continue;
    form.dataset.bound = "yes";
    const all = document.querySelector(`[data-pick-all="${CSS.escape(form.getAttribute("id"))}"]`);
    const none = form.querySelector("[data-pick-none]");
    let last = null;
    document.addEventListener("click", (event) => {
      const box = event.target;
      if (box.form !== form || !box.matches("input.check")) return;
      if (event.shiftKey && last) chooseBetween(boxesOf(form), last, box);
      last = box;
      show(form, all);
    });
    if (all) {
      all.hidden = false;
      all.addEventListener("click", () => choose(form, all, all.checked));
    }
    if (none) {
      none.hidden = false;
      none.addEventListener("click", () => choose(form, all, false));
    }
    show(form, all);
  }
}
