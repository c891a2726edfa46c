"""Changing persons: who they are, their travel document, their photograph."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert

from ceremony.core import audit, settings, states, versions
from ceremony.core.clock import now
from ceremony.core.crypto import keyed_hash
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import finding, names, queries, signals
from ceremony.people.assessment import assess
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.operations import holding, telling
from ceremony.people.operations.participations import PARTICIPATION_FIELDS
from ceremony.people.states import State
from ceremony.people.vetting import following

PERSON_FIELDS = frozenset(
    """family_name given_names badge_name original_name honorific sex born_on nationality_code
    document_type document_number document_hash document_expires_on email phone languages
    dietary_needs medical_needs access_needs photo photo_added_at""".split()
)
TEXTS = "family_name given_names original_name honorific email phone languages".split()


ENTERED = {
    State.ASKED: "people.asked_for",
    State.DRAFT: "people.drafted",
    State.SUBMITTED: "people.submitted",
}


class AlreadyRegistered(DomainError):
    """Somebody with this document, or with this name and birthday, is there."""


@dataclass(frozen=True)
class Senders:
    """The bodies for which somebody wants to register persons."""

    senders: frozenset[int]


def register(
    *, actor: Actor, people: Sequence[Mapping[str, Any]], state: State = State.SUBMITTED
) -> list[int]:
    """Save new persons with one primary participation and an accreditation in *state* each.

    A few statements, however many they are.

    :param people: values by the names in PERSON_FIELDS (absent: empty) and PARTICIPATION_FIELDS
        (``body_id`` and ``function`` are needed). ``badge_name`` is made where it is empty.
    :returns: the ids of the persons, in the order given.
    :raises NoCategory: the table of categories has no line for one of them.
    """
    body_ids = frozenset(int(x["body_id"]) for x in people)
    require(actor, Permission.PEOPLE_COMPOSE, Senders(body_ids))
    if not people:
        return []
    holding.hold_bodies(body_ids)
    rows = [_person_row(person) for person in people]
    # SQLite inserts them one by one, since it promises no order for many: 25 µs each.
    inserted = insert(Person).returning(Person.id, sort_by_parameter_order=True)
    person_ids = list(db.session.scalars(inserted, rows))
    finding.keep({x: row["search_key"] for x, row in zip(person_ids, rows, strict=True)})
    parts = [
        {"rank": "other", "title": "", "organisation": "", "is_listed": False}
        | {name: value for name, value in person.items() if name in PARTICIPATION_FIELDS}
        | {"person_id": person_id, "is_primary": True}
        for person_id, person in zip(person_ids, people, strict=True)
    ]
    participation_ids = list(
        db.session.scalars(insert(Participation).returning(Participation.id), parts)
    )
    accreditation_ids = _accredit(person_ids, state)
    audit.record_ids(actor, "people.registered", "person", person_ids)
    audit.record_ids(actor, "people.registered", "participation", participation_ids)
    audit.record_ids(actor, ENTERED[state], "accreditation", accreditation_ids)
    states.keep("accreditation", state, accreditation_ids, now())
    if state is State.SUBMITTED:
        following.begin(actor=actor, person_ids=person_ids)
    signals.composed.send(None, actor=actor, body_ids=sorted(body_ids), coming=person_ids)
    return person_ids


def add(
    *, actor: Actor, is_another: bool = False, state: State = State.SUBMITTED, **values: Any
) -> int:
    """Register one person by hand.

    :param is_another: whoever looks the same is known to be somebody else.
    :param values: as :func:`register` takes them.
    :returns: the id of the person.
    :raises AlreadyRegistered: the same document number, or the same name and date of birth.
    """
    require(actor, Permission.PEOPLE_COMPOSE, Senders(frozenset({int(values["body_id"])})))
    lock("people.add")
    demand_no_twin(is_another=is_another, **values)
    [person_id] = register(actor=actor, people=[values], state=state)
    return person_id


def demand_no_twin(
    *,
    is_another: bool = False,
    within: Sequence[int] | None = None,
    but: int | None = None,
    **values: Any,
) -> None:
    """Ask whether somebody is there already; the caller holds the lock ``people.add``.

    :param is_another: whoever looks the same is known to be somebody else.
    :param within: ids of bodies: who enters people for them knows nobody else. Among these the
        same name is asked about where a date of birth is missing.
    :param but: the id of the person whom the values are about.
    :raises AlreadyRegistered: the same document number, or the same name and date of birth.
    """
    row = _person_row(values)
    same = row["document_hash"], row["sort_key"], row["born_on"]
    twin = queries.find_twin(*same, within=within, but=but)
    if twin and not is_another:
        message = _(
            "%(name)s, number %(id)d, looks like the same person. Open that page, or confirm that"
            " this is somebody else.",
            name=twin.badge_name,
            id=twin.id,
        )
        raise AlreadyRegistered(message, field="is_another")


def change(*, actor: Actor, person: Person, version: int | None = None, **values: Any) -> Person:
    """Set *values* of a person, by the names in PERSON_FIELDS.

    :param version: what the values were made from; None: whatever is there.
    :raises EditConflict: somebody else saved another version in between.
    """
    require(actor, Permission.PEOPLE_COMPOSE, person)
    versions.demand(person, version)
    names.demand_printable(values)
    usual = names.badge_name(person.given_names, person.family_name, person.nationality_code)
    for name, value in _with_hash(values).items():
        if name not in PERSON_FIELDS:
            raise TypeError(name)
        setattr(person, name, value)
    written = "" if person.badge_name == usual else person.badge_name  # it follows the names
    person.badge_name = _badge_name(
        written, person.given_names, person.family_name, person.nationality_code
    )
    parts = (person.badge_name, person.given_names, person.family_name, person.original_name)
    person.search_key, person.sort_key = _keys(*parts)
    audit.record(actor, "people.changed", person)
    telling.changed([person.id])
    following.follow([person.id])
    return person


def set_photograph(*, actor: Actor, person: Person, photo: str) -> Person:
    """:param photo: the name of the stored file, made by people.photographs."""
    require(actor, Permission.PEOPLE_PHOTOGRAPH, person)
    person.photo, person.photo_added_at = photo, now()
    audit.record(actor, "people.photograph_set", person)
    telling.changed([person.id])
    return person


def remove_photograph(*, actor: Actor, person: Person) -> Person:
    require(actor, Permission.PEOPLE_COMPOSE, person)
    person.photo = person.photo_added_at = None
    audit.record(actor, "people.photograph_removed", person)
    telling.changed([person.id])
    return person


def show_document(*, actor: Actor, person: Person) -> str:
    """The document's number; that it was read is recorded before it is shown."""
    require(actor, Permission.PEOPLE_READ_DOCUMENT, person)
    audit.record(actor, "people.document_shown", person)
    return person.document_number or ""


def _person_row(person: Mapping[str, Any]) -> dict[str, Any]:
    blank: dict[str, Any] = dict.fromkeys(PERSON_FIELDS) | dict.fromkeys(TEXTS, "")
    given = {name: value for name, value in person.items() if name in PERSON_FIELDS}
    names.demand_printable(person)
    row = blank | _with_hash(given)
    parts = (row["given_names"], row["family_name"], row["nationality_code"])
    row["badge_name"] = _badge_name(row["badge_name"], *parts)
    row["search_key"], row["sort_key"] = _keys(
        row["badge_name"], row["given_names"], row["family_name"], row["original_name"]
    )
    return row


def _badge_name(
    badge_name: str | None, given_names: str, family_name: str, nationality_code: str | None
) -> str:
    """As the delegation wrote it, else the usual one; one of the names there must be."""
    usual = names.badge_name(given_names, family_name, nationality_code)
    if not usual:
        raise DomainError(_("Give at least one name."), field="family_name")
    return badge_name if badge_name and names.tidy(badge_name) else usual


def _with_hash(values: Mapping[str, Any]) -> dict[str, Any]:
    """*values*, with the hash that finds a document number beside it."""
    if "document_number" not in values or "document_hash" in values:
        return dict(values)
    number = values["document_number"] or None
    hashed = keyed_hash(number) if number else None
    return {**values, "document_number": number, "document_hash": hashed}


def _keys(*parts: str) -> tuple[str, str]:
    """What a person is found by, and what they are sorted by: the first of *parts*."""
    return names.search_key(*parts), names.fold(parts[0])


def _accredit(person_ids: Sequence[int], state: State) -> list[int]:
    facts = settings.current()
    parts: dict[int, list[Participation]] = {}
    for part in queries.participations_of(person_ids):
        parts.setdefault(part.person_id, []).append(part)
    rows = [
        {
            "person_id": person_id,
            "category_id": category_id,
            "zones": zones,
            "valid_from": facts.valid_from,
            "valid_until": facts.valid_until,
            "state": state,
            "state_since": now(),
        }
        for person_id, (category_id, zones) in assess(parts).items()
    ]
    return list(db.session.scalars(insert(Accreditation).returning(Accreditation.id), rows))
