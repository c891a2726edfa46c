"""The list of delegations: what is asked for, one page of it, its counts."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import contains_eager

from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.i18n import lazy
from ceremony.core.paging import FIRST, Page, Place
from ceremony.delegations.models import ChangeRequest, Delegation, FocalPoint
from ceremony.delegations.queries import points
from ceremony.delegations.states import changes
from ceremony.delegations.states.delegations import State
from ceremony.people import names
from ceremony.people import queries as people
from ceremony.people import states as accreditations
from ceremony.people.kinds import BodyKind, Function, Rank
from ceremony.people.models import Accreditation, Body, Participation

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
RANKS = list(Rank)


class Access(StrEnum):
    """How far the focal points of a delegation have come."""

    NONE = "none"
    UNINVITED = "uninvited"
    SILENT = "silent"

    @property
    def label(self) -> str:
        return str(_ACCESS[self])


_ACCESS = {
    Access.NONE: lazy("None"),
    Access.UNINVITED: lazy("Not invited"),
    Access.SILENT: lazy("Silent"),
}


class Sort(StrEnum):
    """The orders of the list; the usual one is by name, of those submitted that of a queue."""

    NAME = "name"
    PRECEDENCE = "precedence"
    DEADLINE = "deadline"
    QUEUE = "queue"


class Asked(NamedTuple):
    """What somebody asked the list for; empty means any.

    :param points: how far their focal points have come.
    :param asks: those that ask for a change of members.
    :param liaison: id of the officer who looks after them.
    :param sort: a value of :class:`Sort`; empty: the usual order.
    """

    words: str = ""
    kind: str = ""
    state: str = ""
    points: str = ""
    asks: str = ""
    liaison: str = ""
    sort: str = ""

    @property
    def is_narrowed(self) -> bool:
        """Whether it asks for less than all of a state."""
        return any((self.words, self.kind, self.points, self.asks, self.liaison))

    @property
    def order(self) -> Sort:
        usual = Sort.QUEUE if self.state == State.SUBMITTED else Sort.NAME
        return Sort(self.sort) if self.sort else usual

    @classmethod
    def read(cls, given: Mapping[str, str]) -> "Asked":
        """From a URL or a form; what makes no sense asks for nothing."""
        words = "".join(x for x in given.get("words", "") if x.isprintable())[:200]
        kind, state = given.get("kind", ""), given.get("state", "")
        access = Access.SILENT if given.get("silent") else given.get("points", "")
        sort = given.get("sort", "")
        return cls(
            words,
            kind if kind in set(BodyKind) else "",
            state if state in set(State) else "",
            access if access in set(Access) else "",
            "yes" if given.get("asks") else "",
            str(paging.number(given.get("liaison", "")) or ""),
            sort if sort in set(Sort) else "",
        )


class Listed(NamedTuple):
    """A delegation in the list, with its members by the state of their accreditation."""

    delegation: Delegation
    rank: Rank | None  # of its head
    members: Mapping[str, int]
    points: int  # focal points who may enter members
    is_silent: bool  # they were invited, and none of them has come yet
    is_invited: bool  # at least one of them

    @property
    def total(self) -> int:
        """Those who come, or may."""
        return sum(self.members[x] for x in accreditations.LIVE)

    @property
    def waiting(self) -> int:
        return self.members[accreditations.State.SUBMITTED]


def delegations(place: Place = FIRST, **asked: str) -> Page:
    """One page of the list, in the order that is asked for.

    :param asked: by the names of :class:`Asked`.
    """
    page = paging.page(_whole(**asked), _order(**asked), place)
    return page.showing(_listed(page.rows))


def everything(**asked: str) -> list[Listed]:
    """The whole list, in its order."""
    rows = _whole(**asked).order_by(*_order(**asked))
    return _listed(db.session.execute(rows).all())


def _whole(**asked: str) -> Select[*tuple[Any, ...]]:
    rows = select(Delegation, _rank().label("rank"))
    return _fitting(rows, **asked).options(contains_eager(Delegation.body))


def _order(**asked: str) -> list[Any]:
    deadline = func.coalesce(Delegation.deadline, NEVER)
    first: dict[Sort, list[Any]] = {
        Sort.NAME: [Body.sort_key],
        Sort.PRECEDENCE: [_rank(), Body.sort_key],
        Sort.DEADLINE: [deadline, Body.sort_key],
        Sort.QUEUE: [deadline, _rank()],
    }
    return [*first[Asked(**asked).order], Delegation.id]


def _listed(rows: Sequence[Any]) -> list[Listed]:
    found = [row.Delegation for row in rows]
    counts = people.members_by_state([x.body_id for x in found])
    invited = points.numbers([x.id for x in found])
    return [
        Listed(
            row.Delegation,
            RANKS[row.rank] if row.rank < len(RANKS) else None,
            _every_state(counts[row.Delegation.body_id]),
            *invited.get(row.Delegation.id, (0, False, False)),
        )
        for row in rows
    ]


def counts(**asked: str) -> dict[str, int]:
    """How many delegations are in each state, of those who fit the rest."""
    rows = _fitting(select(Delegation.state, func.count()), **asked).group_by(Delegation.state)
    return {str(state): count for state, count in db.session.execute(rows)}


def count_undecided() -> Select[int]:
    """How many delegations wait for a decision."""
    return select(func.count()).where(Delegation.state == State.SUBMITTED)


def looked_after_by(officer_id: int | None) -> bool:
    """Whether some delegation has this officer as its liaison."""
    rows = select(Delegation.id).where(Delegation.liaison_id == officer_id).limit(1)
    return officer_id is not None and db.session.scalar(rows) is not None


def ids(**asked: str) -> list[int]:
    """The delegations that fit, in the order of formal names."""
    rows = _fitting(select(Delegation.id), **asked).order_by(Body.sort_key, Delegation.id)
    return list(db.session.scalars(rows))


def delegations_of(ids: Sequence[int]) -> Sequence[Delegation]:
    """Those of *ids* that exist, in the order of formal names."""
    rows = select(Delegation).join(Delegation.body).options(contains_eager(Delegation.body))
    rows = rows.where(Delegation.id.in_(ids)).order_by(Body.sort_key, Delegation.id)
    return db.session.scalars(rows).all()


def _fitting(
    rows: Select[*tuple[Any, ...]],
    *,
    words: str = "",
    kind: str = "",
    state: str = "",
    points: str = "",
    asks: str = "",
    liaison: str = "",
    sort: str = "",
) -> Select[*tuple[Any, ...]]:
    """Those that fit; how they are sorted does not matter here.

    :param words: each must begin a word of some name of the body, however it is written.
    """
    rows = rows.join(Delegation.body)
    for word in names.fold(words).split():
        rows = rows.where(Body.search_key.contains(f" {word}", autoescape=True))
    if kind:
        rows = rows.where(Body.kind == kind)
    if state:
        rows = rows.where(Delegation.state == state)
    if points:
        rows = rows.where(*_accessed(Access(points)))
    if asks:
        rows = rows.where(Delegation.id.in_(_asking()))
    if liaison:
        rows = rows.where(Delegation.liaison_id == int(liaison))
    return rows


def _accessed(access: Access) -> list[ColumnElement[bool]]:
    named = select(FocalPoint.delegation_id).where(FocalPoint.revoked_at.is_(None))
    invited = named.where(FocalPoint.invited_at.is_not(None))
    if access is Access.NONE:
        return [Delegation.id.not_in(named)]
    if access is Access.UNINVITED:
        return [Delegation.id.in_(named), Delegation.id.not_in(invited)]
    came = named.where(FocalPoint.entered_at.is_not(None))
    return [Delegation.id.in_(invited), Delegation.id.not_in(came)]


def _asking() -> Select[int]:
    return select(ChangeRequest.delegation_id).where(ChangeRequest.state == changes.State.ASKED)


def _rank() -> ColumnElement[int]:
    """The place of the head's rank in the order of precedence; without a head: behind all."""
    ranks = {rank: number for number, rank in enumerate(RANKS)}
    heads = (
        select(func.min(case(ranks, value=Participation.rank, else_=len(RANKS))))
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .where(
            Participation.body_id == Delegation.body_id,
            Participation.function == Function.HEAD,
            Accreditation.state.in_(accreditations.LIVE),
        )
        .correlate(Delegation)
        .scalar_subquery()
    )
    return func.coalesce(heads, len(RANKS))


def _every_state(counts: Mapping[accreditations.State, int]) -> dict[str, int]:
    return {state: counts.get(state, 0) for state in accreditations.State}


def members_by_state(shown: Delegation) -> Mapping[str, int]:
    """How many members there are in each state."""
    return _every_state(people.members_by_state([shown.body_id])[shown.body_id])
