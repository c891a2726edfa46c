"""What narrows the list of people: sets of persons, each known by an index of its own.

A statement begins with one set and asks of each of its persons whether the others have them; or
it walks along the list and asks that of all sets. Which of both is cheap depends on how many fit.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, false, literal_column, or_, select
from sqlalchemy.orm import aliased

from ceremony.people import finding
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import State
from ceremony.register.names import fold

if TYPE_CHECKING:
    from ceremony.people.listing import Filter

Persons = Select[int]  # ids
Finder = Callable[[str], Persons | None]

# True of every accreditation. Asked of a person's, it lets SQLite find the state in an index that
# has both, where it would look into the row.
HAS_STATE = Accreditation.state > literal_column("''")


def sets(asked: "Filter", finders: Iterable[Finder]) -> list[Persons]:
    """Whoever is in all of these fits *asked*, whatever their state; the rare ones come first."""
    found = _named(asked.words, finders) if asked.words else []
    if asked.body:
        found.append(_taking_part(asked))
    if asked.without_photograph:
        person = aliased(Person)
        found.append(select(person.id).where(person.lacks_photograph))
    if (asked.kind or asked.function) and not asked.body:
        found.append(_taking_part(asked))
    if asked.category:
        right = aliased(Accreditation)
        of_persons = right.person_id.is_not(None)
        found.append(select(right.person_id).where(right.category_id == asked.category, of_persons))
    return found


def in_state(state: State) -> Persons:
    right = aliased(Accreditation)
    return select(right.person_id).where(right.state == state, right.person_id.is_not(None))


def holding(person_id: Any, persons: Sequence[Persons]) -> list[ColumnElement[bool]]:
    """What is true of a person who is in all of these sets."""
    return [x.where(x.selected_columns[0] == person_id).exists() for x in persons]


def common(persons: Sequence[Persons], most: int | None = None) -> Persons:
    """Those who are in all of these sets, at most so many; the first one is walked through."""
    first, *others = persons
    held = holding(first.selected_columns[0], others)
    return first.where(*held).distinct().limit(most)


def _named(words: str, finders: Iterable[Finder]) -> list[Persons]:
    """By the beginnings of all words in any order, or by what other slices know.

    The longest word comes first: it is the rarest.
    """
    folded = sorted(set(fold(words).split()), key=len, reverse=True)
    named = [finding.beginning(x) for x in folded] or [select(Person.id).where(false())]
    others = [x for find in finders if (x := find(words)) is not None]
    if not others:
        return named
    person = aliased(Person)
    ways = (person.id.in_(x) for x in (common(named), *others))
    return [select(person.id).where(or_(*ways))]


def _taking_part(asked: "Filter") -> Persons:
    """In one way that fits all of it, primary or not."""
    part = aliased(Participation)
    fitting = select(part.person_id)
    if asked.body:
        fitting = fitting.where(part.body_id == asked.body)
    if asked.function:
        fitting = fitting.where(part.function == asked.function)
    if asked.kind:
        sender = aliased(Body)
        fitting = fitting.join(sender, sender.id == part.body_id).where(sender.kind == asked.kind)
    return fitting
