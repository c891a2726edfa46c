"""Who comes, in which order, for the papers of protocol."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import joinedload

from ceremony.core.db import db
from ceremony.delegations.models import Delegation
from ceremony.delegations.states.delegations import OVER
from ceremony.delegations.states.delegations import State as Invited
from ceremony.people.kinds import Function, Rank
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import LIVE, State
from ceremony.protocol import order
from ceremony.protocol.models import Arrangement, PrecedenceChange, SeatingDraw
from ceremony.protocol.order import Alphabet, Change, Sender
from ceremony.register.models import Participant


@dataclass(frozen=True)
class Head:
    """The head of a delegation that takes part, as far as we know who it is."""

    sender: Sender
    person_id: int
    name: str
    honorific: str
    title: str
    rank: Rank
    state: State

    @property
    def is_approved(self) -> bool:
        return self.state is State.APPROVED


class Placed(NamedTuple):
    """A head in the precedence list, and the last change by hand that put them there."""

    number: int
    head: Head
    change: PrecedenceChange | None


class Precedence(NamedTuple):
    """The list, the changes that hold (in their order), and those that find no place now."""

    rows: Sequence[Placed]
    changes: Sequence[PrecedenceChange]
    waiting: Sequence[PrecedenceChange]

    @property
    def heads(self) -> list[Head]:
        return [x.head for x in self.rows]


class Member(NamedTuple):
    """An approved member, as the list of participants may name them."""

    body_id: int
    function: Function
    rank: Rank
    title: str
    organisation: str
    is_listed: bool
    honorific: str
    badge_name: str
    family_name: str
    given_names: str
    nationality_code: str | None
    person_id: int


class Figures(NamedTuple):
    """What the page of all papers says."""

    delegations: int
    heads: int
    approved_heads: int
    approved: int
    named: int


# Who was invited and entered nobody did not say yet whether they come.
_COMES = Delegation.state.not_in([*OVER, Invited.INVITED])
_SENDER = (
    Body.id,
    Body.name,
    Body.kind,
    func.coalesce(Participant.iso3, Body.code),
    func.coalesce(Participant.search_name_fr, ""),
)


def arrangement() -> Arrangement:
    """How papers are made; as usual where nobody said it."""
    usual = Arrangement(
        id=1, version=0, alphabet=Alphabet.ENGLISH, is_host_first=False, list_number=1
    )
    return db.session.get(Arrangement, 1) or usual


def delegations(body_ids: Iterable[int] = ()) -> list[Sender]:
    """Every delegation that comes, in English order; or those of *body_ids*."""
    rows = (
        select(*_SENDER)
        .join(Delegation, Delegation.body_id == Body.id)
        .outerjoin(Participant, Participant.id == Body.participant_id)
        .where(_COMES)
    )
    if wanted := list(body_ids):
        rows = rows.where(Body.id.in_(wanted))
    senders = [Sender(*row) for row in db.session.execute(rows)]
    return order.by_name(senders, Alphabet.ENGLISH)


def heads() -> list[Head]:
    """One head for each delegation that has one: of several the approved, then the highest."""
    rows = db.session.execute(
        select(
            *_SENDER,
            Person.id,
            Person.badge_name,
            Person.honorific,
            Participation.title,
            Participation.rank,
            Accreditation.state,
        )
        .select_from(Participation)
        .join(Body, Body.id == Participation.body_id)
        .join(Delegation, Delegation.body_id == Body.id)
        .join(Person, Person.id == Participation.person_id)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .outerjoin(Participant, Participant.id == Body.participant_id)
        .where(_COMES, Participation.function == Function.HEAD, Accreditation.state.in_(LIVE))
        .order_by((Accreditation.state == State.APPROVED).desc(), _by_rank(), Person.id)
    )
    found: dict[int, Head] = {}
    for row in rows:
        found.setdefault(row[0], Head(Sender(*row[:5]), *row[5:]))
    return list(found.values())


def _by_rank() -> ColumnElement[int]:
    places = {rank: place for place, rank in enumerate(Rank)}
    return case(places, value=Participation.rank, else_=len(places))


def precedence(how: Arrangement | None = None) -> Precedence:
    """The heads of delegation in their order: by rule, then as officers moved them."""
    how = how or arrangement()
    by_rule = order.precedence(heads(), how.alphabet, is_host_first=how.is_host_first)
    made = changes()
    moved, waiting = order.rearranged(by_rule, [Change(x.body_id, x.before_id) for x in made])
    holding = [x for number, x in enumerate(made) if number not in waiting]
    last = {x.body_id: x for x in holding}
    rows = [Placed(n, head, last.get(head.sender.body_id)) for n, head in enumerate(moved, 1)]
    return Precedence(rows, holding, [made[number] for number in sorted(waiting)])


def placed(body_id: int) -> Placed:
    """The place of one delegation in the list.

    :raises ValueError: it has none.
    """
    for row in precedence().rows:
        if row.head.sender.body_id == body_id:
            return row
    raise ValueError(body_id)


def changes() -> Sequence[PrecedenceChange]:
    """What was moved by hand, in the order in which it was done."""
    return db.session.scalars(
        select(PrecedenceChange)
        .options(
            joinedload(PrecedenceChange.body),
            joinedload(PrecedenceChange.before),
            joinedload(PrecedenceChange.officer),
        )
        .order_by(PrecedenceChange.id)
    ).all()


def change(change_id: int) -> PrecedenceChange:
    """:raises NoResultFound: there is none."""
    return db.session.get_one(PrecedenceChange, change_id)


def members() -> Sequence[Member]:
    """Every approved member of a delegation that comes, in one statement."""
    rows = db.session.execute(
        select(
            Participation.body_id,
            Participation.function,
            Participation.rank,
            Participation.title,
            Participation.organisation,
            Participation.is_listed,
            Person.honorific,
            Person.badge_name,
            Person.family_name,
            Person.given_names,
            Person.nationality_code,
            Person.id,
        )
        .join(Person, Person.id == Participation.person_id)
        .join(Accreditation, Accreditation.person_id == Person.id)
        .join(Delegation, Delegation.body_id == Participation.body_id)
        .where(_COMES, Accreditation.state == State.APPROVED)
        .order_by(Person.sort_key, Person.id)
    )
    return [Member._make(row) for row in rows]


def draws() -> Sequence[SeatingDraw]:
    """Every letter drawn, the one that counts first."""
    return db.session.scalars(
        select(SeatingDraw)
        .options(joinedload(SeatingDraw.officer))
        .order_by(SeatingDraw.drawn_at.desc(), SeatingDraw.id.desc())
    ).all()


def figures() -> Figures:
    """How many delegations, heads and members the papers hold."""
    known = heads()
    approved, named = db.session.execute(
        select(
            func.count(Participation.id),
            func.count(case((Participation.is_listed, Participation.id))),
        )
        .join(Accreditation, Accreditation.person_id == Participation.person_id)
        .join(Delegation, Delegation.body_id == Participation.body_id)
        .where(_COMES, Accreditation.state == State.APPROVED)
    ).one()
    senders = db.session.scalar(select(func.count(Delegation.id)).where(_COMES)) or 0
    return Figures(senders, len(known), sum(x.is_approved for x in known), approved, named)
