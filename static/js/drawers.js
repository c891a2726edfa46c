/* Menus made of <details>: Escape and a click elsewhere close them. */

const open = () => document.querySelectorAll("details.drawer[open]");

export function bindDrawers() {
  document.addEventListener("click", (event) => {
    for (const drawer of open()) {
      if (!drawer.contains(event.target)) drawer.open = false;
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const drawer of open()) {
      drawer.open = false;
      drawer.querySelector("summary").focus();
    }
  });
}
