"""Rights to pass that change hands: floaters, pool cards, vehicles. They belong to a body.

Whoever makes them gives the right at once. Held is ``people.passes`` first, then the
bodies, as :mod:`holding` says.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import joinedload

from ceremony.core import audit, versions
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _, ngettext, said
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import names, plates, queries, signals
from ceremony.people.kinds import BodyKind, PassKind
from ceremony.people.models import Accreditation, Body, Category
from ceremony.people.operations import holding, telling
from ceremony.people.states import LIFECYCLE, State
from ceremony.people.validity import Validity as Validity
from ceremony.people.validity import columns as validity_columns

MOST = 500  # of one category for one body
NUMBERED = frozenset({PassKind.FLOATER, PassKind.POOL})
HOLDERS = {
    PassKind.FLOATER: frozenset(BodyKind) - {BodyKind.OUTLET, BodyKind.WORKFORCE},
    PassKind.POOL: frozenset({BodyKind.OUTLET}),
    PassKind.VEHICLE: frozenset(BodyKind),
}


class NotOfThisKind(DomainError):
    """The category is none of these passes, or none for such a body."""


class PlateTaken(DomainError):
    """A vehicle has one pass, whoever sends it."""


class Vehicle(NamedTuple):
    """A vehicle of a body.

    :param details: driver and route, as the guard reads them.
    """

    body_id: int
    plate: str
    details: str = ""


def make(
    *,
    actor: Actor,
    counts: Mapping[int, int],
    category_id: int,
    validity: Validity | None = None,
) -> list[int]:
    """Give each body so many more floaters or pool cards; they are numbered on.

    :param counts: by ids of bodies.
    :returns: the ids of their accreditations.
    :raises NotOfThisKind: the category is not meant for such a body.
    """
    category = _begin(actor, list(counts), category_id, NUMBERED)
    if not all(1 <= x <= MOST for x in counts.values()):
        raise DomainError(_("Make 1 to %(most)d at once.", most=MOST), field="count")
    made = _numbers(list(counts), category_id)
    labels = []
    for body_id, count in counts.items():
        if (there := made.get(body_id, 0)) + count > MOST:
            sentence = _(
                "There are %(there)d already; %(most)d are possible.", there=there, most=MOST
            )
            raise DomainError(sentence, field="count")
        labels += [(body_id, str(there + number), "") for number in range(1, count + 1)]
    return _give(actor, _new(category, labels, validity))


def complete(
    *,
    actor: Actor,
    body_ids: Sequence[int],
    category_id: int,
    each: int,
    validity: Validity | None = None,
) -> list[int]:
    """Let each body have *each* of a category: who has fewer gets what is missing."""
    _begin(actor, body_ids, category_id, NUMBERED)
    missing = lacking(body_ids, category_id, each)
    if not missing:
        return []
    return make(actor=actor, counts=missing, category_id=category_id, validity=validity)


def lacking(body_ids: Sequence[int], category_id: int, each: int) -> dict[int, int]:
    """How many each body lacks until it has *each*; who lacks none is left out."""
    standing = Accreditation.state == State.APPROVED
    there = _numbers(body_ids, category_id, standing)
    return {x: each - there.get(x, 0) for x in body_ids if each > there.get(x, 0)}


def make_vehicles(
    *,
    actor: Actor,
    category_id: int,
    vehicles: Sequence[Vehicle],
    validity: Validity | None = None,
) -> list[int]:
    """Give each of these vehicles a pass, or none of them.

    One whose pass was ended gets that one back, with a new badge.

    :returns: the ids of their accreditations.
    :raises PlateTaken: one of them has a pass already, of whatever body.
    """
    senders = list({x.body_id: None for x in vehicles})
    category = _begin(actor, senders, category_id, frozenset({PassKind.VEHICLE}))
    known = plates_in_use()
    labels = []
    for vehicle in vehicles:
        label = plates.tidy(vehicle.plate)
        if holder := known.get(plates.key(label)):
            sentence = _("%(plate)s has a pass already: %(holder)s.", plate=label, holder=holder)
            raise PlateTaken(sentence, field="plate")
        known[plates.key(label)] = _("named twice here")
        names.demand_printable({"details": vehicle.details})
        labels.append((vehicle.body_id, label, vehicle.details.strip()))
    before = _ended(category, labels)
    fresh = [x for x in labels if x[:2] not in before]
    again = [_renew(before[x[:2]], category, x[2], validity) for x in labels if x[:2] in before]
    if again:
        LIFECYCLE.advance(actor, "reopen", *again, reason=None)
    return _give(actor, [*_new(category, fresh, validity), *again])


def change(
    *,
    actor: Actor,
    right: Accreditation,
    details: str,
    validity: Validity | None = None,
    version: int | None = None,
) -> Accreditation:
    """Let a pass say and be valid otherwise.

    :param validity: None: as usual.
    """
    require(actor, Permission.PEOPLE_DECIDE, right)
    versions.demand(right, version)
    names.demand_printable({"details": details})
    right.details = details.strip()
    for name, value in validity_columns(validity).items():
        setattr(right, name, value)
    audit.record(actor, "people.pass_changed", right)
    db.session.flush()
    signals.changed.send(None, ids=[right.id])
    return right


def end(*, actor: Actor, rights: Sequence[Accreditation], reason: str) -> Sequence[Accreditation]:
    """Take passes back for good: their badges are revoked, gates refuse them at once."""
    why = demand_reason(reason)
    LIFECYCLE.advance(actor, "revoke", *rights, reason=why)
    telling.ended(actor, rights)
    return rights


def end_of(*, actor: Actor, body_id: int, reason: str) -> None:
    """The same with all passes of a body that does not come after all."""
    rows = select(Accreditation).options(joinedload(Accreditation.category))
    held = Accreditation.body_id == body_id, Accreditation.state == State.APPROVED
    if rights := db.session.scalars(rows.where(*held).order_by(Accreditation.id)).all():
        end(actor=actor, rights=rights, reason=reason)


def follow(*, actor: Actor) -> int:
    """Let passes of bodies open what their category opens now.

    :returns: how many changed.
    """
    rows = select(Accreditation).options(joinedload(Accreditation.category))
    held = db.session.scalars(rows.where(Accreditation.body_id.is_not(None))).all()
    moved = [x for x in held if x.zones != x.category.zones]
    for right in moved:
        right.zones = list(right.category.zones)
    audit.record(actor, "people.reassessed", *moved)
    if moved:
        db.session.flush()
        signals.changed.send(None, ids=[x.id for x in moved])
    return len(moved)


def _numbers(
    body_ids: Sequence[int], category_id: int, *which: ColumnElement[bool]
) -> dict[int, int]:
    """How many of a category each body was ever given: no number is given twice."""
    rows = (
        select(Accreditation.body_id, func.count())
        .where(Accreditation.body_id.in_(body_ids), Accreditation.category_id == category_id)
        .where(*which)
        .group_by(Accreditation.body_id)
    )
    return {body_id: count for body_id, count in db.session.execute(rows) if body_id}


def plates_in_use() -> dict[str, str]:
    """Whose vehicle each plate is that has a pass now: key of the plate to name of the body."""
    rows = (
        select(Accreditation.label, Body.name)
        .join(Body, Body.id == Accreditation.body_id)
        .join(Category, Category.id == Accreditation.category_id)
        .where(Category.pass_kind == PassKind.VEHICLE, Accreditation.state == State.APPROVED)
    )
    return {plates.key(label or ""): name for label, name in db.session.execute(rows)}


def _begin(
    actor: Actor, body_ids: Sequence[int], category_id: int, kinds: frozenset[PassKind]
) -> Category:
    """The category, once nobody else makes passes and it fits these bodies."""
    require(actor, Permission.PEOPLE_DECIDE)
    if not body_ids:
        raise DomainError(_("Say at least one."), field="body_id")
    lock("people.passes")
    holding.hold_bodies(body_ids)
    category = queries.category_of(category_id)
    if category.pass_kind not in kinds:
        raise NotOfThisKind(
            _(
                "%(category)s is a category of another kind: %(kind)s.",
                category=said(category.name),
                kind=category.pass_kind.label,
            ),
            field="category_id",
        )
    senders = db.session.execute(select(Body.name, Body.kind).where(Body.id.in_(body_ids)))
    wrong = [name for name, kind in senders if kind not in HOLDERS[category.pass_kind]]
    if wrong:
        raise NotOfThisKind(
            ngettext(
                "%(category)s is not for %(name)s.",
                "%(category)s is not for %(num)d of them, among them %(name)s.",
                len(wrong),
                category=said(category.name),
                name=wrong[0],
            ),
            field="category_id",
        )
    return category


def _new(
    category: Category, labels: Sequence[tuple[int, str, str]], validity: Validity | None
) -> list[Accreditation]:
    same = {"zones": list(category.zones), "category": category} | validity_columns(validity)
    return [
        Accreditation(body_id=body_id, label=label, details=details, **same)
        for body_id, label, details in labels
    ]


def _give(actor: Actor, rights: Sequence[Accreditation]) -> list[int]:
    LIFECYCLE.begin(actor, *(x for x in rights if x.id is None), event="pass_made")
    LIFECYCLE.advance(actor, "approve", *rights)
    telling.approved(actor, rights)
    return [x.id for x in rights]


def _ended(
    category: Category, labels: Sequence[tuple[int, str, str]]
) -> dict[tuple[int, str], Accreditation]:
    """Passes that some of these had before, by body and label."""
    rows = select(Accreditation).options(joinedload(Accreditation.category))
    theirs = Accreditation.body_id.in_([x[0] for x in labels])
    found = db.session.scalars(rows.where(theirs, Accreditation.category_id == category.id))
    return {(x.body_id or 0, x.label or ""): x for x in found}


def _renew(
    right: Accreditation, category: Category, details: str, validity: Validity | None
) -> Accreditation:
    right.zones, right.details = list(category.zones), details
    for name, value in validity_columns(validity).items():
        setattr(right, name, value)
    return right
