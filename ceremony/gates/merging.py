"""Two records become one: one guard is left, with all shifts, and each head where it went last."""

from collections.abc import Iterator
from operator import attrgetter

from sqlalchemy import Column, select, update

from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import Base, db
from ceremony.core.registries import Merge, Merging, registries
from ceremony.gates import passes
from ceremony.gates.models import Guard, Presence

_SERVES = ("is_supervisor", "pin_salt", "pin_hash", "pin_set_at", "ended_at")


def merge(merging: Merging) -> None:
    """After the badges, which are all that a change of the list may hold."""
    passes.hold()
    _unite_guards(merging)
    _unite_heads(merging)
    db.session.flush()
    passes.refresh([merging.kept.accreditation_id])


def _unite_guards(merging: Merging) -> None:
    """Whoever is kept serves if one of them did; what the other did at gates is theirs."""
    guards = select(Guard).where(Guard.accreditation_id.in_(_rights(merging)))
    found = {x.accreditation_id: x for x in db.session.scalars(guards)}
    if len(found) < 2:
        return  # people turns one round by itself
    gone, kept = (found[x] for x in _rights(merging))
    if kept.ended_at and not gone.ended_at:
        for name in _SERVES:
            setattr(kept, name, getattr(gone, name))
    for column in _naming_guards():
        change = update(column.table).where(column == gone.id).values({column.name: kept.id})
        db.session.execute(change)
    audit.record(merging.actor, "people.merged", kept, gone)
    db.session.delete(gone)


def _naming_guards() -> Iterator[Column[object]]:
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table is Guard.__table__:
                yield key.parent


def _unite_heads(merging: Merging) -> None:
    """Of two in one zone the one that moved last tells where the head is."""
    heads = select(Presence).where(Presence.accreditation_id.in_(_rights(merging)))
    found = db.session.scalars(
        heads.order_by(Presence.run_id, Presence.zone_id, Presence.accreditation_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    gone, kept = _rights(merging)
    mine = {(x.run_id, x.zone_id): x for x in found if x.accreditation_id == kept}
    for head in (x for x in found if x.accreditation_id == gone):
        own = mine.get((head.run_id, head.zone_id))
        if own is None:
            head.accreditation_id, head.changed_at = kept, now()
            continue
        last = max(own, head, key=attrgetter("since"))
        own.is_inside, own.since, own.body_id = last.is_inside, last.since, last.body_id
        own.changed_at = now()
        db.session.delete(head)


def _rights(merging: Merging) -> tuple[int, int]:
    return merging.gone.accreditation_id, merging.kept.accreditation_id


registries.merges.append(Merge(merge, frozenset({"presence"})))
