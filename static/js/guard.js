/* A form with data-guard that was changed asks before the page is left; a form that is being
   sent turns its button, so that nobody presses twice. */

export function bindGuard() {
  const changed = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) changed.add(form);
  });
  document.addEventListener("submit", (event) => {
    changed.delete(event.target);
    if (event.target.matches("[data-guard]")) event.submitter?.classList.add("is-busy");
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...changed].some((form) => form.isConnected)) event.preventDefault();
  });
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("form[data-guard] .is-busy")) {
      button.classList.remove("is-busy");
    }
  });
}
