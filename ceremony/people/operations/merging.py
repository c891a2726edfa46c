"""Two records of one person become one: what was theirs goes over, and nothing counts twice."""

from collections.abc import Collection, Mapping

from sqlalchemy import select

from ceremony.core import audit, states
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.core.registries import Merging, Record, registries
from ceremony.people import names, queries
from ceremony.people.models import Participation, Person
from ceremony.people.operations import holding, turning
from ceremony.people.operations.accreditations import reassess
from ceremony.people.sameness import CHOICES
from ceremony.people.states import State
from ceremony.people.vetting import following
from ceremony.people.vetting import merging as vetting

_PART = ("function", "rank", "title", "organisation", "is_listed")
# What stays of the record that ends: a name for the trail to say; nobody is found by it.
_ENDED = dict.fromkeys(
    """original_name honorific email phone languages""".split(), ""
) | dict.fromkeys(
    """sex born_on nationality_code document_type document_number document_hash
    document_expires_on dietary_needs medical_needs access_needs photo photo_added_at""".split()
)


class NotTwo(DomainError):
    """These are not two records that can become one."""

    status = 409


def merge(
    *,
    actor: Actor,
    kept: Person,
    gone: Person,
    taken: Collection[str] = (),
    taken_parts: Collection[int] = (),
    primary_body_id: int | None = None,
    seen: str | None = None,
) -> Person:
    """Let *kept* be the only record of the person; it cannot be undone.

    The accreditation of *kept* stands with its state and its badge; badges of *gone* are revoked.

    :param taken: words of CHOICES that are as *gone* has them.
    :param taken_parts: ids of bodies for which both take part, and *gone* says as what.
    :param primary_body_id: whose participation the badge shows; None: as *kept* has it.
    :param seen: :func:`seen_as` when somebody looked at them; None: whatever is there.
    :raises EditConflict: one of them was changed since.
    :raises NotTwo: they are one already.
    """
    require(actor, Permission.PEOPLE_MERGE)
    _hold(kept, gone)
    kept, gone = queries.record(kept.id), queries.record(gone.id)
    if seen not in {None, seen_as(kept, gone)}:
        raise EditConflict
    _bring_over(Merging(actor, _record(kept), _record(gone)), kept, gone, taken_parts)
    absorbed = _end_right(actor, gone)
    _take(kept, gone, taken)
    _end(kept, gone)
    audit.record(actor, "people.merged_away", gone, into=kept.id, **absorbed)
    audit.record(actor, "people.merged", kept, other=gone.id, taken=sorted(taken))
    db.session.flush()
    db.session.expire(kept)
    has_moved = _put_on_the_badge(actor, kept.id, primary_body_id)
    reassess(actor=actor, person_ids=[kept.id], coming=[kept.id] if has_moved else [])
    following.follow([kept.id])
    return kept


def seen_as(first: Person, second: Person) -> str:
    """What somebody saw of both, whichever comes first: as a word that changes with them."""
    rows = sorted((first, second), key=lambda x: x.id)
    versions = (
        (
            x.version,
            x.accreditation.version if x.accreditation else 0,
            *(part.version for part in sorted(x.participations, key=lambda part: part.id)),
        )
        for x in rows
    )
    return "-".join(".".join(map(str, some)) for some in versions)


def merging_of(actor: Actor, kept: Person, gone: Person) -> Merging:
    """What the slices are asked about before anything happens."""
    return Merging(actor, _record(kept), _record(gone))


def _hold(kept: Person, gone: Person) -> None:
    """In the order of :mod:`holding`: bodies, then persons."""
    holding.hold([kept.id, gone.id])
    for id_ in sorted({kept.id, gone.id}):
        lock("people.person", id_)


def _record(person: Person) -> Record:
    if person.merged_into_id or person.accreditation is None:
        raise NotTwo(_("One of these records was merged already."))
    return Record(person.id, person.accreditation.id)


def _bring_over(merging: Merging, kept: Person, gone: Person, taken_parts: Collection[int]) -> None:
    """What is of *gone* in any slice goes to *kept*."""
    dropped = _unite(merging.actor, kept, gone, taken_parts)
    vetting.merge(merging)
    for part in registries.merges:
        part.do(merging)
    turning.turn_round(merging, dropped)


def _unite(
    actor: Actor, kept: Person, gone: Person, taken_parts: Collection[int]
) -> Mapping[int, int]:
    """Give *kept* the participations of *gone*; one for a body. Dropped ids -> ids that stay."""
    if kept.id == gone.id:
        raise NotTwo(_("These are one record. Choose another one."))
    own = {x.body_id: x for x in kept.participations}
    dropped: dict[int, int] = {}
    for part in list(gone.participations):
        if (mine := own.get(part.body_id)) is None:
            part.person_id, part.is_primary = kept.id, False
            audit.record(actor, "people.participation_added", part)
            continue
        dropped[part.id] = mine.id
        if part.body_id in taken_parts:
            for name in _PART:
                setattr(mine, name, getattr(part, name))
            audit.record(actor, "people.participation_changed", mine)
    db.session.flush()
    return dropped


def _end_right(actor: Actor, gone: Person) -> dict[str, object]:
    """The accreditation and what is left of the participations of *gone* end."""
    right = gone.accreditation
    left = db.session.scalars(select(Participation).where(Participation.person_id == gone.id)).all()
    assert right is not None  # noqa: S101 - _record looked
    states.keep("accreditation", State.WITHDRAWN, [right.id], now())
    audit.record(actor, "people.merged_away", right, *left)
    for row in (*left, right):
        db.session.delete(row)
    db.session.flush()
    return {"accreditation": right.id, "participations": [x.id for x in left]}


def _take(kept: Person, gone: Person, taken: Collection[str]) -> None:
    for choice in taken:
        for column in CHOICES[choice][1]:
            setattr(kept, column, getattr(gone, column))
    parts = (kept.badge_name, kept.given_names, kept.family_name, kept.original_name)
    kept.search_key, kept.sort_key = names.search_key(*parts), names.fold(kept.badge_name)


def _end(kept: Person, gone: Person) -> None:
    for name, value in _ENDED.items():
        setattr(gone, name, value)
    gone.search_key, gone.merged_into_id = " ", kept.id


def _put_on_the_badge(actor: Actor, person_id: int, body_id: int | None) -> bool:
    """Whether another participation is the primary one now."""
    parts = queries.participations_of([person_id])
    wanted = next((x for x in parts if x.body_id == body_id), parts[0])
    for x in parts:
        x.is_primary = False if x is not wanted else x.is_primary
    moved = [x for x in parts if x in db.session.dirty]
    audit.record(actor, "people.participation_made_secondary", *moved)
    db.session.flush()  # the unique index sees one at a time
    if wanted.is_primary:
        return False
    wanted.is_primary = True
    audit.record(actor, "people.participation_made_primary", wanted)
    db.session.flush()
    return True
