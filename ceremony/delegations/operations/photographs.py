"""Photographs of members: one by one, and many at once by the names of their files."""

from collections.abc import Mapping, Sequence

from sqlalchemy import delete

from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.delegations import limits
from ceremony.delegations.models import Delegation, LoosePhotograph
from ceremony.delegations.operations import composition
from ceremony.delegations.queries import members
from ceremony.people import operations as people
from ceremony.people.models import Person

MOST_LOOSE = 300  # of one delegation


def set_photograph(*, actor: Actor, delegation: Delegation, person: Person, photo: str) -> Person:
    """Give a member a photograph: also after submitting, until the member is approved.

    :param photo: the name of the stored file, made by people.photographs.
    """
    _demand_changeable(actor, delegation, person)
    return people.set_photograph(actor=actor, person=person, photo=photo)


def remove_photograph(*, actor: Actor, delegation: Delegation, person: Person) -> Person:
    """Take the photograph of a member away, as long as the member is not decided."""
    _demand_changeable(actor, delegation, person)
    return people.remove_photograph(actor=actor, person=person)


def receive(
    *,
    actor: Actor,
    delegation: Delegation,
    photos: Mapping[int, str],
    loose: Sequence[tuple[str, str]],
) -> None:
    """Give members their photographs, and keep those that are nobody's yet.

    :param photos: person id to the name of the stored file.
    :param loose: the name of the file as it was sent, and that of the stored file.
    :raises DomainError: too many would wait.
    """
    require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    limits.hold_delegation(delegation)
    for member in members.of(delegation, list(photos)) if photos else ():
        set_photograph(
            actor=actor,
            delegation=delegation,
            person=member.person,
            photo=photos[member.person.id],
        )
    db.session.execute(
        delete(LoosePhotograph).where(
            LoosePhotograph.delegation_id == delegation.id,
            LoosePhotograph.file.in_([file for _sent, file in loose]),
        )
    )  # the same folder sent again adds nothing
    if len(loose) > room(delegation):
        raise too_many()
    for name, file in loose:
        db.session.add(LoosePhotograph(delegation=delegation, name=name, file=file))


def _demand_changeable(actor: Actor, delegation: Delegation, person: Person) -> None:
    require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    limits.hold_delegation(delegation)
    composition.demand_changeable(actor, delegation, person)


def room(delegation: Delegation) -> int:
    """How many more may wait."""
    return max(0, MOST_LOOSE - len(loose(delegation)))


def too_many() -> DomainError:
    return DomainError(
        _(
            "At most %(most)d photographs may wait for their members. Give or discard some first.",
            most=MOST_LOOSE,
        ),
        field="folder",
    )


def give(*, actor: Actor, photograph: LoosePhotograph, person: Person) -> Person:
    """Let *photograph* be that of a member."""
    given = set_photograph(
        actor=actor, delegation=photograph.delegation, person=person, photo=photograph.file
    )
    db.session.delete(photograph)
    return given


def discard(*, actor: Actor, photograph: LoosePhotograph) -> None:
    require(actor, Permission.DELEGATIONS_COMPOSE, photograph.delegation)
    db.session.delete(photograph)


def loose(delegation: Delegation) -> list[LoosePhotograph]:
    """In the order in which they came."""
    rows = db.select(LoosePhotograph).where(LoosePhotograph.delegation_id == delegation.id)
    return list(db.session.scalars(rows.order_by(LoosePhotograph.id)))
