/* A submit button with data-confirm="<dialog id>" asks first; the dialog's act then sends the
   form as if that button had been pressed. */

export function bindConfirm() {
  const agreed = new WeakSet();

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (button && !agreed.has(button)) {
      const dialog = document.getElementById(button.dataset.confirm);
      if (!dialog) return;
      event.preventDefault();
      const act = dialog.querySelector("[data-dialog-act]");
      if ("countLabel" in act.dataset) {
        const count = button.form.querySelector("[data-count]").dataset.chosen;
        act.textContent = act.dataset.countLabel.replace("{count}", count);
      }
      act.onclick = () => {
        dialog.close();
        agreed.add(button);
        button.click();
        agreed.delete(button);
      };
      dialog.showModal();
      return;
    }
    if (event.target.closest("[data-dialog-close]") || event.target.matches("dialog")) {
      event.target.closest("dialog").close();
    }
  });
}
