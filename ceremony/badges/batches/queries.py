"""Reading batches: what they still have to print, what they printed, who began them."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from ceremony.accounts.models import User
from ceremony.badges.models import Batch, Credential, Impression
from ceremony.badges.queries import HOLDER, Found, joined
from ceremony.core import jobs, paging
from ceremony.core.db import db
from ceremony.core.i18n import _
from ceremony.core.jobs import Job
from ceremony.core.paging import Page, Place
from ceremony.people.labels import pass_name
from ceremony.people.models import Body, Category

CHECK, PRINT = "badges.check", "badges.print"  # the two jobs of a batch
PAGE = 25

began = Batch.began_by_id == User.id


class Waiting(NamedTuple):
    """A badge that a batch still has to print."""

    id: int
    position: int
    layout_code: str
    body_id: int
    body_code: str
    body: str


def waiting(batch_id: int, most: int, after: int = 0) -> list[Waiting]:
    """The next *most* badges that the batch has claimed and not made, behind a position."""
    columns = (Impression.position, Impression.layout_code, Body.id, Body.code, Body.name)
    rows = joined(select(Credential.id, *columns).select_from(Credential))
    rows = rows.join(Impression, Impression.credential_id == Credential.id)
    which = (Impression.batch_id == batch_id, Impression.made_at.is_(None))
    rows = rows.where(*which, Impression.position > after).order_by(Impression.position)
    return [Waiting(*x) for x in db.session.execute(rows.limit(most))]


class Entry(NamedTuple):
    """A badge of a batch as its cover sheet lists it."""

    serial: int
    holder: str
    kind: str
    category: dict[str, str]


def bodies_of(batch_id: int) -> Sequence[Found]:
    """Id, code and name of the bodies of whom a batch has printed something, by name."""
    rows = joined(select(Body.id, Body.code, Body.name).select_from(Credential))
    rows = rows.join(Impression, Impression.credential_id == Credential.id).where(_made(batch_id))
    grouped = rows.group_by(Body.id, Body.code, Body.name, Body.sort_key)
    return db.session.execute(grouped.order_by(Body.sort_key, Body.id)).all()


def entries(batch_id: int, body_id: int) -> list[Entry]:
    """What a batch has printed of one body, as it lies on the pile."""
    rows = _LISTED.join(Impression, Impression.credential_id == Credential.id)
    rows = rows.where(_made(batch_id), Body.id == body_id).order_by(Impression.position)
    return [Entry(*x) for x in db.session.execute(rows)]


def entries_of(ids: Sequence[int]) -> list[Entry]:
    """The same of badges that no batch counts, in this order."""
    rows = db.session.execute(_LISTED.add_columns(Credential.id).where(Credential.id.in_(ids)))
    known = {row[-1]: Entry(*row[:-1]) for row in rows}
    return [known[x] for x in ids if x in known]


_LISTED = joined(
    select(Credential.serial, HOLDER, Category.pass_kind, Category.name).select_from(Credential)
)


class Stage(StrEnum):
    """How far a batch has come."""

    CHECKING = "checking"
    ASKING = "asking"  # something was found: somebody decides how it goes on
    PRINTING = "printing"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"
    BY_COMMAND = "by_command"


@dataclass(frozen=True)
class Standing:
    """A batch, and what has become of it.

    :ivar claimed: how many are still to be made.
    """

    batch: Batch
    job: Job | None
    by: str
    made: int
    claimed: int

    @property
    def total(self) -> int:
        return self.made + self.claimed

    @property
    def actor_kind(self) -> str:
        return "user" if self.batch.began_by_id else "system"

    @property
    def actor_id(self) -> int | None:
        return self.batch.began_by_id

    @property
    def findings(self) -> list[Any]:
        """What is wrong, while somebody must decide; then what was left out for it."""
        if self.job is None:
            return []
        found = self.job.result if self.job.name == CHECK else self.job.arguments
        return [*found.get("findings", found.get("left_out", [])), *self.late]

    @property
    def is_empty(self) -> bool:
        """Whether others printed all of it while it was checked."""
        return self.stage is Stage.STOPPED and not (self.made or self.findings) and self._ended

    @property
    def _ended(self) -> bool:
        return self.job is not None and self.job.state is jobs.State.DONE

    @property
    def late(self) -> list[Any]:
        """What is wrong since something changed between the checking and the drawing."""
        return list(self.job.checkpoint.get("late", [])) if self.job else []

    @property
    def stage(self) -> Stage:
        if self.job is None:
            return Stage.BY_COMMAND if self.claimed else Stage.DONE
        if self.job.state in {jobs.State.STOPPED, jobs.State.FAILED}:
            return Stage(self.job.state.value)
        if self.job.name == CHECK:
            asks = self.job.state is jobs.State.DONE
            return (Stage.ASKING if self.claimed else Stage.STOPPED) if asks else Stage.CHECKING
        return Stage.DONE if self.job.state is jobs.State.DONE else Stage.PRINTING


def batch(batch_id: int) -> Batch:
    return db.session.get_one(Batch, batch_id)


def latest() -> Batch | None:
    return db.session.scalars(select(Batch).order_by(Batch.id.desc()).limit(1)).first()


def last_of(ids: Sequence[int]) -> int | None:
    """The latest batch that has printed any of these credentials."""
    made = (Impression.credential_id.in_(ids), Impression.made_at.is_not(None))
    return db.session.scalar(select(func.max(Impression.batch_id)).where(*made))


def standing(batch_id: int) -> Standing:
    """:raises NoResultFound: there is no such batch."""
    row = db.session.execute(_WITH_JOB.where(Batch.id == batch_id)).one()
    return _standing([tuple(row)])[0]


def page(at: Place) -> Page:
    """One page of the batches, the newest first."""
    found = paging.page(_WITH_JOB, (Batch.id,), at, PAGE, descends=True)
    return found.showing(_standing([tuple(x)[:3] for x in found.rows]))


_WITH_JOB: Select[*tuple[Any, ...]] = select(Batch, Job, User.name)
_WITH_JOB = _WITH_JOB.outerjoin(Job, Job.id == Batch.job_id).outerjoin(User, began)


def _standing(rows: Sequence[tuple[Any, ...]]) -> list[Standing]:
    ids = [row[0].id for row in rows]
    counted = select(Impression.batch_id, func.count(Impression.made_at), func.count())
    counted = counted.where(Impression.batch_id.in_(ids)).group_by(Impression.batch_id)
    counts = {x[0]: (x[1], x[2] - x[1]) for x in db.session.execute(counted)}
    return [
        Standing(found, job, name or _("the command line"), *counts.get(found.id, (0, 0)))
        for found, job, name in rows
    ]


class Printing(NamedTuple):
    """One time that a badge was put on paper."""

    impression: Impression
    batch_reason: str | None
    by: str


def printings(credential_id: int) -> list[Printing]:
    """When a badge was printed and by whom, the latest first."""
    rows = (
        select(Impression, Batch.reason, func.coalesce(User.name, ""))
        .outerjoin(Batch, Batch.id == Impression.batch_id)
        .outerjoin(User, User.id == Impression.made_by_id)
        .where(Impression.credential_id == credential_id, Impression.made_at.is_not(None))
        .order_by(Impression.made_at.desc(), Impression.id.desc())
    )
    return [Printing(*x) for x in db.session.execute(rows)]


class Holder(NamedTuple):
    """Of whom something was found: id of the badge, holder as lists have it, name of the body."""

    id: int
    holder: str
    name: str


def holders(serials: Sequence[int]) -> dict[int, Holder]:
    """Of badges, by their serials."""
    columns = (HOLDER, Category.pass_kind, Category.name)
    rows = joined(select(Credential.serial, Credential.id, Body.name, *columns))
    found = db.session.execute(rows.where(Credential.serial.in_(serials)))
    return {serial: Holder(id_, pass_name(*named), body) for serial, id_, body, *named in found}


def _made(batch_id: int) -> Any:
    return (Impression.batch_id == batch_id) & Impression.made_at.is_not(None)
