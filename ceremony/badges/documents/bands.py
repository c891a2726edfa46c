"""The band of a category: told apart by its word, its letter, and its foot or weave."""

from collections.abc import Callable

from ceremony.badges.documents.drawing import (
    GOLD_BRIGHT,
    INK,
    WHITE,
    Paper,
    lighter,
)
from ceremony.badges.documents.elements import Band as Element
from ceremony.badges.documents.face import Problem, Stock
from ceremony.badges.documents.values import Place
from ceremony.core.colours import contrast
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, Fitted, fit
from ceremony.people.kinds import Band

FOOT = 2.4 / 27  # of the height of a band
TOOTH, STRIPE = 4.0, 4.0
FRAME = 1.2
CAPITAL = 0.714  # how high one is, in sizes
LEAST_CONTRAST = 4.5
PADDING = 3.6  # below word and letter, at most
WITH_FOOT = {Band.GOLD, Band.BROKEN, Band.FRAMED}
BOLD = Weight.BOLD


def draw(paper: Paper, stock: Stock, element: Element) -> None:
    """The band with its word at the left and its letter at the right."""
    x, y, _, height = element.box
    BANDS[stock.band](paper, element.box, stock.colour)
    foot = _foot(element.box) if stock.band in WITH_FOOT else 0
    is_dark = contrast(WHITE, stock.colour) >= LEAST_CONTRAST
    padding = min(PADDING, (height - foot - max(element.letter, element.size)) / 2)
    bottom = y + height - foot * 0.6 - max(padding, 0)
    left, right = x + element.margin, element.box.right - element.margin
    if element.letter:
        right -= element.letter
        place = Place(right, bottom - element.letter, element.letter, element.letter)
        _letter(paper, stock, place, stock.colour if is_dark else INK)
        right -= 2
    top = y + (max(padding, 0) if element.vertical < 1 else 1)
    room = element.word or Place(left, top, right - left, bottom - top)
    room = room._replace(height=min(room.bottom, bottom) - room.y)
    paper.fill(WHITE if is_dark else INK)
    _word(paper, stock, element, room)


def _word(paper: Paper, stock: Stock, element: Element, room: Place) -> None:
    text = stock.word.upper()
    box = Box(
        room.width,
        room.height,
        element.size,
        element.least,
        lines=2,
        more_lines=3,
        leading=0.95 if text.isascii() else 1.2,  # accents need room, capitals alone do not
        weight=BOLD,
        tracking=-12 if element.size >= 5 else 0,
    )
    word = fit(text, box)
    if not word.is_readable:
        paper.note("category", Problem.LONG)
    if word.missing:
        paper.note("category", Problem.LETTERS, word.missing)
    paper.text(word, room.x, room.y + _above(word, room.height, element.vertical))


def _above(word: Fitted, height: float, vertical: float) -> float:
    """Where *word* begins for its capitals, not its lines, to stand *vertical* in a *height*."""
    ink = word.size * (CAPITAL + (len(word.lines) - 1) * word.leading)
    above = (height - ink) * vertical - (word.baseline - CAPITAL * word.size)
    lowest = height - word.height
    return min(above, lowest) if word.lines[-1].descent else above


def _letter(paper: Paper, stock: Stock, place: Place, colour: str) -> None:
    paper.box(place, WHITE)
    if stock.band is Band.FRAMED:
        paper.frame(place, 0.5 * place.width / 13)
    side = place.width
    box = Box(side * 0.85, side * 0.85, side * 0.77, side * 0.3, leading=1, weight=BOLD)
    letter = fit(stock.letter, box)
    paper.fill(colour)
    paper.text(letter, place.x, place.y + (side - letter.height) / 2, side, 0.5)


def _foot(place: Place) -> float:
    return place.height * FOOT


def _plain(paper: Paper, place: Place, colour: str) -> None:
    paper.box(place, colour)


def _gold(paper: Paper, place: Place, colour: str) -> None:
    foot = _foot(place)
    _plain(paper, place._replace(height=place.height - foot / 2), colour)  # no seam below
    paper.box(Place(place.x, place.bottom - foot, place.width, foot), GOLD_BRIGHT)


def _broken(paper: Paper, place: Place, colour: str) -> None:
    _plain(paper, place, colour)
    foot, x = _foot(place), place.x
    while x < place.right:
        width = min(TOOTH, place.right - x)
        paper.box(Place(x, place.bottom - foot, width, foot), WHITE)
        x += 2 * TOOTH


def _woven(paper: Paper, place: Place, colour: str) -> None:
    _plain(paper, place, colour)
    paper.clip(place)
    paper.fill(lighter(colour, 0.13))
    rise, width = place.height, STRIPE * 2**0.5
    x = place.x - rise
    while x < place.right:
        paper.polygon(
            [
                (x, place.bottom),
                (x + rise, place.y),
                (x + rise + width, place.y),
                (x + width, place.bottom),
            ]
        )
        x += 2 * width
    paper.unclip()


def _framed(paper: Paper, place: Place, colour: str) -> None:
    _plain(paper, place, colour)
    paper.frame(place, min(FRAME, place.height * FRAME / 20))


BANDS: dict[Band, Callable[[Paper, Place, str], None]] = {
    Band.PLAIN: _plain,
    Band.GOLD: _gold,
    Band.BROKEN: _broken,
    Band.WOVEN: _woven,
    Band.FRAMED: _framed,
}
