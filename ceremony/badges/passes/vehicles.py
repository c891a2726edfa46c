"""A list of vehicles, pasted or a workbook: read line by line, each cell judged."""

from dataclasses import dataclass, field

from ceremony.badges.passes import queries
from ceremony.core.characters import has_odd_characters
from ceremony.core.errors import DomainError
from ceremony.core.folding import fold
from ceremony.core.i18n import _
from ceremony.core.spreadsheets import sheets
from ceremony.delegations import lookup
from ceremony.people import plates
from ceremony.people.models import Body
from ceremony.people.operations import passes
from ceremony.people.operations.passes import Vehicle

COLUMNS = ("plate", "driver", "route", "delegation")
HEADINGS = {
    "plate": "plate|number plate|licence plate|license plate|registration|immatriculation|bien so",
    "driver": "driver|chauffeur|conducteur|lai xe",
    "route": "route|itinerary|itineraire|lo trinh",
    "delegation": "delegation|sender|service|doan",
}
BY_HEADING = {word: name for name, words in HEADINGS.items() for word in words.split("|")}
MOST, LONGEST = 500, 120


@dataclass
class Line:
    """One line of the list, what it says, and what is wrong with which cell."""

    number: int
    cells: dict[str, str]
    holder: str = ""  # name of the body
    vehicle: Vehicle | None = None
    errors: list[str] = field(default_factory=list)


def text_of(data: bytes) -> str:
    """The cells of a file as lines, parted by tabs: what the page shows again.

    :raises Unreadable: with one sentence, whatever is wrong with the file.
    """
    rows = [row for _number, row in _widest(sheets.read(data, MOST + 1)).rows]
    return "\n".join("\t".join(" ".join(str(x).split()) for x in row) for row in rows)


def read(text: str, usual: Body | None) -> list[Line]:
    """The lines of *text*: plate, driver, route, delegation, or as its headings say.

    :param usual: whose vehicles they are where the line does not say.
    :raises Unreadable: it is no table, or too long.
    """
    if not text.strip():
        return []
    rows = [(n, [str(x).strip() for x in row]) for n, row in _widest(_sheets(text)).rows]
    columns: list[str | None] = list(COLUMNS)
    named = [BY_HEADING.get(fold(x)) for x in rows[0][1]] if rows else []
    if "plate" in named:
        columns, rows = named, rows[1:]
    senders, known = _Senders(usual), passes.plates_in_use()
    lines = [_line(number, cells, columns) for number, cells in rows]
    for line in lines:
        _judge(line, senders, known)
    return lines


def _sheets(text: str) -> list[sheets.Sheet]:
    plain = text.replace(";", "\t") if "\t" not in text else text
    return sheets.of_text(plain, MOST + 1)


def _widest(found: list[sheets.Sheet]) -> sheets.Sheet:
    """A text is read once for each sign that may part its columns."""
    return max(found, key=lambda x: max((len(row) for _number, row in x.rows), default=0))


def _line(number: int, cells: list[str], columns: list[str | None]) -> Line:
    given = dict(zip(columns, cells, strict=False))
    line = Line(number, {name: given.get(name, "") for name in COLUMNS})
    if any(cells[len(columns) :]):
        line.errors.append(_("It has more cells than there are columns."))
    return line


class _Senders:
    """Finds the body that a cell means, by code or any name."""

    def __init__(self, usual: Body | None) -> None:
        self.usual = usual
        bodies = queries.holders()
        self.by_word = {fold(word): x for x in bodies for word in (x.name, x.code)}
        self.lookup = lookup.prefetch()

    def find(self, text: str) -> Body | None:
        if not text:
            return self.usual
        if found := self.by_word.get(fold(text)):
            return found
        sender = self.lookup.body(text, "")
        return self.by_word.get(fold(sender.name)) if sender else None

    def close(self, text: str) -> str:
        """The name of one that comes and that *text* nearly says; empty if there is none."""
        found = self.by_word.get(fold(self.lookup.close_body(text)))
        return found.name if found else ""


def _judge(line: Line, senders: _Senders, known: dict[str, str]) -> None:
    cells = line.cells
    for name, said in cells.items():
        if has_odd_characters(said):
            line.errors.append(_("%(column)s: invisible control characters.", column=_word(name)))
        elif len(said) > LONGEST:
            sentence = _(
                "%(column)s: more than %(most)d characters.", column=_word(name), most=LONGEST
            )
            line.errors.append(sentence)
    plate = _plate(line, known)
    body = senders.find(cells["delegation"])
    if body is None:
        line.errors.append(_unknown(cells["delegation"], senders.close(cells["delegation"])))
    line.holder = body.name if body else ""
    if body and plate and not line.errors:
        details = " · ".join(filter(None, (cells["driver"], cells["route"])))
        line.vehicle = Vehicle(body.id, plate, details)
        above = _("line %(number)d of this list", number=line.number)
        known[plates.key(plate)] = above


def _plate(line: Line, known: dict[str, str]) -> str:
    try:
        plate = plates.tidy(line.cells["plate"])
    except DomainError as error:
        line.errors.append(_("Plate: %(sentence)s", sentence=str(error)))
        return ""
    if holder := known.get(plates.key(plate)):
        line.errors.append(_("Plate: it has a pass already, %(holder)s.", holder=holder))
    return plate


def _unknown(text: str, close: str) -> str:
    if not text:
        return _("Delegation: say whose vehicle it is.")
    if close:
        return _(
            "Delegation: “%(given)s” is none that comes. Did you mean “%(close)s”?",
            given=text[:40],
            close=close,
        )
    return _("Delegation: “%(given)s” is none that comes.", given=text[:40])


def _word(column: str) -> str:
    words = {"plate": _("Plate"), "driver": _("Driver"), "route": _("Route")}
    return words.get(column, _("Delegation"))
