"""One line for each member: who it is, what is missing, and what may be done."""

from collections.abc import Sequence
from dataclasses import dataclass

from ceremony.core.permissions import Permission, may
from ceremony.core.web import actor
from ceremony.delegations import completeness, expiry
from ceremony.delegations.completeness import Lack
from ceremony.delegations.expiry import Days
from ceremony.delegations.portal.blueprint import Rights
from ceremony.delegations.queries.members import Member
from ceremony.delegations.states.members import CHANGEABLE
from ceremony.people.models import Accreditation, Participation, Person
from ceremony.people.states import LIVE


@dataclass(frozen=True)
class Row:
    """A member as the overview and the lists show one."""

    person: Person
    part: Participation
    accreditation: Accreditation
    needed: Sequence[Lack]  # before submitting
    wanted: Sequence[Lack]  # it should follow
    is_complete: bool
    may_change: bool  # who they are
    may_photograph: bool

    @property
    def is_coming(self) -> bool:
        return self.accreditation.state in LIVE

    @property
    def missing(self) -> str:
        """What is needed before submitting, in words; nothing where all of it is there."""
        return ", ".join(x.label for x in self.needed)

    @property
    def following(self) -> str:
        """What should follow, in words."""
        return ", ".join(x.label for x in self.wanted)


def of(members: Sequence[Member], rights: Rights) -> list[Row]:
    days = expiry.here()
    return [_row(x, rights, days) for x in members]


def _row(member: Member, rights: Rights, days: Days) -> Row:
    """After submitting, only what can still be given is said to be missing: a photograph."""
    person, part, accreditation = member
    is_free = _is_free(person, accreditation, rights)
    needed, wanted = completeness.needed(person, part), completeness.wanted(person, part, days)
    can_follow = [x for x in wanted if x is Lack.PHOTOGRAPH and is_free]
    return Row(
        person,
        part,
        accreditation,
        needed=[] if rights.may_ask else needed,
        wanted=wanted if rights.is_open and accreditation.state in CHANGEABLE else can_follow,
        is_complete=not (needed or wanted),
        may_change=rights.is_open and is_free,
        may_photograph=is_free,
    )


def _is_free(person: Person, accreditation: Accreditation, rights: Rights) -> bool:
    """Neither decided, nor somebody whom others send too."""
    if rights.is_organiser:
        return True
    return accreditation.state in CHANGEABLE and may(actor(), Permission.PEOPLE_COMPOSE, person)
