"""What an officer should look at before deciding about a delegation."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import aliased

from ceremony.core.audit import RowChange, Verb
from ceremony.core.db import db
from ceremony.core.i18n import _, ngettext, said
from ceremony.core.states import StateChange
from ceremony.delegations import completeness, expiry, limits
from ceremony.delegations.completeness import Lack
from ceremony.delegations.expiry import Days
from ceremony.delegations.models import Delegation
from ceremony.delegations.queries.members import Member
from ceremony.delegations.states.delegations import State
from ceremony.people import doubles
from ceremony.people.kinds import BodyKind, Function, Rank, is_unvetted
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.states import LIVE
from ceremony.people.states import State as Right
from ceremony.people.vetting import approval
from ceremony.people.vetting import queries as vetting
from ceremony.register.models import Participant


class Code(StrEnum):
    DOUBLE = "double"
    ALSO_ELSEWHERE = "also_elsewhere"
    EXPIRED = "expired"
    NATIONALITY = "nationality"
    INCOMPLETE = "incomplete"
    PHOTOGRAPH = "photograph"
    VETTING = "vetting"
    UNVETTED = "unvetted"


class Check(NamedTuple):
    """Something about one member: short for the table, whole for the list above it."""

    code: Code
    short: str
    sentence: str
    other_id: int | None = None  # of the person whom it is about as well


class Review(NamedTuple):
    """All that a review page shows beside the members themselves."""

    checks: Mapping[int, Sequence[Check]]  # by person
    general: Sequence[str]
    places: Sequence[limits.Place]
    new: frozenset[int]  # persons
    changed: frozenset[int]

    def warned(self) -> Iterable[tuple[int, Check]]:
        """What stands above the table: one line for each check, photographs left out."""
        for person_id, checks in self.checks.items():
            yield from ((person_id, x) for x in checks if x.code is not Code.PHOTOGRAPH)


class _Vetted(NamedTuple):
    """Of those who wait: whom vetting keeps back, and whom nobody vets. Ids of persons."""

    unfinished: set[int]
    spared: set[int]


class _Same(NamedTuple):
    person_id: int
    other_id: int
    name: str
    body: str
    kind: BodyKind
    by_document: bool


def of(delegation: Delegation, members: Sequence[Member], *, decides: bool = True) -> Review:
    """In a constant number of statements, however many members there are.

    :param decides: for whoever approves; the others are not told whom vetting keeps back.
    """
    coming = [x for x in members if x.accreditation.state in LIVE]
    checks: dict[int, list[Check]] = {x.person.id: [] for x in coming}
    names = {x.person.id: x.person.badge_name for x in coming}
    for same in _doubles(list(names)):
        checks[same.person_id].append(_double(names[same.person_id], same))
    own = _nationality(delegation)
    waiting = [x.person.id for x in coming if x.accreditation.state is Right.SUBMITTED]
    unvetted = vetting.unfinished(waiting) if decides else set()
    vetted = _Vetted(unvetted, vetting.spared(waiting))
    days = expiry.here()
    for member in coming:
        checks[member.person.id] += _own_checks(member, own, days, vetted)
    new, changed = _since_the_last_decision(delegation, coming)
    places = limits.places(delegation)
    return Review(checks, _general(coming, places), places, new, changed)


def _own_checks(member: Member, own: str | None, days: Days, vetted: _Vetted) -> Iterable[Check]:
    person, part, name = member.person, member.participation, member.person.badge_name
    elsewhere = [x.body.name for x in person.participations if x.body_id != part.body_id]
    if elsewhere:
        bodies = ", ".join(sorted(elsewhere))
        words = _("%(name)s also takes part for %(bodies)s.", name=name, bodies=bodies)
        yield Check(Code.ALSO_ELSEWHERE, _("also elsewhere"), words)
    lacking = completeness.needed(person, part)
    if lacking:
        what = ", ".join(x.label for x in lacking)
        words = ngettext(
            "%(name)s: %(what)s is missing.",
            "%(name)s: these are missing: %(what)s.",
            len(lacking),
            name=name,
            what=what,
        )
        yield Check(Code.INCOMPLETE, _("not complete"), words)
    wanted = completeness.wanted(person, part, days)
    if person.document_expires_on and Lack.EXPIRED in wanted:
        words = days.sentence(person.document_expires_on)
        words = _("%(name)s: %(sentence)s", name=name, sentence=words)
        yield Check(Code.EXPIRED, days.short(person.document_expires_on), words)
    if Lack.PHOTOGRAPH in wanted:
        words = _("%(name)s has no photograph.", name=name)
        yield Check(Code.PHOTOGRAPH, _("no photograph"), words)
    if own and person.nationality_code and person.nationality_code != own:
        code = person.nationality_code
        words = _("%(name)s has another nationality: %(code)s.", name=name, code=code)
        yield Check(Code.NATIONALITY, _("other nationality"), words)
    if person.id in vetted.unfinished:
        yield Check(Code.VETTING, _("cannot be approved yet"), approval.said_of(name))
    elif person.id in vetted.spared and (rank := _sparing(person)):
        words = _("%(name)s is not vetted, by rank: %(rank)s.", name=name, rank=rank.label)
        yield Check(Code.UNVETTED, _("not vetted, by rank"), words)


def _sparing(person: Person) -> Rank | None:
    """The rank for which nobody vets *person*: the delegation wrote it, an officer believes it."""
    [first] = [x for x in person.participations if x.is_primary]
    return first.rank if is_unvetted(first.function, first.rank) else None


def _double(name: str, same: _Same) -> Check:
    facts = {"name": name, "other": same.name, "body": same.body}
    if same.by_document:
        words = _("%(name)s has the same travel document as %(other)s, %(body)s.", **facts)
    elif same.kind is BodyKind.OUTLET:
        words = _("%(name)s has the name and birthday of a journalist, %(body)s.", **facts)
    else:
        words = _("%(name)s has the name and birthday of %(other)s, %(body)s.", **facts)
    return Check(Code.DOUBLE, _("possible double"), words, same.other_id)


def _doubles(person_ids: Sequence[int]) -> Iterable[_Same]:
    """Other records of the same document, or of the same name and birthday, that may come."""
    mine, other = aliased(Person), aliased(Person)
    part = aliased(Participation)
    same_document = doubles.same_document(mine, other)
    same = or_(same_document, doubles.same_birth(mine, other))
    rows = (
        select(mine.id, other.id, other.badge_name, Body.name, Body.kind, same_document)
        .join(other, and_(other.id != mine.id, same))
        .join(part, and_(part.person_id == other.id, part.is_primary))
        .join(Body, Body.id == part.body_id)
        .join(other.accreditation)
        .where(mine.id.in_(person_ids), Accreditation.state.in_(LIVE))
        .order_by(mine.id, other.id)
    )
    for row in db.session.execute(rows):
        yield _Same(*row[:5], bool(row[5]))


def _nationality(delegation: Delegation) -> str | None:
    """What members of a State's delegation usually are."""
    if not delegation.represents_state or delegation.body.participant_id is None:
        return None
    return db.session.scalar(
        select(Participant.iso3).where(Participant.id == delegation.body.participant_id)
    )


def _general(coming: Sequence[Member], places: Sequence[limits.Place]) -> list[str]:
    found = []
    if coming and not any(x.participation.function is Function.HEAD for x in coming):
        found.append(_("Nobody is head of the delegation."))
    for x in places:
        if x.is_exceeded:
            facts = {"category": said(x.category.name), "taken": x.taken, "places": x.places}
            found.append(
                _(
                    "%(category)s: %(taken)s come, %(places)s places were agreed. No more than"
                    " that can be approved unless the quota is raised.",
                    **facts,
                )
            )
    return found


def _since_the_last_decision(
    delegation: Delegation, coming: Sequence[Member]
) -> tuple[frozenset[int], frozenset[int]]:
    """Who was entered, and whose details were changed, since the delegation was last decided."""
    decided = db.session.scalar(
        select(func.max(StateChange.at)).where(
            StateChange.subject_type == "delegation",
            StateChange.subject_id == delegation.id,
            StateChange.state.in_([State.RETURNED, State.APPROVED]),
        )
    )
    waiting = [x for x in coming if x.accreditation.state is Right.SUBMITTED]
    if decided is None or not waiting:
        return frozenset(), frozenset()
    new = frozenset(x.person.id for x in waiting if x.person.created_at > decided)
    ids = [x.person.id for x in waiting]
    changed = db.session.scalars(
        select(RowChange.subject_id).where(
            RowChange.subject_type == "person",
            RowChange.subject_id.in_(ids),
            RowChange.verb == Verb.UPDATE,
            RowChange.created_at > decided,
        )
    )
    return new, frozenset(changed) - new
