"""Where two records become one: whatever points at the one that ends points at the other."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Column, Table, delete, select, update
from sqlalchemy.exc import IntegrityError

from ceremony.core import audit
from ceremony.core.db import Base, db
from ceremony.core.registries import Merging, registries

# The record itself, and what people turns round by itself.
_OWN = {"person", "participation", "accreditation"}
_KNOWN = _OWN | {"person_word", "vetting"}


def turn_round(merging: Merging, dropped: Mapping[int, int]) -> None:
    """Let every row that names *gone* name *kept*; where both had one, that of *kept* stays.

    :param dropped: ids of participations that end -> ids of those that stay for them.
    """
    moves = {
        "person": {merging.gone.person_id: merging.kept.person_id},
        "accreditation": {merging.gone.accreditation_id: merging.kept.accreditation_id},
        "participation": dict(dropped),
    }
    for column, target in pointing():
        for old, new in moves[target].items():
            _turn(merging, column, old, new)


def pointing() -> Iterator[tuple[Column[object], str]]:
    """Columns of other tables that name a person, a participation or an accreditation."""
    known = _KNOWN.union(*(x.tables for x in registries.merges))
    for table in Base.metadata.sorted_tables:
        for key in sorted(table.foreign_keys, key=lambda x: x.parent.name):
            target = key.column.table.name
            if target in _OWN and table.name not in known:
                yield key.parent, target


def _turn(merging: Merging, column: Column[object], old: int, new: int) -> None:
    table: Table = column.table
    ids = list(db.session.scalars(select(table.c.id).where(column == old)))
    if _is_audited(table):
        audit.record_ids(merging.actor, "people.merged", table.name, ids)
    for id_ in ids:
        change: dict[str, Any] = {column.name: new}
        if "version" in table.c:
            change["version"] = table.c.version + 1
        try:
            with db.session.begin_nested():
                db.session.execute(update(table).where(table.c.id == id_).values(change))
        except IntegrityError:
            db.session.execute(delete(table).where(table.c.id == id_))


def _is_audited(table: Table) -> bool:
    mapped = {x.class_.__tablename__: x.class_ for x in Base.registry.mappers}
    return bool(mapped[table.name].is_audited)
