"""What vetting says to an approval: go on, or that it is not finished; never why."""

from collections.abc import Sequence

from sqlalchemy import select

from ceremony.core import settings
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext
from ceremony.people.models import Person
from ceremony.people.vetting import queries
from ceremony.people.vetting.models import Vetting

NAMED = 5


class VettingUnfinished(DomainError):
    """Somebody may not be approved yet."""


def demand(person_ids: Sequence[int]) -> None:
    """Refuse unless the vetting of everybody lets them be approved.

    No officer can hold one of them until the transaction ends.

    :raises VettingUnfinished: with the names of whom it is about.
    """
    db.session.scalars(
        select(Vetting.id)
        .where(Vetting.person_id.in_(person_ids))
        .order_by(Vetting.id)
        .with_for_update(read=True)
    ).all()
    if waiting := queries.unfinished(person_ids):
        raise VettingUnfinished(sentence(waiting))


def sentence(person_ids: set[int]) -> str:
    """``The vetting of Amina Al-Kuwari is not finished.``

    Where approval does not wait for vetting this would tell a mark, so nothing is said of it:
    ``Amina Al-Kuwari cannot be approved yet: ask the vetting officers.``
    """
    names = db.session.scalars(
        select(Person.badge_name)
        .where(Person.id.in_(person_ids))
        .order_by(Person.sort_key, Person.id)
        .limit(NAMED)
    ).all()
    return said_of(", ".join(names), len(person_ids) - len(names))


def said_of(names: str, rest: int = 0) -> str:
    """The sentence about people of these *names* and so many more."""
    is_required = settings.current().vetting_is_required
    return _waits(names, rest) if is_required else _is_asked(names, rest)


def _waits(names: str, rest: int) -> str:
    if not rest:
        return _("The vetting of %(name)s is not finished.", name=names)
    return ngettext(
        "The vetting of %(names)s and %(num)d more is not finished.",
        "The vetting of %(names)s and %(num)d more is not finished.",
        rest,
        names=names,
    )


def _is_asked(names: str, rest: int) -> str:
    if not rest:
        return _("%(name)s cannot be approved yet: ask the vetting officers.", name=names)
    return ngettext(
        "%(names)s and %(num)d more cannot be approved yet: ask the vetting officers.",
        "%(names)s and %(num)d more cannot be approved yet: ask the vetting officers.",
        rest,
        names=names,
    )
