"""What two records of one person have in common, and what stays of which."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, NamedTuple

from flask_babel import format_date

from ceremony.core.i18n import _, lazy
from ceremony.people.models import Participation, Person
from ceremony.people.states import State

# What can be chosen from either record: the columns that belong together, by one word.
CHOICES: dict[str, tuple[object, tuple[str, ...]]] = {
    "honorific": (lazy("Honorific"), ("honorific",)),
    "given_names": (lazy("Given names"), ("given_names",)),
    "family_name": (lazy("Family name"), ("family_name",)),
    "badge_name": (lazy("Name on the badge"), ("badge_name",)),
    "original_name": (lazy("Name in its own script"), ("original_name",)),
    "sex": (lazy("Sex"), ("sex",)),
    "born_on": (lazy("Date of birth"), ("born_on",)),
    "nationality": (lazy("Nationality"), ("nationality_code",)),
    "document": (
        lazy("Travel document"),
        ("document_type", "document_number", "document_hash", "document_expires_on"),
    ),
    "email": (lazy("Email"), ("email",)),
    "phone": (lazy("Telephone"), ("phone",)),
    "languages": (lazy("Languages"), ("languages",)),
    "photograph": (lazy("Photograph"), ("photo", "photo_added_at")),
    "dietary_needs": (lazy("Dietary needs"), ("dietary_needs",)),
    "medical_needs": (lazy("Medical needs"), ("medical_needs",)),
    "access_needs": (lazy("Access needs"), ("access_needs",)),
}
# Columns in which two records may differ without saying something else of the person.
_BESIDE = {"document_number", "photo_added_at"}

# Whose accreditation stands unless somebody says otherwise: a refusal is not lost by a merge.
_STANDING = (
    State.REFUSED,
    State.REVOKED,
    State.APPROVED,
    State.SUBMITTED,
    State.RETURNED,
    State.DRAFT,
    State.ASKED,
    State.WITHDRAWN,
)


class Difference(NamedTuple):
    """One thing that the records say otherwise; *usual* is the person whose word stands."""

    name: str
    label: str
    first: str
    second: str
    usual: int


def standing(first: Person, second: Person) -> Person:
    """Whose accreditation stands by default, and so whose record."""

    def place(person: Person) -> tuple[int, int]:
        right = person.accreditation
        return (_STANDING.index(right.state) if right else len(_STANDING), person.id)

    return min(first, second, key=place)


def differences(first: Person, second: Person, newer: int) -> Iterator[Difference]:
    """What differs, with the fuller word as the usual one, else that of *newer*, an id."""
    for name, (label, columns) in CHOICES.items():
        telling = [x for x in columns if x not in _BESIDE]
        mine, theirs = ([getattr(x, column) or "" for column in telling] for x in (first, second))
        if mine == theirs:
            continue
        fuller = (sum(map(bool, mine)), first.id), (sum(map(bool, theirs)), second.id)
        usual = newer if fuller[0][0] == fuller[1][0] else max(fuller)[1]
        say = _SAY.get(name, _plain)
        mine_said, theirs_said = (say(x, name, columns) for x in (first, second))
        yield Difference(name, str(label), mine_said, theirs_said, usual)


def shared(first: Person, second: Person) -> list[tuple[Participation, Participation]]:
    """Both take part for the same body: one way of it stays."""
    by_body = {x.body_id: x for x in second.participations}
    return [(x, by_body[x.body_id]) for x in first.participations if x.body_id in by_body]


def _plain(person: Person, _name: str, columns: tuple[str, ...]) -> str:
    value = getattr(person, columns[0])
    if isinstance(value, date):
        return _day(value)
    return str(getattr(value, "label", value) or "–")


def _day(day: date) -> str:
    return str(format_date(day, "d MMM y"))


def _secret(person: Person, _name: str, columns: tuple[str, ...]) -> str:
    """Whether there is something, never what."""
    return _("Given, not shown") if getattr(person, columns[0]) else "–"


def _nationality(person: Person, _name: str, _columns: tuple[str, ...]) -> str:
    return person.nationality.name if person.nationality else "–"


def _document(person: Person, _name: str, _columns: tuple[str, ...]) -> str:
    """Kind and expiry; of the number only that there is one."""
    parts = (
        person.document_type.label if person.document_type else "",
        _("number kept, not shown") if person.document_hash else _("no number"),
        _day(person.document_expires_on) if person.document_expires_on else "",
    )
    return ", ".join(x for x in parts if x)


def _photograph(person: Person, _name: str, _columns: tuple[str, ...]) -> str:
    return _("There is one") if person.photo else "–"


_SAY: dict[str, Callable[[Any, str, tuple[str, ...]], str]] = {
    "nationality": _nationality,
    "document": _document,
    "photograph": _photograph,
    "dietary_needs": _secret,
    "medical_needs": _secret,
    "access_needs": _secret,
}
