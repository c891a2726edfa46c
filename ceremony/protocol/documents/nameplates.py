"""Nameplates: A4 folded to a tent, the name on both faces."""

from collections.abc import Iterable

from ceremony.core.i18n import _
from ceremony.core.typography.families import Weight
from ceremony.core.typography.fitting import Box, Fitted, fit
from ceremony.core.typography.sheet import A4_LYING, GOLD, INK_2, Sheets
from ceremony.protocol.documents.ceremony import in_its_language

MARGIN = 16.0
FACE = A4_LYING.height / 2
ROOM = Box(
    A4_LYING.width - 2 * MARGIN,
    FACE - 30,
    size=44,
    minimum=24,
    lines=1,
    more_lines=2,
    leading=1.12,
    weight=Weight.BOLD,
    tracking=-12,
)
THREE = Box(
    ROOM.width, ROOM.height, 44, 15, lines=2, more_lines=3, leading=1.12, weight=Weight.BOLD
)
FOLD = 6.0  # length of the marks at the edges where the sheet is folded


def pdf(names: Iterable[tuple[str, int]]) -> bytes:
    """One sheet for each seat: *names* are formal names with the number of their seats."""
    sheets = Sheets(A4_LYING)
    for name, seats in names:
        fitted = fitted_name(name)
        for _seat in range(seats):
            _draw(sheets, fitted)
            sheets.next()
    with in_its_language():
        return sheets.pdf(_("Nameplates"))


def fitted_name(name: str) -> Fitted:
    """*name* as large as a face allows: on one line, on two, and on three if two are too small."""
    fitted = fit(name, ROOM)
    return fitted if fitted.size >= THREE.minimum else fit(name, THREE)


def _draw(sheets: Sheets, fitted: Fitted) -> None:
    """The lower face stands as the sheet lies; the upper one is turned round, as folding does."""
    _face(sheets, fitted)
    with sheets.turned():
        _face(sheets, fitted)
    for x in (0, A4_LYING.width - FOLD):
        sheets.rule(x, FACE - 0.1, FOLD, 0.2, INK_2)


def _face(sheets: Sheets, fitted: Fitted) -> None:
    top = FACE + (FACE - 8 - fitted.height) / 2 + 2
    sheets.text(fitted, MARGIN, top, ROOM.width, align=0.5)
    sheets.rule(A4_LYING.width / 2 - 14, A4_LYING.height - 13, 28, 0.8, GOLD)
