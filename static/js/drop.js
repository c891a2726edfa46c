/* A file field one can drop on, and that says the name and size of what was chosen. */

const UNITS = ["byte", "kilobyte", "megabyte"];

export function readableSize(bytes, language) {
  const power = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1000)), 2);
  const style = { style: "unit", unit: UNITS[power], maximumFractionDigits: power > 1 ? 1 : 0 };
  return new Intl.NumberFormat(language, style).format(bytes / 1000 ** power);
}

function showNames(input, place) {
  const language = document.documentElement.lang;
  const names = [...input.files].map(
    (file) => `${file.name}, ${readableSize(file.size, language)}`,
  );
  place.hidden = names.length === 0;
  place.querySelector("output").textContent = names.join("; ");
}

export function bindDrop(part) {
  for (const zone of part.querySelectorAll("[data-drop]")) {
    if (zone.dataset.bound) continue;
    zone.dataset.bound = "yes";
    const input = zone.querySelector("input[type=file]");
    const place = zone.querySelector("[data-drop-name]");
    input.addEventListener("change", () => showNames(input, place));
    for (const kind of ["dragenter", "dragover", "dragleave", "drop"]) {
      zone.addEventListener(kind, (event) => {
        event.preventDefault();
        zone.classList.toggle("is-over", kind === "dragenter" || kind === "dragover");
      });
    }
    zone.addEventListener("drop", (event) => {
      if (!event.dataTransfer.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
}
