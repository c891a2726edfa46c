// The number of a badge typed by hand, on large keys.

import { part } from "./screens.js";

const LONGEST = 9;

/** Opens by the button "Number"; calls *found* with the number as an integer. */
export function prepareNumber(found) {
  const dialog = part("number");
  const field = part("serial");
  const keys = {
    erase: () => (field.value = field.value.slice(0, -1)),
    cancel: () => dialog.close(),
  };

  part("open-number").addEventListener("click", () => {
    field.value = "";
    dialog.showModal();
    field.focus();
  });

  dialog.addEventListener("click", ({ target }) => {
    const key = target.closest("button[data-key]")?.dataset.key;
    if (!key) return;
    if (keys[key]) keys[key]();
    else field.value = (field.value + key).slice(0, LONGEST);
  });

  dialog.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const digits = field.value.replace(/\D/g, "");
    if (!digits) return field.focus();
    dialog.close();
    found(Number(digits));
  });
}

export const closeNumber = () => part("number").close();
