"""What is to be printed, in which order, and who prints some of it already."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from sys import intern
from typing import Any, NamedTuple

from sqlalchemy import exists, or_, select

from ceremony.accounts.models import User
from ceremony.badges.batches.queries import began
from ceremony.badges.layouts import queries as layouts
from ceremony.badges.models import Batch, Credential, Impression, Order, Outdated
from ceremony.badges.queries import Filter, joined, matching
from ceremony.badges.standing import is_last
from ceremony.badges.states import ON_PAPER, OUTSIDE, State
from ceremony.core import jobs
from ceremony.core.db import db, in_parts
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.jobs import Job
from ceremony.people.kinds import Function, PassKind, Rank
from ceremony.people.models import Accreditation, Body, Category, Participation, Person


@dataclass(frozen=True)
class Choice:
    """Which badges are to be printed: those of a filter, some of a batch, or some by their ids.

    :ivar batch: with ``first`` and ``last``, serials, only those between them on its pile.
    :ivar is_new_only: none that was printed before.
    """

    delegation: str = ""
    category: str = ""
    state: str = ""
    batch: int = 0
    first: int = 0
    last: int = 0
    ids: tuple[int, ...] | None = None
    is_new_only: bool = False

    def as_arguments(self) -> dict[str, Any]:
        """As in an address, without the ids."""
        found = {name: value for name, value in asdict(self).items() if value}
        return {name: value for name, value in found.items() if name not in {"ids", "is_new_only"}}


class Candidate(NamedTuple):
    """A badge that counts, with what it is sorted by."""

    id: int
    serial: int
    state: State
    kind: PassKind
    body_id: int
    body_code: str
    body: str
    body_key: tuple[str, int]
    name: str
    rank: int
    is_outdated: bool

    @property
    def is_printed(self) -> bool:
        return self.state in ON_PAPER

    @property
    def must_be_new(self) -> bool:
        """Whether it is in reprint and not here: a second paper would not make the first true."""
        return self.is_outdated and self.state in OUTSIDE


def candidates(choice: Choice) -> list[Candidate]:
    """What *choice* means now: only what counts, and of nobody two."""
    found = _found(choice)
    return [x for x in found if not x.is_printed] if choice.is_new_only else found


def _found(choice: Choice) -> list[Candidate]:
    if choice.batch:
        return _of_ids(_between(choice))
    if choice.ids is not None:
        return _of_ids(choice.ids)
    which = Filter(choice.delegation, choice.category, choice.state)
    return _read(matching(_SORTED, which).where(is_last))


def _of_ids(ids: Sequence[int]) -> list[Candidate]:
    found: list[Candidate] = []
    for part in in_parts(ids):
        some = Credential.id.in_(part)
        found += _read(joined(_SORTED).where(is_last, some))
    return found


def _between(choice: Choice) -> list[int]:
    """Of the pile of a batch, from one serial to another.

    :raises DomainError: one of the serials is not in it.
    """
    rows = db.session.execute(
        select(Credential.id, Credential.serial)
        .join(Impression, Impression.credential_id == Credential.id)
        .where(Impression.batch_id == choice.batch, Impression.made_at.is_not(None))
        .order_by(Impression.position)
    ).all()
    places = {row.serial: place for place, row in enumerate(rows)}
    for name in ("first", "last"):
        if (serial := getattr(choice, name)) and serial not in places:
            sentence = _("Badge %(serial)s was not printed in this batch.", serial=serial)
            raise DomainError(sentence, field=name)
    ends = sorted((places.get(choice.first, 0), places.get(choice.last, len(rows) - 1)))
    return [row.id for row in rows[ends[0] : ends[1] + 1]]


def in_order(found: Sequence[Candidate], order: Order, *, is_split: bool) -> list[Candidate]:
    """As they come out of the printer; those of one file stand together."""

    def place(x: Candidate) -> tuple[Any, ...]:
        by_rank = x.rank if order is Order.RANK else 0
        within = (x.name, x.id) if order is Order.NAME else (x.body_key, by_rank, x.name, x.id)
        return (x.body_key if is_split else (), list(PassKind).index(x.kind), *within)

    return sorted(found, key=place)


class Claim(NamedTuple):
    """Who prints a badge now."""

    batch_id: int | None
    by: str


def claims(ids: Sequence[int] | None = None) -> dict[int, Claim]:
    """By id of the credential; what a batch that broke off has claimed is free.

    :param ids: only these, some hundred at most; None: all there are.
    """
    rows = select(Impression.credential_id, Impression.batch_id, User.name)
    rows = rows.outerjoin(Batch, Batch.id == Impression.batch_id)
    rows = rows.outerjoin(Job, Job.id == Batch.job_id).outerjoin(User, began)
    rows = rows.where(Impression.made_at.is_(None), or_(Job.id.is_(None), _goes_on))
    if ids is not None:
        rows = rows.where(Impression.credential_id.in_(ids))
    return {x[0]: Claim(x[1], x[2] or _("the command line")) for x in db.session.execute(rows)}


@dataclass(frozen=True)
class Tally:
    """What a choice comes to, before anything is printed.

    :ivar taken: batches that print some of it now, with how many and by whom.
    :ivar anew: how many are left out, since they must be made anew.
    """

    kinds: dict[PassKind, int]
    bodies: int
    new: int
    again: int
    taken: list[tuple[Claim, int]]
    anew: int

    @property
    def free(self) -> int:
        return self.new + self.again


def tally(found: Sequence[Candidate]) -> Tally:
    held = claims()
    free = [x for x in found if x.id not in held and not x.must_be_new]
    taken = Counter(held[x.id] for x in found if x.id in held)
    again = sum(x.is_printed for x in free)
    kinds = Counter(x.kind for x in free)
    return Tally(
        {x: kinds[x] for x in PassKind if kinds[x]},
        len({x.body_id for x in free}),
        len(free) - again,
        again,
        sorted(taken.items()),
        sum(x.must_be_new for x in found if x.id not in held),
    )


def layout_codes(layout_code: str | None) -> dict[PassKind, str]:
    """By kind of pass, what it is printed with."""
    if layout_code:
        return dict.fromkeys(PassKind, layout_code)
    return {x: layouts.for_kind(x).code for x in PassKind}


_goes_on = Job.state.not_in([jobs.State.FAILED, jobs.State.STOPPED])
_SORTED = select(
    Credential.id,
    Credential.serial,
    Credential.state,
    Category.pass_kind,
    Body.id,
    Body.code,
    Body.name,
    Body.sort_key,
    Person.sort_key,
    Accreditation.label,
    Participation.rank,
    Participation.function,
    exists().where(Outdated.credential_id == Credential.id),
).select_from(Credential)
_RANKS = {rank: place for place, rank in enumerate(Rank)}
_FUNCTIONS = {function: place for place, function in enumerate(Function)}


def _read(rows: Any) -> list[Candidate]:
    """Some at a time: 15,000 of them would be in memory twice."""
    return [_candidate(x) for x in db.session.execute(rows.execution_options(yield_per=500))]


def _candidate(row: Any) -> Candidate:
    id_, serial, state, kind, body_id, code, body, key, person, label, *more = row
    rank, function, is_outdated = more
    place = _RANKS.get(rank, len(_RANKS)) * 100 + _FUNCTIONS.get(function, 99)
    name = person or (label or "").casefold()
    whose = (body_id, intern(code), intern(body), (intern(key), body_id))
    return Candidate(id_, serial, state, kind, *whose, name, place, is_outdated)
