"""The columns that somebody may choose for the list of people, and what each says of a row."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from ceremony.core.i18n import _, lazy, said
from ceremony.people.kinds import is_without_photograph
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.states import State
from ceremony.register.models import Nationality

# What every row of the list has; other columns are asked for where somebody chose them.
BASE = (
    Person.id,
    Accreditation.id.label("accreditation_id"),
    Person.badge_name,
    Person.original_name,
    Person.photo,
    Body.name.label("body_name"),
    Participation.function,
    Participation.rank,
    Category.name.label("category_name"),
    Accreditation.zones,
    Accreditation.state,
    Accreditation.state_since,
)


class Column(NamedTuple):
    """What the head says, what a row says (text, a date or an instant), what is asked for it."""

    label: object
    value: Callable[[Any], Any]
    source: ColumnElement[Any] | None = None


def _label(name: str) -> Callable[[Any], str]:
    """The word for a column that holds one of some choices."""

    def say(row: Any) -> str:
        chosen = getattr(row, name)
        return str(chosen.label) if chosen else ""

    return say


def _text(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name)


def _photograph(row: Any) -> str:
    if row.photo:
        return _("Yes")
    return _("By protocol none") if is_without_photograph(row.function, row.rank) else _("Missing")


_nationality = select(Nationality.name).where(Nationality.code == Person.nationality_code)

COLUMNS: dict[str, Column] = {
    "delegation": Column(lazy("Delegation"), _text("body_name")),
    "kind": Column(lazy("Kind"), _label("kind"), Body.kind.label("kind")),
    "function": Column(lazy("Function"), _label("function")),
    "rank": Column(lazy("Rank"), _label("rank")),
    "title": Column(lazy("Position"), _text("title"), Participation.title.label("title")),
    "organisation": Column(
        lazy("Organisation"),
        _text("organisation"),
        Participation.organisation.label("organisation"),
    ),
    "category": Column(lazy("Category"), lambda row: said(row.category_name)),
    "zones": Column(lazy("Zones"), lambda row: ", ".join(row.zones)),
    "nationality": Column(
        lazy("Nationality"),
        _text("nationality"),
        _nationality.scalar_subquery().label("nationality"),
    ),
    "sex": Column(lazy("Sex"), _label("sex"), Person.sex.label("sex")),
    "born": Column(lazy("Date of birth"), _text("born"), Person.born_on.label("born")),
    "email": Column(lazy("Email"), _text("email"), Person.email.label("email")),
    "phone": Column(lazy("Telephone"), _text("phone"), Person.phone.label("phone")),
    "languages": Column(lazy("Languages"), _text("languages"), Person.languages.label("languages")),
    "photograph": Column(lazy("Photograph"), _photograph),
    "status": Column(lazy("Status"), _label("state")),
    "since": Column(lazy("In this state since"), _text("state_since")),
    "registered": Column(
        lazy("Registered"), _text("registered"), Person.created_at.label("registered")
    ),
}
_USUAL = ("delegation", "function", "category", "zones")


def usual(status: State | None) -> tuple[str, ...]:
    """The columns of a list in which nobody chose any."""
    last = ("photograph", "since") if status is State.SUBMITTED else ("status",)
    return (*_USUAL, *last)


def read(codes: Iterable[str], status: State | None) -> tuple[str, ...]:
    """Those of *codes* that are columns, in the order of COLUMNS; () if they are the usual ones."""
    wanted = set(codes)
    known = tuple(x for x in COLUMNS if x in wanted)
    return () if set(known) == set(usual(status)) else known


def selected(codes: Sequence[str]) -> list[Any]:
    """What a statement asks for so that its rows can say *codes*."""
    more = (COLUMNS[x].source for x in codes)
    return [*BASE, *(x for x in more if x is not None)]
