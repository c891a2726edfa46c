"""Contact sheets: the same lines drawn by us and by Chromium, and how far they are apart."""

from html import escape
from io import BytesIO
from typing import NamedTuple

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageOps
from playwright.sync_api import Browser, Route

from ceremony.core.typography.booklet import FIRST_FREE, Booklet, blank, finish
from ceremony.core.typography.families import (
    CHINESE,
    FOLDER,
    LANGUAGES,
    NEUTRAL,
    Han,
    Weight,
    families,
    font_for,
    forms_of,
    script,
)
from ceremony.core.typography.pdf import Typesetter
from ceremony.core.typography.shaping import Line

SIZE, ROW, WIDTH, LEFT, BASELINE = 48, 120, 1000, 40, 75
REACH = 2  # pixels by which two ways of drawing an edge may differ
URL = "http://type.test/"
STYLE = f"""
body {{ margin: 0; font-synthesis: none; text-rendering: geometricPrecision }}
div {{ height: {ROW}px; line-height: {ROW}px; font-size: {SIZE}px; white-space: nowrap }}
"""


class Name(NamedTuple):
    text: str
    han: Han = Han.SC


def pdf(lines: list[Line]) -> bytes:
    """*lines* one below the other on one page."""
    height = ROW * len(lines)
    canvas = blank((WIDTH, height))
    setter = Typesetter(canvas)
    for row, line in enumerate(lines):
        setter.draw(line, LEFT, height - row * ROW - BASELINE, SIZE)
    canvas.showPage()
    file = BytesIO()
    with Booklet(file, "Names") as booklet:
        booklet.append(finish(canvas, FIRST_FREE))
        return file.getvalue()


def ours(lines: list[Line]) -> list[Image.Image]:
    """Set by us: a picture of each line."""
    return _rows(pypdfium2.PdfDocument(pdf(lines))[0].render(scale=1).to_pil())


def theirs(browser: Browser, names: list[Name], weight: Weight) -> list[Image.Image]:
    """Set by Chromium, from our files."""
    page = browser.new_page(viewport={"width": WIDTH, "height": ROW * len(names)})
    page.route(f"{URL}**", lambda route: _answer(route, _page(names, weight)))
    page.goto(URL)
    page.evaluate("document.fonts.ready")
    picture = page.screenshot()
    page.close()
    return _rows(Image.open(BytesIO(picture)))


def _answer(route: Route, page: str) -> None:
    if file := route.request.url.removeprefix(URL):
        route.fulfill(body=(FOLDER / file).read_bytes(), content_type="font/ttf")
    else:
        route.fulfill(body=page, content_type="text/html; charset=utf-8")


def _page(names: list[Name], weight: Weight) -> str:
    stacks = [_stack(name, weight) for name in names]
    faces = "".join(
        f"@font-face {{ font-family: {face}; src: url({face}.ttf) }}"
        for face in sorted({face for stack in stacks for face in stack})
    )
    rows = "".join(
        f'<div dir="auto" lang="{_language(name)}" style="font-family: {", ".join(stack)}">'
        f"{escape(name.text)}</div>"
        for name, stack in zip(names, stacks, strict=True)
    )
    return f'<!doctype html><html lang="en"><style>{faces}{STYLE}</style>{rows}'


def _language(name: Name) -> str:
    is_chinese = not CHINESE.isdisjoint(map(script, name.text))
    return LANGUAGES[forms_of(*name)] if is_chinese else "en"


def _stack(name: Name, weight: Weight) -> list[str]:
    """The faces of a name, that of its first letter before all."""
    pairs = list(zip(name.text, families(*name), strict=True))
    pairs.sort(key=lambda pair: script(pair[0]) == NEUTRAL)
    found = dict.fromkeys(family for _, family in pairs if family)
    parts = {x: "".join(letter for letter, family in pairs if family is x) for x in found}
    return [font_for(part, family, weight).name for family, part in parts.items()]


def _rows(sheet: Image.Image) -> list[Image.Image]:
    """The ink of every row, white on black, with nothing around it."""
    ink = ImageOps.invert(sheet.convert("L")).point(lambda x: 255 if x > 127 else 0)
    rows = [ink.crop((0, top, WIDTH, top + ROW)) for top in range(0, ink.height, ROW)]
    return [row.crop(row.getbbox()) for row in rows]


def apart(first: Image.Image, second: Image.Image) -> float:
    """The share of ink of either that has no ink of the other near it; 1 if none has."""
    width, height = (max(a, b) + 2 * REACH for a, b in zip(first.size, second.size, strict=True))
    one, two = (Image.new("L", (width, height)) for _ in range(2))
    one.paste(first, (REACH, REACH))
    two.paste(second, (REACH, REACH))
    return max(_stray(one, two), _stray(two, one))


def _stray(ink: Image.Image, other: Image.Image) -> float:
    near = other.filter(ImageFilter.MaxFilter(2 * REACH + 1))
    return _amount(ImageChops.subtract(ink, near)) / _amount(ink)


def _amount(ink: Image.Image) -> int:
    return ink.histogram()[255]
