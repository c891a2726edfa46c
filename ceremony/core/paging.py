"""Pages by key: a page of a list begins behind a row, or ends before one, however long it is."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, Select, literal, select, tuple_

from ceremony.core.db import db

SIZE = 50
Key = int | UUID


class Place(NamedTuple):
    """The id of the row behind which a page begins, or before which it ends."""

    after: Key | None = None
    before: Key | None = None


FIRST = Place()


def number(text: str) -> int | None:
    """*text* as an id, if it can be one."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


class Page(NamedTuple):
    """Some rows of a list; *before* and *after* are ids for the pages beside, if there are any."""

    rows: Sequence[Any]
    before: Any
    after: Any

    def showing(self, rows: Sequence[Any]) -> "Page":
        """The same page with *rows* made of its own."""
        return self._replace(rows=rows)


def page(
    rows: Select[Any],
    order: Sequence[Any],
    at: Place,
    size: int = SIZE,
    *,
    where: Sequence[ColumnElement[bool]] = (),
    descends: bool = False,
    wide: Select[Any] | None = None,
) -> Page:
    """The rows behind or before the one whose id *at* names; without such a row, the first ones.

    :param order: ends with the id, which every row has as ``key`` after its own columns.
    :param where: narrows the list; the row that *at* names need not fit any more.
    :param descends: the list begins with the greatest.
    :param wide: what is shown, asked for the rows of this page alone: then *rows* need no more
        tables than the order and *where*, and databases walk along an index.
    """
    begins = _begins(rows, order, at)
    backwards = begins is not None and at.after is None
    descends = backwards is not descends
    rows = rows.add_columns(order[-1].label("key")).where(*where)
    if begins is not None:
        here, there = tuple_(*order), tuple_(*begins)
        rows = rows.where(here < there if descends else here > there)
    sorting = [x.desc() if descends else x for x in order]
    found = _found(rows.order_by(*sorting).limit(size + 1), order[-1], sorting, wide)
    beside = len(found) > size, begins is not None
    shown = found[:size][::-1] if backwards else found[:size]
    has_before, has_after = beside if backwards else beside[::-1]
    return Page(
        shown,
        before=shown[0].key if shown and has_before else None,
        after=shown[-1].key if shown and has_after else None,
    )


def _found(
    rows: Select[Any], key: Any, sorting: Sequence[Any], wide: Select[Any] | None
) -> list[Any]:
    if wide is None:
        return list(db.session.execute(rows).unique())
    keys = select(rows.subquery().c.key)
    shown = wide.add_columns(key.label("key")).where(key.in_(keys))
    return list(db.session.execute(shown.order_by(*sorting)))


def _begins(rows: Select[Any], order: Sequence[Any], at: Place) -> list[Any] | None:
    """Where in *order* the row stands that *at* names."""
    start = at.before if at.after is None else at.after
    if start is None:
        return None
    found = db.session.execute(rows.with_only_columns(*order).where(order[-1] == start)).first()
    if found is None:
        return None
    return [literal(value, column.type) for value, column in zip(found, order, strict=True)]
