"""Reading layouts. An instance in which none was saved has those it came with."""

import json
from collections.abc import Sequence
from datetime import datetime
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from ceremony.badges.documents import layout as document
from ceremony.badges.documents.starters import starters
from ceremony.badges.layouts.models import Layout
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db
from ceremony.core.i18n import DEFAULT, said
from ceremony.people.kinds import PassKind

OWN = ("code", "name", "serves")  # columns of their own: the rest is the definition


def layouts() -> Sequence[Layout]:
    """All of them, in their order."""
    return saved() or _delivered()


def saved() -> Sequence[Layout]:
    return db.session.scalars(select(Layout).order_by(Layout.position, Layout.id)).all()


def layout(code: str) -> Layout:
    """:raises NoResultFound: there is none of this code."""
    found = [x for x in layouts() if x.code == code]
    if not found:
        raise NoResultFound
    return found[0]


def for_kind(kind: PassKind) -> Layout:
    """What passes of *kind* are printed with unless somebody says otherwise."""
    [found] = [x for x in layouts() if x.serves is kind]
    return found


def drawn(row: Layout) -> document.Layout:
    """*row* as it is drawn: read once for as long as it stays the same."""
    return _read(json.dumps(definition(row), sort_keys=True))


def definition(row: Layout) -> dict[str, object]:
    """The whole definition, as a ceremony file has it but for the names in other languages."""
    serves = {} if row.serves is None else {"serves": row.serves.value}
    return {"code": row.code, "name": said(row.name, DEFAULT), **serves, **row.definition}


def without_own(made: document.Layout) -> dict[str, Any]:
    """The definition as a row keeps it."""
    return {x: value for x, value in document.write(made).items() if x not in OWN}


def changed_at(rows: Sequence[Layout]) -> dict[str, datetime]:
    """When each of *rows* that was ever saved was changed last, by its code."""
    codes = {row.id: row.code for row in rows if row.id is not None}
    told = (
        select(AuditEntry.subject_id, func.max(AuditEntry.created_at))
        .where(AuditEntry.subject_type == Layout.__tablename__)
        .where(AuditEntry.subject_id.in_(codes))
        .group_by(AuditEntry.subject_id)
    )
    return {codes[id_]: at for id_, at in db.session.execute(told)}


def starter(code: str) -> Layout | None:
    """The layout of this code as it was delivered."""
    return next((x for x in _delivered() if x.code == code), None)


def _delivered() -> list[Layout]:
    return [
        Layout(
            code=made.code,
            name={DEFAULT: made.name},
            serves=made.serves,
            position=place,
            definition=_delivered_definition(made.code),
            version=1,
        )
        for place, made in enumerate(starters().values())
    ]


@cache
def _delivered_definition(code: str) -> dict[str, Any]:
    return without_own(starters()[code])


@lru_cache(maxsize=64)
def _read(text: str) -> document.Layout:
    """What was right when it was saved is drawn, even if stricter rules came later."""
    made, faults = document.judge(json.loads(text))
    if made is None:
        raise document.LayoutWrong(faults)
    return made
