"""The front of a badge, A6. Lengths are millimetres; LOOK says where things stand."""

from collections.abc import Callable
from dataclasses import replace
from math import sqrt

from reportlab.lib.units import mm

from ceremony.badges.documents import qr
from ceremony.badges.documents.drawing import (
    GOLD,
    GOLD_BRIGHT,
    GREY,
    HEIGHT_MM,
    INK,
    RULE,
    WHITE,
    WIDTH_MM,
    Paper,
    contrast_with_white,
    lighter,
)
from ceremony.badges.documents.face import BadgeFace, Stock
from ceremony.badges.documents.zones import ZONES_TOP, draw_zones
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, Fitted, fit
from ceremony.core.typography.qr import inline_image
from ceremony.people.kinds import Band

MARGIN, COLUMN = 7.0, 91.0
BAND, FOOT = 27.0, 2.4
LETTER = 13.0
PHOTO = (MARGIN, 37.5, 36.0, 45.0)
QR_SIDE = 38.0
SERIAL_TOP = 79.2  # four modules of white below the code
QR_LEFT = WIDTH_MM - MARGIN - QR_SIDE
NAMES_TOP, RULE_LOWEST, RULE_HIGHEST = 86.5, 113.0, 106.0

BOLD = Weight.BOLD
WORD = Box(74, 14.4, 10.5, 5, lines=2, leading=1.05, weight=BOLD, tracking=-20)
INITIAL = Box(11, 11, 10, 5, leading=1, weight=BOLD)
DATES = Box(45, 6.6, 2.9, 2.6, more_lines=2, weight=BOLD)
NOTE = Box(30, 20, 3.2, 2.8, lines=3)
SERIAL = Box(QR_SIDE, 4, 2.9, 2.9)
SERIAL_BOLD = Box(QR_SIDE, 4, 2.9, 2.9, weight=BOLD)
HONORIFIC = Box(COLUMN, 4.2, 3.4, 2.8, leading=1.2)
NAME = Box(COLUMN, 24, 7.6, 5.4, lines=2, more_lines=3, leading=1.08, weight=BOLD, tracking=-12)
BODY = Box(COLUMN, 11, 6, 4.2, lines=2, more_lines=3, leading=1.1, weight=BOLD)
ORIGINAL = Box(COLUMN, 7.8, 6, 4.2, more_lines=2, leading=1.3)
ORIGINAL_SMALL = Box(COLUMN, 6.8, 4.6, 3.2, more_lines=2, leading=1.3)
FUNCTION = Box(COLUMN, 8, 3.8, 3, more_lines=2, leading=1.25)


def draw(paper: Paper, face: BadgeFace) -> list[str]:
    """Draw *face* on the present page of *paper*.

    :returns: the names of what could not be set at a readable size or in our fonts.
    """
    paper.canvas.doForm(_form(paper, face.stock))
    _picture(paper, face)
    _code(paper, face)
    body, function, rule = _sender(face)
    name, original = _names(face, rule)
    paper.box(MARGIN, rule, COLUMN, 0.5, GOLD)
    paper.fill(INK)
    top = NAMES_TOP
    if face.honorific:
        paper.text(fit(face.honorific, HONORIFIC), MARGIN, top - 2.2)
        top += 1.8
    bottom = paper.text(name, MARGIN, top)
    if original:
        paper.text(original, MARGIN, bottom)
    bottom = paper.text(body, MARGIN, rule + 1.8)
    paper.text(function, MARGIN, bottom)
    draw_zones(paper, face.zones)
    parts = {"name": name, "original_name": original, "body": body, "function": function}
    poor = [field for field, x in parts.items() if x and not (x.is_readable and not x.missing)]
    return poor + ["original_name"] * (original is None and _has_original(face))


def _sender(face: BadgeFace) -> tuple[Fitted, Fitted, float]:
    """Who sends, as what, and where the rule above them stands: higher if they need it."""
    function = fit(face.function, FUNCTION)
    lowest = ZONES_TOP - 1.6
    room = lowest - RULE_HIGHEST - 1.8 - function.height
    body = fit(face.body, replace(BODY, height=min(BODY.height, room)))
    needed = lowest - 1.8 - function.height - body.height
    return body, function, min(RULE_LOWEST, needed)


def _names(face: BadgeFace, rule: float) -> tuple[Fitted, Fitted | None]:
    """The name as large as it may be, and in its own script what then remains."""
    room = rule - 1.4 - NAMES_TOP - (1.8 if face.honorific else 0)
    name, original = _name(face.name, room), None
    if not _has_original(face) or fit(face.original_name, ORIGINAL).missing:
        return name, original
    for box in (ORIGINAL, ORIGINAL_SMALL):
        original = fit(face.original_name, box)
        name = _name(face.name, room - original.height)
        if name.is_readable:
            break
    return name, original


def _has_original(face: BadgeFace) -> bool:
    return face.original_name.strip() not in {"", face.name}


def _name(name: str, room: float) -> Fitted:
    box = Box(
        COLUMN, room, 7.6, 5.4, lines=2, more_lines=3, leading=1.08, weight=BOLD, tracking=-12
    )
    return fit(name, box)


def _picture(paper: Paper, face: BadgeFace) -> None:
    if face.photo:
        paper.photograph(face.photo, *PHOTO)
    else:
        note = fit(face.photo_note, NOTE)
        x, y, width, height = PHOTO
        paper.fill(GREY)
        paper.text(note, x, y + (height - note.height) / 2, width, 0.5)
    paper.frame(*PHOTO, 0.2, RULE)


def _code(paper: Paper, face: BadgeFace) -> None:
    paper.fill("#000000")
    bottom = HEIGHT_MM - PHOTO[1] - QR_SIDE
    rows = qr.modules(face.token)
    paper.canvas._code.append(inline_image(rows, QR_LEFT * mm, bottom * mm, QR_SIDE * mm))
    paper.fill(INK)
    paper.text(fit(serial_text(face.serial), SERIAL_BOLD), QR_LEFT, SERIAL_TOP, QR_SIDE, 1)


def serial_text(serial: int) -> str:
    """Groups of three, at least six figures: 004 812."""
    return f"{serial:07,}".replace(",", " ")


def _form(paper: Paper, stock: Stock) -> str:
    """What every badge of *stock* has in common, written into the file once."""
    if stock not in paper.forms:
        paper.forms[stock] = f"stock{len(paper.forms)}"
        paper.canvas.beginForm(paper.forms[stock], 0, 0, WIDTH_MM * mm, HEIGHT_MM * mm)
        _draw_stock(paper, stock)
        paper.canvas.endForm()
    return paper.forms[stock]


def _draw_stock(paper: Paper, stock: Stock) -> None:
    BANDS[stock.band](paper, stock.colour)
    is_dark = contrast_with_white(stock.colour) >= 4.5
    bottom = BAND - (5.0 if stock.band in {Band.GOLD, Band.BROKEN, Band.FRAMED} else 3.6)
    left = WIDTH_MM - MARGIN - LETTER
    paper.box(left, bottom - LETTER, LETTER, LETTER, WHITE)
    if stock.band is Band.FRAMED:
        paper.frame(left, bottom - LETTER, LETTER, LETTER, 0.5)
    paper.fill(stock.colour if is_dark else INK)
    letter = fit(stock.letter, INITIAL)
    paper.text(letter, left, bottom - (LETTER + letter.height) / 2, LETTER, 0.5)
    paper.fill(WHITE if is_dark else INK)
    word = fit(stock.word.upper(), WORD)
    paper.text(word, MARGIN, bottom + 0.11 * word.size - word.height)
    _slot(paper)
    paper.fill(INK)
    dates = fit(stock.dates, DATES)
    paper.text(dates, MARGIN, 30, COLUMN, 1)
    room = COLUMN - dates.width - 4
    paper.text(fit(stock.title, Box(room, 6.6, 2.9, 2.8, more_lines=2)), MARGIN, 30)
    paper.text(fit(stock.serial_label, SERIAL), QR_LEFT, SERIAL_TOP)


def _slot(paper: Paper) -> None:
    """Where the lanyard is punched."""
    canvas = paper.canvas
    canvas.setFillColorRGB(1, 1, 1)
    canvas.setStrokeColorRGB(0.53, 0.55, 0.58)
    canvas.setLineWidth(0.2 * mm)
    canvas.roundRect(45.5 * mm, (HEIGHT_MM - 7.2) * mm, 14 * mm, 3.2 * mm, 1.6 * mm, fill=1)


def _plain(paper: Paper, colour: str) -> None:
    paper.box(0, 0, WIDTH_MM, BAND, colour)


def _gold(paper: Paper, colour: str) -> None:
    _plain(paper, colour)
    paper.box(0, BAND - FOOT, WIDTH_MM, FOOT, GOLD_BRIGHT)


def _broken(paper: Paper, colour: str) -> None:
    _plain(paper, colour)
    for tooth in range(0, round(WIDTH_MM), 8):
        paper.box(tooth, BAND - FOOT, 4, FOOT, WHITE)


def _woven(paper: Paper, colour: str) -> None:
    _plain(paper, colour)
    paper.clip(0, 0, WIDTH_MM, BAND)
    paper.fill(lighter(colour, 0.13))
    width, top, bottom = 4 * sqrt(2) * mm, HEIGHT_MM * mm, (HEIGHT_MM - BAND) * mm
    rise = top - bottom
    x = -rise
    while x < WIDTH_MM * mm:
        corners = (x, bottom), (x + rise, top), (x + rise + width, top), (x + width, bottom)
        path = " ".join(f"{a:.2f} {b:.2f} {'ml'[i > 0]}" for i, (a, b) in enumerate(corners))
        paper.canvas._code.append(f"{path} f")
        x += 2 * width
    paper.unclip()


def _framed(paper: Paper, colour: str) -> None:
    _plain(paper, colour)
    paper.frame(0, 0, WIDTH_MM, BAND, 1.2)


BANDS: dict[Band, Callable[[Paper, str], None]] = {
    Band.PLAIN: _plain,
    Band.GOLD: _gold,
    Band.BROKEN: _broken,
    Band.WOVEN: _woven,
    Band.FRAMED: _framed,
}
