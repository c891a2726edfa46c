/* Figures that renew themselves: says of which instant they are, says when the server is silent,
   and leaves the page alone while nothing changed, so that an open table stays open. */

const figures = document.querySelector("[data-figures]");
const asOf = document.querySelector("[data-as-of]");
const stale = document.querySelector("[data-stale]");
let shown = "";

const openParts = () => [...figures.querySelectorAll("details")].map((part) => part.open);

figures.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status !== 200) return;
  stale.hidden = true;
  asOf.textContent = xhr.getResponseHeader("As-Of");
  event.detail.shouldSwap = xhr.getResponseHeader("ETag") !== shown;
  shown = xhr.getResponseHeader("ETag");
  figures.dataset.open = JSON.stringify(openParts());
});
figures.addEventListener("htmx:afterSwap", () => {
  const open = JSON.parse(figures.dataset.open);
  figures.querySelectorAll("details").forEach((part, place) => (part.open = open[place] ?? false));
});
for (const silence of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  figures.addEventListener(silence, () => (stale.hidden = false));
}
