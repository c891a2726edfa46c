"""A page worked by keyboard alone: Tab leads there, and then somebody types."""

from playwright.sync_api import Page, expect

MOST = 200  # no page has more places where Tab stops

# What is focused, as it is called: by its labels, by aria-label, or by its words.
CALLED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  const labels = [...(e.labels ?? [])].map((x) => x.innerText);
  const words = e.getAttribute("aria-label") ?? (labels.length ? labels.join(" ") : e.innerText);
  return (words ?? "").replace(/\\s+/g, " ").trim();
}"""

# Whether it is seen that it has the focus: by a ring around it.
IS_SEEN = """() => {
  const e = document.activeElement, look = getComputedStyle(e), place = e.getBoundingClientRect();
  return e.matches(":focus-visible") && look.outlineStyle !== "none"
    && parseFloat(look.outlineWidth) >= 2 && place.width > 0;
}"""


class Keyboard:
    """The keys of *page*; nothing here uses a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str) -> None:
        """Go on to the control that is called *name*, or begins with it."""
        for _stop in range(MOST):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(CALLED).startswith(name):
                assert self.page.evaluate(IS_SEEN), f"Nobody sees that “{name}” has the focus"
                return
        raise AssertionError(f"Tab never comes to “{name}” on {self.page.url}")

    def skip(self) -> None:
        """Past the menu, from the top of a page."""
        self.to("Skip to the content")
        self.page.keyboard.press("Enter")

    def press(self, name: str) -> None:
        """Follow a link or press a button, and wait for what comes."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        first = self.page.locator("[autofocus]:visible").first
        if first.count():  # where a page puts the keys itself, a moment after it has come
            expect(first).to_be_focused()

    def write(self, label: str, text: str) -> None:
        """Type over what stands in a field."""
        self.to(label)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, label: str, option: str) -> None:
        """Choose of a list by its first letters, as keyboards do."""
        self.to(label)
        self.page.keyboard.type(option)
        self.page.keyboard.press("Tab")
        self.page.keyboard.press("Shift+Tab")

    def date(self, label: str, month_first: str) -> None:
        """Type a date as this Chromium asks for it: month, day, year."""
        self.to(label)
        self.page.keyboard.type(month_first)
