/* A long list of boxes in groups: found by words, chosen by group, counted on the button.
   Without it the boxes of whole groups do the same when the form is sent. */

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export function bindChoosing(part) {
  for (const form of part.querySelectorAll("[data-choosing]")) bind(form);
}

function bind(form) {
  const one = (name) => form.querySelector(`[data-choosing-${name}]`);
  const groups = [...form.querySelectorAll("[data-choosing-group]")].map((element) => ({
    element,
    whole: element.querySelector("[data-choosing-whole]"),
    rows: [...element.querySelectorAll("li")],
  }));
  const rows = groups.flatMap((group) => group.rows);
  const boxOf = (row) => row.querySelector("input");
  const act = one("act");

  function show() {
    for (const { whole, rows } of groups) {
      const count = rows.filter((row) => boxOf(row).checked).length;
      whole.checked = count === rows.length;
      whole.indeterminate = count > 0 && count < rows.length;
    }
    const count = rows.filter((row) => boxOf(row).checked).length;
    const words = one("count");
    words.textContent = words.dataset.words.replace("{count}", count).replace("{total}", rows.length);
    const { choosingNone, choosingOne, choosingAct } = act.dataset;
    const label = count ? (count === 1 ? choosingOne : choosingAct) : choosingNone;
    act.querySelector("span").textContent = label.replace("{count}", count);
  }

  function choose(some, isChosen) {
    for (const row of some) boxOf(row).checked = isChosen;
    show();
  }

  function find(text) {
    const wanted = fold(text).split(/\s+/).filter(Boolean);
    for (const row of rows) {
      row.hidden = !wanted.every((word) => ` ${row.dataset.choosingWords}`.includes(` ${word}`));
    }
    for (const group of groups) group.element.hidden = group.rows.every((row) => row.hidden);
    one("nothing").hidden = rows.some((row) => !row.hidden);
  }

  one("tools").hidden = false;
  one("all").addEventListener("click", () => choose(rows.filter((row) => !row.hidden), true));
  one("nobody").addEventListener("click", () => choose(rows, false));
  one("find").addEventListener("input", (event) => find(event.target.value));
  one("find").addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault(); // it finds; it does not send
  });
  for (const { whole, rows } of groups) {
    whole.addEventListener("change", () => choose(rows.filter((row) => !row.hidden), whole.checked));
  }
  form.addEventListener("change", show);
  show();
}
