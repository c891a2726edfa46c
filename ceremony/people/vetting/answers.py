"""What a file of answers would do, row by row, and doing it: all of it, or what is sound."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.orm import joinedload

from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.i18n import lazy, ngettext
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people.models import Accreditation, Person
from ceremony.people.states import State as Accredited
from ceremony.people.vetting import identity
from ceremony.people.vetting.exchange import Answer, Result
from ceremony.people.vetting.models import (
    Vetting,
    VettingAnswers,
    VettingAnswersContent,
    VettingBatch,
    VettingSent,
)
from ceremony.people.vetting.states import ANSWERS, LIFECYCLE, Answered, State


class Finding(StrEnum):
    """Why a row is not imported."""

    UNKNOWN = "unknown"
    ELSEWHERE = "elsewhere"
    UNREADABLE = "unreadable"
    DOUBLE = "double"
    CONTRADICTION = "contradiction"
    CHANGED = "changed"
    ANSWERED = "answered"
    BYPASSED = "bypassed"
    MERGED = "merged"

    @property
    def label(self) -> str:
        return str(_FINDINGS[self])


_FINDINGS = {
    Finding.UNKNOWN: lazy("Nobody has this reference."),
    Finding.ELSEWHERE: lazy("This person was not sent with this batch."),
    Finding.UNREADABLE: lazy("The result is neither “cleared” nor “objected”."),
    Finding.DOUBLE: lazy("A row above says the same already."),
    Finding.CONTRADICTION: lazy("Rows with this reference contradict each other."),
    Finding.CHANGED: lazy("Changed or taken back since the batch: another batch asks again."),
    Finding.ANSWERED: lazy("Answered already."),
    Finding.BYPASSED: lazy("By rank this person is not vetted any more."),
    Finding.MERGED: lazy("Merged with another record since: decide about that one by hand."),
}


@dataclass(frozen=True)
class Known:
    """What we know of a reference."""

    name: str
    state: State
    is_of_batch: bool  # it was sent with this batch
    is_as_sent: bool  # and it is the last one, and the person is still who was sent
    is_approved: bool = False  # a badge may be in their hands
    is_merged: bool = False  # this record ended: another one is the person's


@dataclass(frozen=True)
class Judged:
    """A row, whom it means, and what stands against importing it."""

    answer: Answer
    name: str
    finding: Finding | None
    is_late: bool = False  # an objection, and the person is approved already


@dataclass(frozen=True)
class Review:
    """All rows of a file, judged."""

    rows: Sequence[Judged]

    @property
    def counts(self) -> dict[str, int]:
        """``cleared``, ``objected`` and ``left_out``."""
        good = Counter(str(x.answer.meaning) for x in self.rows if x.finding is None)
        return {x: good[x] for x in Result} | {"left_out": len(self.rows) - good.total()}

    @property
    def late(self) -> Sequence[Judged]:
        """Objections that come after an approval: importing them revokes nothing."""
        return [x for x in self.rows if x.is_late]

    @property
    def outcome(self) -> str:
        """A hash of what would happen: a page that showed something else is out of date."""
        said = [(x.answer.row, x.answer.reference, x.finding) for x in self.rows]
        return sha256(json.dumps(said).encode()).hexdigest()


def judge(answers: Iterable[Answer], known: Mapping[int, Known]) -> Review:
    """What each of *answers* would do, by what is *known* of the vettings that they name."""
    given = list(answers)
    said: dict[int | None, set[Result | None]] = {}
    for answer in given:
        said.setdefault(answer.vetting_id, set()).add(answer.meaning)
    seen: set[int] = set()
    rows = []
    for answer in given:
        number = answer.vetting_id
        one = known.get(number or 0)
        finding = _finding(answer, one, said[number], is_seen=number in seen)
        objects = finding is None and answer.meaning is Result.OBJECTED
        is_late = objects and one is not None and one.is_approved
        rows.append(Judged(answer, one.name if one else "", finding, is_late))
        seen |= {number} if number else set()
    return Review(rows)


def _finding(
    answer: Answer, known: Known | None, said: set[Result | None], *, is_seen: bool
) -> Finding | None:
    checks = (
        (known is None, Finding.UNKNOWN),
        (known and not known.is_of_batch, Finding.ELSEWHERE),
        (answer.meaning is None, Finding.UNREADABLE),
        (len(said) > 1, Finding.CONTRADICTION),
        (is_seen, Finding.DOUBLE),
        (known and known.is_merged, Finding.MERGED),
        (known and known.state is State.BYPASSED, Finding.BYPASSED),
        (known and not known.is_as_sent, Finding.CHANGED),
        (known and known.state is not State.SENT, Finding.ANSWERED),
    )
    return next((finding for is_so, finding in checks if is_so), None)


def keep(*, actor: Actor, batch: VettingBatch, name: str, rows: Sequence[Answer]) -> VettingAnswers:
    """Keep a file that was read, encrypted, until somebody has looked at it."""
    require(actor, Permission.PEOPLE_VET)
    answers = VettingAnswers(batch_id=batch.id, name=name, counts={})
    ANSWERS.begin(actor, answers, event="vetting_answers_kept")
    text = json.dumps(rows, ensure_ascii=False)
    db.session.add(VettingAnswersContent(answers_id=answers.id, rows=text))
    return answers


def accept(
    *, actor: Actor, answers: VettingAnswers, outcome: str | None, leave_out: bool
) -> dict[str, int]:
    """Let the sound rows be what is known of their persons.

    :param outcome: of the review that was shown; None: whatever it is now.
    :param leave_out: whether rows with findings are left out; otherwise all rows or none.
    :returns: how many were cleared, objected and left out.
    :raises EditConflict: another review was shown than the present one.
    """
    require(actor, Permission.PEOPLE_VET)
    lock("people.vetting")
    seen = review(answers)
    if outcome not in {None, seen.outcome}:
        raise EditConflict
    counts = seen.counts
    if counts["left_out"] and not leave_out:
        raise DomainError(_refusal(counts["left_out"]))
    _answer(actor, seen)
    ANSWERS.advance(actor, "accept", answers, counts=counts)
    _forget(answers)
    return counts


def discard(*, actor: Actor, answers: VettingAnswers) -> None:
    ANSWERS.advance(actor, "discard", answers)
    _forget(answers)


def answers_of(answers_id: int) -> VettingAnswers:
    return db.session.get_one(
        VettingAnswers, answers_id, options=[joinedload(VettingAnswers.batch)]
    )


def waiting(batch: VettingBatch | None = None) -> Sequence[VettingAnswers]:
    """Files that somebody sent and neither imported nor discarded."""
    rows = select(VettingAnswers).where(VettingAnswers.state == Answered.OPEN)
    if batch:
        rows = rows.where(VettingAnswers.batch_id == batch.id)
    return db.session.scalars(rows.order_by(VettingAnswers.id)).all()


def review(answers: VettingAnswers) -> Review:
    """What its import would do now; nothing once it is imported or discarded."""
    content = db.session.scalar(
        select(VettingAnswersContent.rows).where(VettingAnswersContent.answers_id == answers.id)
    )
    return examine(answers.batch_id, [Answer(*x) for x in json.loads(content or "[]")])


def examine(batch_id: int, rows: Sequence[Answer]) -> Review:
    """The same of *rows* that were not kept."""
    return judge(rows, _known(batch_id, {x.vetting_id for x in rows if x.vetting_id}))


def _known(batch_id: int, ids: set[int]) -> dict[int, Known]:
    sent = select(VettingSent.vetting_id).where(VettingSent.batch_id == batch_id)
    rows = db.session.execute(
        select(
            Vetting,
            Person.family_name,
            Person.given_names,
            Person.merged_into_id,
            Accreditation.state,
        )
        .join(Person, Person.id == Vetting.person_id)
        .outerjoin(Person.accreditation)
        .where(Vetting.id.in_(ids))
        .execution_options(populate_existing=True)
    ).all()
    members = set(db.session.scalars(sent))
    present = identity.of([x.Vetting.person_id for x in rows])
    return {
        x.Vetting.id: Known(
            name=", ".join(filter(None, (x.family_name, x.given_names))),
            state=x.Vetting.state,
            is_of_batch=x.Vetting.id in members,
            is_as_sent=x.Vetting.batch_id == batch_id
            and x.Vetting.state is not State.WAITING
            and x.Vetting.identity_hash == present[x.Vetting.person_id][0],
            is_approved=x.state is Accredited.APPROVED,
            is_merged=x.merged_into_id is not None,
        )
        for x in rows
    }


def _answer(actor: Actor, seen: Review) -> None:
    sound = {x.answer.vetting_id: x.answer for x in seen.rows if x.finding is None}
    rows = db.session.scalars(
        select(Vetting).where(Vetting.id.in_(sound.keys())).order_by(Vetting.id)
    ).all()
    for row in rows:
        row.remark = sound[row.id].remark or None
    for result, move in ((Result.CLEARED, "clear"), (Result.OBJECTED, "object")):
        LIFECYCLE.advance(actor, move, *(x for x in rows if sound[x.id].meaning is result))


def _forget(answers: VettingAnswers) -> None:
    db.session.flush()
    db.session.execute(
        delete(VettingAnswersContent).where(VettingAnswersContent.answers_id == answers.id)
    )


def _refusal(count: int) -> str:
    return ngettext(
        "%(num)d row cannot be imported. Leave it out, or mend the file and send it again.",
        "%(num)d rows cannot be imported. Leave them out, or mend the file and send it again.",
        count,
    )
