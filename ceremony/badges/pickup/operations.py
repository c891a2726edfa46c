"""What the pick-up desk does beyond the operations of badges: a walk-in, items of a receipt."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from ceremony.badges import operations as badges
from ceremony.badges.models import Credential
from ceremony.badges.pickup.receipts import Whole
from ceremony.core import settings
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.models import Accreditation, Person
from ceremony.people.vetting import urgency

DAY = timedelta(days=1)


class NotLooked(DomainError):
    """Nobody is given a badge before document, photograph and name were looked at."""


class NotOnReceipt(DomainError):
    """What was scanned is not out on this receipt."""


def register(*, actor: Actor, reason: str, is_another: bool = False, **values: Any) -> int:
    """Register somebody who stands at the desk: for today only, and urgent for who vets.

    They are approved as everybody is, and not before.

    :param reason: why they came without being registered.
    :param values: as ``people.operations.add`` takes them.
    :returns: the id of the person.
    """
    require(actor, Permission.BADGES_HAND_OVER)
    person_id = people.add(actor=actor, is_another=is_another, **values)
    begin = settings.current().midnight
    people.change_validity(
        actor=actor,
        accreditation=queries.accreditation_of(person_id),
        valid_from=begin,
        valid_until=begin + DAY,
        reason=reason,
    )
    urgency.hurry(actor=actor, person_id=person_id, reason=reason)
    return person_id


def approve(*, actor: Actor, right: Accreditation) -> None:
    """Give the right to pass if nothing stands against it.

    :raises VettingUnfinished: who vets has not answered.
    """
    people.decide(actor=actor, move="approve", ids=[right.id])


def checks_of(person: Person) -> tuple[str, ...]:
    """Codes of what is looked at before *person* is given a badge."""
    return ("document", "photograph", "name") if person.photo else ("document", "name")


def hand_over(
    *, actor: Actor, credential: Credential, checks: Sequence[str]
) -> Sequence[Credential]:
    """Give a badge to its holder, who stands at the desk.

    :param checks: codes of what was looked at.
    :raises NotLooked: something of :func:`checks_of` is missing.
    """
    person = queries.person_alone(credential.accreditation.person_id or 0)
    for code in checks_of(person):
        if code not in checks:
            raise NotLooked(_("Look at everything first: the page shows what."), field=code)
    return badges.hand_over(actor=actor, credentials=[credential], checks=checks)


def take_back(*, actor: Actor, whole: Whole, ids: Sequence[int]) -> Sequence[Credential]:
    """Take back those badges *ids* that are out on the receipt; personal ones end with that."""
    return badges.take_back(actor=actor, credentials=_out(whole, ids))


def confirm(*, actor: Actor, whole: Whole, ids: Sequence[int]) -> Sequence[Credential]:
    """The bearer gave these to their holders: they are collected, and off the receipt."""
    credentials = _out(whole, ids)
    if any(x.accreditation.person_id is None for x in credentials):
        raise NotOnReceipt(_("A pass that changes hands has no holder: it stays out."))
    return badges.hand_over(actor=actor, credentials=credentials)


def _out(whole: Whole, ids: Sequence[int]) -> list[Credential]:
    wanted = set(ids)
    found = [x.credential for x in whole.out if x.credential_id in wanted]
    if not found or len(found) != len(wanted):
        raise NotOnReceipt(_("This is not out on this receipt: choose what it names."))
    return found
