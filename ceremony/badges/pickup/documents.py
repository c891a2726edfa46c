"""A travel document that was read at the desk, and whose it is."""

from collections.abc import Iterator, Sequence

from flask_babel import format_date
from sqlalchemy import or_, select

from ceremony.core import audit, limits, settings
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import finding, listing
from ceremony.people.models import Person
from ceremony.people.mrz import Digit, Document
from ceremony.register.names import fold

Note = tuple[str, str]
MISSED, MOST_MISSED, MINUTES = "document", 20, 15


def match(*, actor: Actor, document: Document) -> tuple[Sequence[int], list[Note]]:
    """Whose *document* is: by its number, else by name and date of birth.

    Every reading is recorded, of whoever is found, else of who read; the number is kept nowhere.

    :returns: ids of persons, and what is to be said of the document.
    :raises TooManyTries: *actor* read too many that fit nobody: numbers and days can be guessed.
    """
    require(actor, Permission.BADGES_HAND_OVER)
    who = f"{actor.kind} {actor.id}"
    limits.check(MISSED, who, most=MOST_MISSED, minutes=MINUTES)
    by_number = [] if Digit.NUMBER in document.wrong else finding.holders(document.number)
    found = by_number or _by_name(document)
    said = list(_compared(found, document)) if by_number else _by_another_number(found)
    if not found or any(tone != "go" for tone, _said in said if by_number):
        limits.note(MISSED, who)
    _record(actor, found)
    return found, [*_faults(document), *said]


def _record(actor: Actor, found: Sequence[int]) -> None:
    if found:
        audit.record_ids(actor, "badges.document_compared", "person", list(found))
    else:
        audit.record_ids(actor, "badges.document_unknown", "user", [actor.id] if actor.id else [])


def _by_another_number(found: Sequence[int]) -> list[Note]:
    message = _("Found by name and date of birth: the number is not the one registered.")
    return [("wait", message)] if found else []


def _faults(document: Document) -> Iterator[Note]:
    for digit in document.wrong:
        yield (
            "stop",
            _("The check digit %(of_what)s is wrong: read it again.", of_what=digit.label),
        )
    expires = document.expires_on
    if expires is None:
        yield "wait", _("The date of expiry cannot be read.")
    elif expires < settings.current().today:
        yield "stop", _("This document expired on %(day)s.", day=format_date(expires, "d MMM y"))


def _compared(person_ids: Sequence[int], document: Document) -> Iterator[Note]:
    """Whether the names and the date of birth are those that were registered."""
    person = db.session.get_one(Person, person_ids[0])
    read = {*fold(f"{document.family_name} {document.given_names}").split()}
    if read and not read & {*fold(f"{person.given_names} {person.family_name}").split()}:
        yield "stop", _("The number is registered for somebody of another name. Compare them.")
    elif document.born_on and person.born_on and document.born_on != person.born_on:
        yield "wait", _("The date of birth is not the one registered. Compare them.")
    elif not document.wrong:
        yield "go", _("The document is the one registered.")


def _by_name(document: Document) -> Sequence[int]:
    """Who has all these names, or the family name, and was not born on another day."""
    if Digit.BIRTH in document.wrong or not document.family_name:
        return []
    whole = f"{document.family_name} {document.given_names}"
    for words in (whole, document.family_name):
        found = [x.id for x in listing.page(listing.Filter(words=words)).rows]
        same_day = Person.born_on == document.born_on
        if words is whole:
            same_day = or_(same_day, Person.born_on.is_(None))
        fitting = select(Person.id).where(Person.id.in_(found), same_day).order_by(Person.sort_key)
        if ids := db.session.scalars(fitting).all():
            return ids
    return []
