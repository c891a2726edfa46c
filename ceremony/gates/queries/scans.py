"""What was scanned: counted, listed, refused."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Row, Select, and_, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, aliased, load_only

from ceremony.accounts.models import Device
from ceremony.core import paging
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.core.permissions import Actor, Permission, may
from ceremony.gates.models import Checkpoint, GatePass, Guard, Method, Scan
from ceremony.gates.verdict import Code, Direction
from ceremony.people.models import Accreditation, Body, Person

PAGE = 25
CHUNK = 500  # rows of a file read at once
# Written as in the index of such scans; from a parameter no database would know it.
_UNLIKE_MOST = Scan.verdict != literal_column(f"'{Code.ADMIT}'")

Counts = dict[int, tuple[int, int]]  # admitted on the way in, and refused, by checkpoint
# A literal, not a parameter: PostgreSQL must see that it groups by what it selects. And a sum, so
# that SQLite does not walk through all scans by checkpoint to spare itself the sorting.
BY_CHECKPOINT = Scan.checkpoint_id + literal_column("0", Integer)
_WENT_IN = and_(Scan.admitted, Scan.direction == Direction.IN)
ENTERED = func.coalesce(func.sum(Scan.heads).filter(_WENT_IN), 0)
_ORDER = (Scan.scanned_at, Scan.id)
# With the name: what a pass is called, see people.labels.pass_name.
NAMED_BY = (GatePass.pass_kind, GatePass.category_name)
_Supervisor, _Their = aliased(Accreditation), aliased(Person)


@dataclass(frozen=True)
class Asked:
    """Which scans of a run are wanted; None: all of them."""

    run_id: int | None = None
    verdict: Code | None = None
    checkpoint_id: int | None = None
    device_id: int | None = None
    method: Method | None = None
    offline: bool | None = None
    override: bool | None = None
    reason: str | None = None

    @property
    def is_narrow(self) -> bool:
        given = asdict(self)
        del given["run_id"]
        return any(x is not None for x in given.values())

    def conditions(self, actor: Actor) -> Iterator[ColumnElement[bool]]:
        yield Scan.run_id == self.run_id
        yield from known_to(actor)
        equal: dict[InstrumentedAttribute[Any], object] = {
            Scan.verdict: self.verdict,
            Scan.checkpoint_id: self.checkpoint_id,
            Scan.device_id: self.device_id,
            Scan.method: self.method,
            Scan.offline: self.offline,
            Scan.reason: self.reason,
        }
        yield from (column == value for column, value in equal.items() if value is not None)
        if self.verdict not in {None, Code.ADMIT}:
            yield _UNLIKE_MOST
        if self.override is not None:
            yield Scan.overridden_by_id.is_not(None) == self.override


def known_to(actor: Actor) -> list[ColumnElement[bool]]:
    """For whom a supervisor was called is theirs to know: it may be the watch-list."""
    if may(actor, Permission.GATES_SUPERVISE):
        return []
    return [Scan.verdict != Code.CALL_SUPERVISOR]


def verdicts(actor: Actor) -> list[Code]:
    """Those of which *actor* may know."""
    may_all = may(actor, Permission.GATES_SUPERVISE)
    return [x for x in Code if may_all or x is not Code.CALL_SUPERVISOR]


def counts(run_id: int | None, since: datetime) -> Counts:
    """How many went in and how many were refused, by checkpoint, in this run from *since* on."""
    refused = func.count().filter(~Scan.admitted)
    rows = db.session.execute(
        select(BY_CHECKPOINT, ENTERED, refused)
        .where(Scan.run_id == run_id, Scan.scanned_at >= since)
        .group_by(BY_CHECKPOINT)
    )
    return {checkpoint_id: (entered, out) for checkpoint_id, entered, out in rows}


def latest_scans(
    actor: Actor,
    run_id: int | None,
    at: Place = FIRST,
    *,
    verdict: Code | None = None,
    checkpoint_id: int | None = None,
    size: int = PAGE,
) -> Page:
    """One page of the scans of a run, the newest first: see :func:`scans`."""
    return scans(actor, Asked(run_id, verdict, checkpoint_id), at, size=size)


def scans(actor: Actor, asked: Asked, at: Place = FIRST, *, size: int = PAGE) -> Page:
    """Each scan with checkpoint, name and body of its badge, device, person and supervisor.

    One page of them, the newest first. Of a lapel pin the body is what was chosen.
    """
    where = list(asked.conditions(actor))
    return paging.page(_wide(), _ORDER, at, size, where=where, descends=True)


def every_scan(actor: Actor, asked: Asked) -> Iterator[Sequence[Any]]:
    """The same, all of them, some at a time."""
    at = FIRST
    while True:
        page = scans(actor, asked, at, size=CHUNK)
        yield page.rows
        if page.after is None:
            return
        at = Place(after=page.after)


def _wide() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Scan,
            Checkpoint.code,
            GatePass.name,
            func.coalesce(GatePass.body_name, Body.name).label("body_name"),
            Device.name.label("device"),
            Accreditation.person_id,
            _Their.badge_name.label("supervisor"),
            GatePass,
        )
        .options(load_only(*NAMED_BY))
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .join(Device, Device.id == Scan.device_id)
        .outerjoin(GatePass, GatePass.credential_id == Scan.credential_id)
        .outerjoin(Accreditation, Accreditation.id == GatePass.accreditation_id)
        .outerjoin(Body, Body.id == Scan.body_id)
        .outerjoin(Guard, Guard.id == Scan.overridden_by_id)
        .outerjoin(_Supervisor, _Supervisor.id == Guard.accreditation_id)
        .outerjoin(_Their, _Their.id == _Supervisor.person_id)
    )


def refusals(actor: Actor, run_id: int | None, most: int) -> Sequence[Row[Scan, str]]:
    """The latest scans that did not admit, with the code of their checkpoint."""
    return db.session.execute(
        select(Scan, Checkpoint.code)
        .join(Checkpoint, Checkpoint.id == Scan.checkpoint_id)
        .where(Scan.run_id == run_id, ~Scan.admitted, *known_to(actor))
        .order_by(Scan.scanned_at.desc(), Scan.id.desc())
        .limit(most)
    ).all()


def refused_by_reason(actor: Actor, run_id: int | None) -> Sequence[Row[Code, str, int, datetime]]:
    """Code, reason, how many and the last, of what did not admit in a run; most often first."""
    number = func.count().label("number")
    return db.session.execute(
        select(Scan.verdict, Scan.reason, number, func.max(Scan.scanned_at))
        .where(Scan.run_id == run_id, _UNLIKE_MOST, ~Scan.admitted, *known_to(actor))
        .group_by(Scan.verdict, Scan.reason)
        .order_by(number.desc(), Scan.verdict, Scan.reason)
    ).all()
