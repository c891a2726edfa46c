"""Writing zones, categories and the table of categories as a whole, and what follows from them."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from sqlalchemy import and_, exists, func, select, update

from ceremony.core import audit
from ceremony.core.ceremony_file.facts import validity
from ceremony.core.ceremony_file.parts import Draft, Effect, Facts
from ceremony.core.db import db
from ceremony.core.i18n import _, ngettext, said
from ceremony.core.permissions import Actor
from ceremony.core.states import StateChange
from ceremony.people import hosting, queries, signals
from ceremony.people.kinds import PassKind
from ceremony.people.models import (
    AccessRule,
    Accreditation,
    Body,
    Category,
    Participation,
    Person,
    Zone,
)
from ceremony.people.operations import passes, reassess
from ceremony.people.states import State

Placed = TypeVar("Placed", Zone, Category, AccessRule)

STANDING = (State.SUBMITTED, State.APPROVED)


def was_anybody_approved() -> bool:
    """Whether a badge may have been signed: its code carries zones and category as numbers."""
    approved = exists().where(
        StateChange.subject_type == "accreditation", StateChange.state == State.APPROVED
    )
    return bool(db.session.scalar(select(approved)))


def own_zones(codes: Iterable[str]) -> list[tuple[str, int]]:
    """Those of *codes* that officers gave to persons themselves, and to how many."""
    given = db.session.scalars(
        select(Accreditation.own_zones).where(Accreditation.own_zones.is_not(None))
    )
    counts = Counter(code for zones in given for code in zones or ())
    return [(code, counts[code]) for code in codes if counts[code]]


def own_categories(codes: Iterable[str]) -> list[tuple[str, int]]:
    """The same for categories."""
    given = db.session.scalars(
        select(Category.code).join(Accreditation, Accreditation.own_category_id == Category.id)
    )
    counts = Counter(given)
    return [(code, counts[code]) for code in codes if counts[code]]


def kinds_held() -> dict[str, tuple[PassKind, int]]:
    """By category what kind of pass it is, where somebody or something has one, and how many."""
    rows = (
        select(Category.code, Category.pass_kind, func.count())
        .join(Accreditation, Accreditation.category_id == Category.id)
        .group_by(Category.code, Category.pass_kind)
    )
    return {code: (kind, count) for code, kind, count in db.session.execute(rows)}


def apply_zones(actor: Actor, wanted: list[Facts]) -> None:
    known = {zone.code: zone for zone in queries.zones()}
    rows = [_set(known.get(facts["code"]) or Zone(), facts) for facts in wanted]
    gone = [zone for zone in known.values() if zone not in rows]
    _place(actor, "people.zone_changed", [*rows, *gone], first=0, parking=16)


def clear_zones(actor: Actor, _wanted: list[Facts], gone: set[str]) -> None:
    _delete(actor, "people.zone_removed", [x for x in queries.zones() if x.code in gone])


def apply_categories(actor: Actor, wanted: list[Facts]) -> None:
    known = {category.code: category for category in queries.categories()}
    rows = [_set(known.get(facts["code"]) or Category(), facts) for facts in wanted]
    changed = [row.id for row in rows if row.id and db.session.is_modified(row)]
    gone = [category for category in known.values() if category not in rows]
    _place(actor, "people.category_changed", [*rows, *gone], first=1, parking=120)
    _tell(Accreditation.category_id.in_(changed))


def clear_categories(actor: Actor, _wanted: list[Facts], gone: set[str]) -> None:
    _delete(actor, "people.category_removed", [x for x in queries.categories() if x.code in gone])


def apply_access(actor: Actor, wanted: list[Facts]) -> None:
    known = {(x.body_kind, x.function, x.rank): x for x in queries.access_rules()}
    categories = {category.code: category for category in queries.categories()}
    rows = []
    for line in wanted:
        key = (line["kind"], line["function"], line["rank"])
        rule = known.pop(key, None) or AccessRule(body_kind=key[0], function=key[1], rank=key[2])
        category = categories[line["category"]]
        rows.append(_set(rule, {"category": category, "zones": line["zones"]}))
    gone = list(known.values())
    _place(actor, "people.access_changed", [*rows, *gone], first=0, parking=1_000)
    _delete(actor, "people.access_removed", gone)


def settle(actor: Actor, draft: Draft) -> None:
    """Everybody gets what the table says now; who had the usual validity has the new one."""
    before, after = draft.present["ceremony"][0], draft.facts("ceremony")[0]
    has_other_host = before["host"] != after["host"] and hosting.follow(actor)
    if has_other_host or draft.given & {"zones", "categories", "access"}:
        reassess(actor=actor)
        passes.follow(actor=actor)
    if validity(before) != (usual := validity(after)):
        _follow_validity(actor, usual)


def _follow_validity(actor: Actor, usual: tuple[datetime, datetime]) -> None:
    """Who has an exception, which has a reason, keeps it."""
    ids = list(
        db.session.scalars(
            update(Accreditation)
            .where(Accreditation.validity_reason.is_(None))
            .values(valid_from=usual[0], valid_until=usual[1], version=Accreditation.version + 1)
            .returning(Accreditation.id)
            .execution_options(synchronize_session=False)
        )
    )
    audit.record_ids(actor, "people.validity_changed", "accreditation", ids)
    if ids:
        signals.changed.send(None, ids=ids)


def _set(row: Placed, facts: Facts) -> Placed:
    for name, value in facts.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
    return row


def _place(actor: Actor, event: str, rows: Sequence[Placed], *, first: int, parking: int) -> None:
    """Save *rows* in this order; whoever moves steps aside first, for positions are unique."""
    moving: list[tuple[Placed, int]] = [
        (row, at) for at, row in enumerate(rows, first) if row.position != at
    ]
    touched: list[Placed] = [x for x in rows if x.id is None or db.session.is_modified(x)]
    for row, at in moving:
        row.position = at + parking
    db.session.add_all(rows)
    db.session.flush()
    for row, at in moving:
        row.position = at
    changed = [*touched, *(row for row, _at in moving if row not in touched)]
    audit.record(actor, event, *changed)
    db.session.flush()


def _delete(actor: Actor, event: str, rows: Sequence[Placed]) -> None:
    audit.record(actor, event, *rows)
    for row in rows:
        db.session.delete(row)
    db.session.flush()


def _tell(which: object) -> None:
    ids = db.session.scalars(select(Accreditation.id).where(which)).all()  # type: ignore[arg-type]
    if ids:
        signals.changed.send(None, ids=list(ids))


class _Right(NamedTuple):
    """What somebody has: compared before and after."""

    category: str
    zones: tuple[str, ...]
    valid: tuple[datetime, datetime]


def watch() -> Callable[[], Iterable[Effect]]:
    """Remember what everybody has; the answer says who has something else."""
    before, names = _rights(), _names()

    def look() -> Iterable[Effect]:
        after = _rights()
        names.update(_names())
        yield _moved(before, after, names)
        extended = sum(before[id_].valid != after[id_].valid for id_ in before)
        yield Effect(
            extended,
            ngettext(
                "One person gets the new validity.",
                "%(num)d persons get the new validity.",
                extended,
            ),
        )

    return look


def _moved(before: dict[int, _Right], after: dict[int, _Right], names: dict[str, str]) -> Effect:
    moved = [id_ for id_ in before if before[id_][:2] != after[id_][:2]]
    was = Counter(x.category for x in before.values())
    becomes = Counter(x.category for x in after.values())
    return Effect(
        count=len(moved),
        sentence=ngettext(
            "One person gets another category or other zones.",
            "%(num)d persons get another category or other zones.",
            len(moved),
        ),
        totals=[(name, was[code], becomes[code]) for code, name in names.items()],
        persons=[
            (person, body, _words(before[id_], names), _words(after[id_], names))
            for id_, person, body in _persons(moved)
        ],
    )


def _rights() -> dict[int, _Right]:
    rows = db.session.execute(
        select(
            Accreditation.id,
            Category.code,
            Accreditation.zones,
            Accreditation.valid_from,
            Accreditation.valid_until,
        )
        .join(Category, Category.id == Accreditation.category_id)
        .where(Accreditation.state.in_(STANDING), Accreditation.person_id.is_not(None))
    )
    return {id_: _Right(code, tuple(zones), (a, b)) for id_, code, zones, a, b in rows}


def _names() -> dict[str, str]:
    return {category.code: said(category.name) for category in queries.categories()}


def _persons(ids: Sequence[int]) -> Sequence[tuple[int, str, str]]:
    """With the names of those who send them, by body, then by name."""
    first = and_(Participation.person_id == Person.id, Participation.is_primary)
    rows = db.session.execute(
        select(Accreditation.id, Person.badge_name, Body.name)
        .join(Person, Person.id == Accreditation.person_id)
        .join(Participation, first)
        .join(Body, Body.id == Participation.body_id)
        .where(Accreditation.id.in_(ids))
        .order_by(Body.sort_key, Body.id, Person.sort_key, Person.id)
    )
    return [(id_, name, body) for id_, name, body in rows]


def _words(right: _Right, names: dict[str, str]) -> str:
    return _(
        "%(category)s, zones %(zones)s",
        category=names[right.category],
        zones=", ".join(right.zones) or "–",
    )
