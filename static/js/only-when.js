/* Fields that count only with one answer: data-only-when="name=value". Without script they are
   sent all the same, and the server goes by the answer. */

export function bindOnlyWhen(part) {
  for (const group of part.querySelectorAll("[data-only-when]")) {
    const [name, value] = group.dataset.onlyWhen.split("=");
    const form = group.closest("form");
    const show = () => (group.disabled = new FormData(form).get(name) !== value);
    form.addEventListener("change", show);
    show();
  }
}
