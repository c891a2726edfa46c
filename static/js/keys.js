/* Keys that lead somewhere: data-key="/" focuses a field or presses a button or link, unless
   somebody is writing. */

const isWriting = (element) =>
  element.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");

export function bindKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!target) return;
    event.preventDefault();
    if (target.matches("input, textarea")) target.select();
    if (target.matches("a, button")) target.click();
    else target.focus();
  });
}
