"""A list of limits of delegations in zones, as somebody wrote it: read and judged line by line."""

from dataclasses import dataclass, field

from sqlalchemy import select

from ceremony.core.ceremony_file.fields import unknown
from ceremony.core.db import db
from ceremony.core.folding import fold
from ceremony.core.i18n import _
from ceremony.core.spreadsheets import sheets
from ceremony.core.spreadsheets.errors import Unreadable
from ceremony.delegations import lookup
from ceremony.people import queries as people
from ceremony.people.models import Body, Zone

COLUMNS = ("zone", "delegation", "most")
MOST = 100_000  # heads
MOST_LINES = 5_000


@dataclass
class Line:
    """One line; without errors it has a zone, a body and a number."""

    number: int
    zone_id: int = 0
    body_id: int = 0
    most: int = 0
    errors: list[str] = field(default_factory=list)


def read(data: bytes) -> list[Line]:
    """The lines of a CSV file or a workbook: zone, delegation, most heads.

    A first line of these three words may put them in another order.

    :raises Unreadable: it is no table, or too long.
    """
    rows = _rows(data)
    columns = list(COLUMNS)
    headings = [fold(x) for x in rows[0][1]] if rows else []
    if set(COLUMNS) <= set(headings):
        columns, rows = headings, rows[1:]
    zones, bodies = {zone.code: zone for zone in people.zones()}, _Bodies()
    lines: list[Line] = []
    seen: dict[tuple[int, int], int] = {}
    for number, cells in rows:
        given = dict.fromkeys(COLUMNS, "") | dict(zip(columns, cells, strict=False))
        lines.append(line := _line(number, given, zones, bodies))
        first = seen.setdefault((line.zone_id, line.body_id), number)
        if line.zone_id and line.body_id and first != number:
            line.errors.append(_("The same as in line %(number)d.", number=first))
    return lines


def _rows(data: bytes) -> list[tuple[int, list[str]]]:
    found = sheets.read(data, MOST_LINES + 1)
    # A text is read once for each sign that may part its columns.
    sheet = max(found, key=lambda x: max((len(row) for _number, row in x.rows), default=0))
    if len(sheet.rows) > MOST_LINES:
        raise Unreadable(_("A list has at most %(most)d lines.", most=MOST_LINES))
    return [(number, [str(x).strip() for x in row]) for number, row in sheet.rows]


def _line(number: int, given: dict[str, str], zones: dict[str, Zone], bodies: "_Bodies") -> Line:
    line = Line(number)
    if (zone := zones.get(given["zone"])) is None:
        line.errors.append(unknown(given["zone"], _("zone"), zones))
    elif not zone.exits_scanned:
        line.errors.append(_("Zone %(code)s: heads are not counted there.", code=zone.code))
    else:
        line.zone_id = zone.id
    if (body := bodies.find(given["delegation"])) is None:
        line.errors.append(bodies.unknown(given["delegation"]))
    else:
        line.body_id = body.id
    most = given["most"]
    if most.isascii() and most.isdecimal() and len(most) < 10 and int(most) <= MOST:
        line.most = int(most)
    else:
        sentence = _("Write a number from %(least)d to %(most)d.", least=0, most=MOST)
        line.errors.append(sentence)
    return line


class _Bodies:
    """Finds the body that a cell means, by its code or any of its names."""

    def __init__(self) -> None:
        bodies = db.session.scalars(select(Body).order_by(Body.sort_key, Body.id)).all()
        self.by_word = {fold(word): x for x in bodies for word in (x.name, x.code)}
        self.lookup = lookup.prefetch()

    def find(self, text: str) -> Body | None:
        if not text:
            return None
        if found := self.by_word.get(fold(text)):
            return found
        sender = self.lookup.body(text, "")
        return self.by_word.get(fold(sender.name)) if sender else None

    def unknown(self, text: str) -> str:
        near = self.lookup.close_body(text) if text else ""
        if near:
            return _(
                "“%(given)s” is no delegation that comes. Did you mean “%(near)s”?",
                given=text[:40],
                near=near,
            )
        return _("“%(given)s” is no delegation that comes.", given=text[:40])
