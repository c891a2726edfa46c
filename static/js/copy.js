/* A button with data-copy="<id>" puts the value of that field into the clipboard and says so. */

export function bindCopy() {
  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      const words = button.querySelector("span") ?? button;
      words.textContent = button.dataset.copied;
      words.setAttribute("role", "status");
    });
  }
}
