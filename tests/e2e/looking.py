"""Looking at a scanner as somebody in the sun does: contrast, greyscale, sizes."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Locator, Page

# Every text that is seen, whose contrast with what lies behind it is under a limit.
FAINT = """(least) => {
  const light = (channel) => (channel /= 255) <= 0.04045
    ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  const parts = (color) => color.match(/[\\d.]+/g).map(Number);
  const of = ([r, g, b]) => 0.2126 * light(r) + 0.7152 * light(g) + 0.0722 * light(b);
  const behind = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const color = parts(getComputedStyle(each).backgroundColor);
      if (color[3] !== 0 && color.length !== 4) return color;
      if (color.length === 4 && color[3] > 0.8) return color;
    }
    return [255, 255, 255];
  };
  const says = (element) =>
    [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  const found = [];
  for (const element of document.querySelectorAll("body *")) {
    if (!says(element) || !element.checkVisibility()) continue;
    if (element.closest(".unseen, noscript")) continue;
    const [one, two] = [of(parts(getComputedStyle(element).color)), of(behind(element))];
    const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    if (ratio < least) found.push([element.textContent.trim(), Number(ratio.toFixed(1))]);
  }
  return found;
}"""

# Buttons and fields that are seen and smaller than a gloved thumb.
SMALL = """(least) => [...document.querySelectorAll("button, input, textarea")]
  .filter((each) => each.checkVisibility())
  .map((each) => [each.innerText || each.getAttribute("aria-label"),
                  Math.min(each.offsetWidth, each.offsetHeight)])
  .filter(([_, size]) => size < least)"""

# What is cut off at the side.
CUT = """() => [...document.querySelectorAll("body *")]
  .filter((each) => each.checkVisibility() && !each.closest("svg, video, .unseen"))
  .filter((each) => each.getBoundingClientRect().right > innerWidth + 0.5)
  .map((each) => each.dataset.part ?? each.className)"""


def faint(page: Page, least: float = 7) -> Any:
    """[text, ratio] of each text with less contrast than *least*."""
    return page.evaluate(FAINT, least)


def small(page: Page, least: int = 56) -> Any:
    """[name, CSS px] of what is touched and smaller than *least*."""
    return page.evaluate(SMALL, least)


def cut(page: Page) -> Any:
    """What reaches beyond the right edge."""
    return page.evaluate(CUT)


def grey(place: Locator) -> Image.Image:
    """*place* without its colours."""
    return Image.open(BytesIO(place.screenshot())).convert("L")


def difference(one: Image.Image, two: Image.Image) -> float:
    """How much two grey pictures differ, from 0 to 255."""
    return ImageStat.Stat(ImageChops.difference(one, two.resize(one.size))).mean[0]
