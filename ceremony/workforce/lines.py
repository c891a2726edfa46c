"""A list of staff as it was pasted or saved from a spreadsheet: read line by line."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import StringIO

from ceremony.core import mail
from ceremony.core.characters import odd_characters
from ceremony.core.folding import fold
from ceremony.core.i18n import _
from ceremony.people.names import badge_name as usual_name
from ceremony.people.names import tidy
from ceremony.register import queries as register

COLUMNS = ("family_name", "given_names", "title", "nationality_code", "email", "badge_name")
MOST_LINES = 500
LONGEST = {"family_name": 100, "given_names": 100, "title": 150, "email": 200, "badge_name": 100}
HEADINGS = {
    "family_name": "family name|surname|last name|nom|nom de famille|ho",
    "given_names": "given names|given name|first name|prenom|prenoms|ten",
    "title": "job title|title|job|function|position|fonction|chuc vu",
    "nationality_code": "nationality|nationalite|quoc tich",
    "email": "email|e mail|email address|courriel",
    "badge_name": "name on badge|name on the badge|badge name|nom sur le badge|ten tren the",
}
BY_HEADING = {word: name for name, words in HEADINGS.items() for word in words.split("|")}


@dataclass(frozen=True)
class Staff:
    """Somebody as the list names them."""

    family_name: str
    given_names: str
    title: str
    nationality_code: str | None = None
    email: str = ""
    badge_name: str = ""  # empty: the usual one

    def named(self, home: str | None) -> str:
        """As their badge names them; who has no nationality here is called as the host's people.

        :param home: the nationality of the host, if the ceremony has one.
        """
        code = self.nationality_code or home
        return self.badge_name or usual_name(self.given_names, self.family_name, code)

    @property
    def key(self) -> str:
        """The words of the name, in whatever order they are written."""
        return " ".join(sorted(fold(f"{self.given_names} {self.family_name}").split()))


@dataclass
class Line:
    """One line of the list, what it says, and what is wrong with it."""

    number: int
    text: str
    staff: Staff | None = None
    name: str = ""  # on the badge
    errors: list[str] = field(default_factory=list)
    twin: str = ""  # who has this name already; a question, not an error


def read(text: str) -> list[Line]:
    """The lines of *text* that are not empty: names and job title, parted by ; or , or tabs.

    A first line of headings says the order of the columns, otherwise it is that of COLUMNS.
    """
    rows = _rows(text)
    columns: Sequence[str | None] = COLUMNS
    if rows and (named := _headings(rows[0][1])):
        columns, rows = named, rows[1:]
    nationalities = register.nationality_index()
    lines = [_line(number, cells, columns, nationalities) for number, cells in rows[:MOST_LINES]]
    for number, cells in rows[MOST_LINES:][:1]:
        message = _("A list has at most %(most)d lines: send the rest apart.", most=MOST_LINES)
        lines.append(Line(number, "; ".join(cells), errors=[message]))
    return lines


def _rows(text: str) -> list[tuple[int, list[str]]]:
    """Cells by the number of their line; a cell in quotes may hold the separator."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n").lstrip("\ufeff")
    separator = next((x for x in "\t;," if x in plain), ";")
    rows = []
    for number, line in enumerate(plain.split("\n"), 1):
        cells = next(csv.reader(StringIO(line), delimiter=separator), [])
        if any(cell.strip() for cell in cells):
            rows.append((number, [tidy(cell) for cell in cells]))
    return rows


def _headings(cells: Sequence[str]) -> list[str | None] | None:
    """The columns that the words in *cells* mean; None if they are no headings."""
    named = [BY_HEADING.get(fold(x)) for x in cells]
    known = {x for x in named if x}
    return named if "title" in known and known & {"family_name", "given_names"} else None


def _line(
    number: int,
    cells: Sequence[str],
    columns: Sequence[str | None],
    nationalities: "register.Index[str]",
) -> Line:
    line = Line(number, "; ".join(cells))
    given = dict.fromkeys(COLUMNS, "") | {
        name: cell for name, cell in zip(columns, cells, strict=False) if name
    }
    line.errors = _errors(given, cells[len(columns) :])
    code = nationalities.find(given["nationality_code"]) if given["nationality_code"] else None
    if given["nationality_code"] and code is None:
        line.errors.append(
            _("“%(given)s” is no nationality we know.", given=given["nationality_code"][:40])
        )
    if not line.errors:
        del given["nationality_code"]
        line.staff = Staff(**given, nationality_code=code)
    return line


def _errors(given: dict[str, str], beyond: Sequence[str]) -> list[str]:
    found = []
    if odd := odd_characters("".join(given.values())):
        found.append(_("It holds invisible control characters: %(odd)s.", odd=odd))
    if not (given["family_name"] or given["given_names"]):
        found.append(_("The name is missing."))
    if not given["title"]:
        found.append(_("The job title is missing: it stands on the badge."))
    for name, most in LONGEST.items():
        if len(given[name]) > most:
            found.append(_("A cell has more than %(most)d characters.", most=most))
    if given["email"] and not mail.is_address(given["email"]):
        found.append(_("“%(given)s” is no email address.", given=given["email"][:60]))
    if any(beyond):
        found.append(_("It has more cells than there are columns."))
    return found
