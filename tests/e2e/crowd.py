"""People with badges in their hands, made in a few transactions however many they are."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.people import operations as people
from ceremony.people import queries as people_queries
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation, Body
from tests import make
from tests.badges import issuing


def come(body: Body, category: str, *names: str, **others: str) -> dict[str, int]:
    """Approve people of *body* and hand each the badge.

    :param category: of all but *others*: ``guest="Ida,Joe"``.
    :returns: the serial of each badge, by given name.
    """
    rows = [
        {
            "given_names": name,
            "family_name": "Nordin",
            "body_id": body.id,
            "function": Function.DELEGATE,
        }
        for name in names
    ]
    with transaction(SYSTEM):
        ids = people.register(actor=SYSTEM, people=rows)
    rights = _rights(ids)
    with transaction(SYSTEM):
        people.approve(actor=SYSTEM, accreditations=people_queries.accreditations(rights))
    known = {x.code: x.id for x in people_queries.categories()}
    own = {name: known[code] for code, some in others.items() for name in some.split(",")}
    with transaction(SYSTEM):
        by_id = {x.id: x for x in people_queries.accreditations(rights)}
        for name, right in zip(names, rights, strict=True):
            given: dict[str, Any] = {"category_id": own.get(name, known[category]), "zones": None}
            people.override(actor=SYSTEM, accreditation=by_id[right], reason="Asked", **given)
    issued = {x.accreditation_id: x.id for x in badge_queries.live(rights)}
    return dict(zip(names, hand_over([issued[x] for x in rights]), strict=True))


def _rights(people_ids: Sequence[int]) -> list[int]:
    """The accreditations of these people, in their order."""
    db.session.rollback()
    wanted = select(Accreditation).where(Accreditation.person_id.in_(people_ids))
    found = {x.person_id: x.id for x in db.session.scalars(wanted)}
    return [found[x] for x in people_ids]


def hand_over(ids: Sequence[int]) -> list[int]:
    """Print these badges and give them to their holders; their serials."""
    issuing.mark(*ids)
    return give(ids)


def give(ids: Sequence[int]) -> list[int]:
    """Give these badges, which are printed, to their holders; their serials."""
    with transaction(SYSTEM):
        badges.hand_over(actor=SYSTEM, credentials=badge_queries.credentials(ids))
    return [badge_queries.credential(x).serial for x in ids]


def zone_with(code: str, **categories: list[str]) -> None:
    """A zone beside the others, and categories that open the zones they name."""
    make.zone(code)
    for name, zones in categories.items():
        make.category(name, zones)
