"""What the pick-up desk sees: who stands there, what is left, what went how fast."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, and_, func, or_, select

from ceremony.accounts.models import User
from ceremony.badges import queries as badges
from ceremony.badges import standing
from ceremony.badges.models import Credential, Outdated, Receipt, ReceiptItem
from ceremony.badges.states import LIVE, State
from ceremony.core import settings
from ceremony.core.audit import AuditEntry
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor
from ceremony.people import listing
from ceremony.people import queries as people
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import State as Right
from ceremony.people.vetting import queries as vetting
from ceremony.people.vetting import urgency
from ceremony.people.vetting.states import Standing

UNDONE = 5  # so many can be put back from the first page
WORKDAY = timedelta(hours=14)
HOUR = timedelta(hours=1)
WAITS = (State.ISSUED, State.PRINTED, State.WITH_BEARER)  # until its holder has it


@dataclass(frozen=True)
class Counter:
    """Somebody at the desk.

    :ivar credential: the badge they get, or have; None: none counts.
    :ivar before: the one in their hands until they get it; gates may refuse it already.
    :ivar ended: the last one that counts no more, where none does.
    :ivar receipt: on which it is out with a bearer.
    :ivar by: who handed it over.
    :ivar came_because: why they came unregistered, as it was entered at the desk.
    """

    person: Person
    right: Accreditation
    credential: Credential | None
    before: Credential | None
    before_works: bool
    ended: Credential | None
    is_outdated: bool
    is_genuine: bool
    is_vetted: bool
    receipt: Receipt | None
    by: str
    came_because: str | None

    @property
    def is_expected(self) -> bool:
        return self.right.state is Right.APPROVED

    @property
    def mark(self) -> str:
        """Another one when there is something else to do."""
        badge = self.credential
        held = f"{badge.id}.{badge.state}.{badge.takes_over}" if badge else ""
        return f"{self.right.state}-{held}-{self.is_outdated}-{self.is_vetted}-{self.person.photo}"


def counter(person_id: int) -> Counter:
    """:raises NoResultFound: there is no such person."""
    every = badges.of_person(person_id)
    live = sorted((x for x in every if x.is_live), key=lambda x: (x.takes_over, x.id))
    last = badges.credential(live[-1].id) if live else None
    outdated = last and badges.outdated_ids(badges.Filter(), ids=[last.id])
    person = people.person(person_id)  # last, for what is read before would leave some of it out
    right = person.accreditation
    assert right is not None  # noqa: S101 - everybody who is registered has one
    return Counter(
        person=person,
        right=right,
        credential=last,
        before=live[0] if len(live) > 1 else None,
        before_works=len(live) > 1 and not standing.refused([live[0].id]),
        ended=every[0] if every and not live else None,
        is_outdated=bool(outdated),
        is_genuine=not (last and badges.are_any_not_genuine([last])),
        is_vetted=vetting.standing([person_id])[person_id] is Standing.CLEARED,
        receipt=_receipt_of(last) if last else None,
        by=_by(last) if last else "",
        came_because=urgency.reason(person_id),
    )


def _receipt_of(credential: Credential) -> Receipt | None:
    out = (ReceiptItem.credential_id == credential.id, ReceiptItem.returned_at.is_(None))
    rows = select(Receipt).join(ReceiptItem, ReceiptItem.receipt_id == Receipt.id)
    return db.session.scalars(rows.where(*out)).one_or_none()


def _by(credential: Credential) -> str:
    """The officer who handed it over last."""
    about = (AuditEntry.subject_type == "credential", AuditEntry.subject_id == credential.id)
    rows = select(User.name).join(AuditEntry, AuditEntry.actor_id == User.id)
    handed = rows.where(*about, _HANDED, AuditEntry.actor_kind == "user")
    return db.session.scalar(handed.order_by(AuditEntry.id.desc()).limit(1)) or _("The system")


_HANDED = AuditEntry.event == "badges.handed_over"


class Hit(NamedTuple):
    """One person of a list, and what became of their badge."""

    row: Row[*tuple[Any, ...]]
    credential: Credential | None


def hits(person_ids: Sequence[int]) -> list[Hit]:
    """These persons, in the order given, in two statements."""
    rows = listing.rows_of(person_ids, listing.Filter())
    held = {x.accreditation_id: x for x in badges.live([x.accreditation_id for x in rows])}
    return [Hit(x, held.get(x.accreditation_id)) for x in rows]


def recent(actor: Actor) -> Sequence[Credential]:
    """What *actor* handed over last today, and can put back."""
    mine = (AuditEntry.actor_kind == actor.kind, AuditEntry.actor_id == actor.id, _HANDED)
    since = AuditEntry.created_at > now() - WORKDAY
    rows = select(AuditEntry.subject_id).where(*mine, since).order_by(AuditEntry.id.desc())
    ids = list(dict.fromkeys(db.session.scalars(rows.limit(4 * UNDONE))))
    held = {x.id: x for x in badges.credentials(ids) if x.state is State.COLLECTED}
    return [x for id_ in ids if (x := held.get(id_)) and x.accreditation.person_id][:UNDONE]


class Figures(NamedTuple):
    """The queue, in numbers of badges of persons; then of what changes hands, and where it is.

    What has expired is counted as that alone.
    """

    to_print: int
    here: int
    with_bearers: int
    collected: int
    today: int
    last_hour: int
    expired: int
    blank: int
    stock: int
    loan: int

    @property
    def passes(self) -> int:
        return self.blank + self.stock + self.loan


def figures() -> Figures:
    works = Credential.valid_until > now()
    counted = select(
        *(_number(Credential.state == x, works) for x in (*WAITS, State.COLLECTED)),
        _number(_HELD, Credential.state_since >= settings.current().midnight),
        _number(_HELD, Credential.state_since >= now() - HOUR),
        _number(badges.is_live, Credential.valid_until <= now()),
        *(_passes(x) for x in (standing.BLANK, standing.STOCK, standing.LOAN)),
    )
    return Figures(*list(db.session.execute(counted).one()))


def count_waiting() -> Select[int]:
    """How many badges lie at the desk: for the side bar."""
    return select(_number(Credential.state == State.PRINTED, Credential.valid_until > now()))


def _number(*which: ColumnElement[bool]) -> ColumnElement[int]:
    """How many badges of persons: all of them, which an index counts, without those of bodies."""
    counted = select(func.count()).select_from(Credential).where(*which)
    few = Credential.accreditation_id == Accreditation.id + 0  # SQLite begins with these, then
    of_bodies = counted.join(Accreditation, few).where(Accreditation.person_id.is_(None))
    return counted.scalar_subquery() - of_bodies.scalar_subquery()


def _passes(word: str) -> ScalarSelect[int]:
    counted = select(func.count()).select_from(Credential)
    return counted.where(standing.of_passes, standing.OF_PASSES[word]).scalar_subquery()


class Left(NamedTuple):
    """What of one body's badges is where."""

    code: str
    name: str
    to_print: int
    here: int
    with_bearers: int
    collected: int

    @property
    def left(self) -> int:
        return self.to_print + self.here + self.with_bearers


def left(most: int | None = None) -> Sequence[Left]:
    """The bodies whose people have not all collected, those that lack most first."""
    last = select(AuditEntry.transaction_key).order_by(AuditEntry.id.desc()).limit(1)
    # On PostgreSQL one that ends later may be named earlier: then it shows in ten seconds.
    return _left(most, db.session.scalar(last), now().timestamp() // 10)


@lru_cache(maxsize=8)
def _left(most: int | None, *_as_of: object) -> Sequence[Left]:
    """Kept while nobody changes anything: each desk asks for it again and again."""
    counted = (
        _by_body(Body.code, Body.name, Credential.state, func.count())
        .join(Body, Body.id == Participation.body_id)
        .group_by(Body.code, Body.name, Body.sort_key, Credential.state)
        .where(Credential.state.in_((*WAITS, State.COLLECTED)))
    )
    if most:  # the others are not counted whole
        counted = counted.where(Participation.body_id.in_(_lacking(most)))
    counts: dict[tuple[str, str], dict[State, int]] = {}
    for _id, code, name, state, count in db.session.execute(counted.order_by(Body.sort_key)):
        counts.setdefault((code, name), {})[state] = count
    states = (*WAITS, State.COLLECTED)
    rows = [Left(*body, *(known.get(x, 0) for x in states)) for body, known in counts.items()]
    return sorted((x for x in rows if x.left), key=lambda x: -x.left)


def _lacking(most: int) -> Sequence[int]:
    """The bodies that lack most."""
    rows = _by_body().where(Credential.state.in_(WAITS)).limit(most)
    return db.session.scalars(rows.order_by(func.count().desc(), Participation.body_id)).all()


def _by_body(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Of the badges of persons, grouped by who sends them."""
    return (
        select(Participation.body_id, *columns)
        .select_from(Credential)
        .join(Credential.accreditation)
        .join(Participation, _PRIMARY)
        .group_by(Participation.body_id)
    )


def by_hour() -> list[tuple[str, int]]:
    """How many were collected in each hour of today, from the first to the present one."""
    here = settings.current()
    starts = [here.midnight + x * HOUR for x in range(here.local_now.hour + 1)]  # by its clocks
    since = Credential.state_since
    counted = select(*(_number(_HELD, since >= x, since < x + HOUR) for x in starts))
    hours = list(enumerate(db.session.execute(counted).one()))
    first = next((x for x, count in hours if count), here.local_now.hour)
    return [(f"{x:02}:00", count) for x, count in hours[first:]]


def of_body(body_id: int) -> Sequence[Credential]:
    """Its badges that count, of persons by name, then what changes hands."""
    rows = (
        select(Credential.id)
        .join(Credential.accreditation)
        .outerjoin(Participation, _PRIMARY)
        .outerjoin(Person, Person.id == Accreditation.person_id)
        .where(
            func.coalesce(Accreditation.body_id, Participation.body_id) == body_id,
            or_(
                Credential.state.in_(LIVE),
                and_(Credential.state == State.RETURNED, Accreditation.body_id.is_not(None)),
            ),
        )
        .order_by(Person.sort_key.is_(None), Person.sort_key, Credential.serial)
    )
    ids = list(db.session.scalars(rows))
    known = {x.id: x for x in badges.credentials(ids)}
    return [known[x] for x in ids]


def outdated(credentials: Sequence[Credential]) -> set[int]:
    ids = [x.id for x in credentials]
    rows = select(Outdated.credential_id).where(Outdated.credential_id.in_(ids))
    return set(db.session.scalars(rows))


_HELD = Credential.state == State.COLLECTED
_PRIMARY = and_(Participation.person_id == Accreditation.person_id, Participation.is_primary)
