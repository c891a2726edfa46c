"""Changing layouts, and the logo that they may show."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.exc import NoResultFound

from ceremony.badges.documents import layout as document
from ceremony.badges.layouts import queries
from ceremony.badges.layouts.models import Layout
from ceremony.badges.models import Batch, Impression
from ceremony.core import audit, settings, versions
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import DEFAULT, _, said
from ceremony.core.permissions import SYSTEM, Actor, Permission, require
from ceremony.people.kinds import PassKind

MOST = 40


class LayoutRefused(DomainError):
    """The definition is wrong in the *faults*; nothing was changed."""

    def __init__(self, faults: Sequence[document.Fault]) -> None:
        self.faults = faults
        super().__init__("\n".join(map(str, faults)))


class LayoutNeeded(DomainError):
    """Passes of every kind have a layout, and what is being printed keeps its own."""

    status = 409


def change(
    *,
    actor: Actor,
    layout: Layout,
    name: str,
    serves: str,
    definition: Mapping[str, Any],
    version: int | None = None,
) -> Layout:
    """Save what was entered for *layout*, whose version rises if anything is otherwise.

    :param serves: a kind of passes, which the layout that served them so far gives up, or "".
    :param definition: without code, name and serves.
    :raises LayoutRefused: with all that is wrong.
    :raises LayoutNeeded: passes of some kind would have no layout.
    """
    require(actor, Permission.BADGES_DESIGN)
    rows = hold()
    row = _of_code(rows, layout.code)
    versions.demand(row, version)
    made = checked({"code": row.code, "name": name, **definition})
    facts = {"name": {**row.name, DEFAULT: made.name}, "definition": queries.without_own(made)}
    kind = PassKind(serves) if serves else None
    if row.serves not in {None, kind}:
        raise LayoutNeeded(
            _("“%(kind)s” needs a layout: let another one serve it.", kind=row.serves.label),
            field="serves",
        )
    touched = _free(rows, row, kind)
    for column, value in (facts | {"serves": kind}).items():
        if getattr(row, column) != value:
            setattr(row, column, value)
    if db.session.is_modified(row):
        touched.append(row)
    audit.record(actor, "badges.layout_changed", *touched)
    return row


def copy(*, actor: Actor, layout: Layout, code: str, name: str) -> Layout:
    """Make a new layout that looks like *layout*; it serves nothing yet.

    :raises DomainError: there are too many, or the code is taken or no code.
    """
    require(actor, Permission.BADGES_DESIGN)
    rows = hold()
    if len(rows) >= MOST:
        raise DomainError(_("A ceremony has at most %(most)d layouts.", most=MOST))
    if code in {x.code for x in rows}:
        raise DomainError(_("“%(name)s” is there already.", name=code), field="code")
    row = _of_code(rows, layout.code)
    made = checked({"code": code, "name": name, **row.definition})
    new = Layout(
        code=made.code,
        name={DEFAULT: made.name},
        serves=None,
        position=max(x.position for x in rows) + 1,
        definition=row.definition,
    )
    db.session.add(new)
    audit.record(actor, "badges.layout_added", new)
    return new


def remove(*, actor: Actor, layout: Layout) -> None:
    """Forget *layout*; what was printed with it keeps its code and version.

    :raises LayoutNeeded: it serves passes, or badges are being printed with it.
    """
    require(actor, Permission.BADGES_DESIGN)
    row = _of_code(hold(), layout.code)
    if row.serves:
        raise LayoutNeeded(
            _(
                "%(name)s serves “%(kind)s”: let another layout serve it first.",
                name=said(row.name),
                kind=row.serves.label,
            )
        )
    if is_printed_now([row.code]):
        raise LayoutNeeded(_("Badges are being printed with this layout: wait for them."))
    audit.record(actor, "badges.layout_removed", row)
    db.session.delete(row)


def set_logo(*, actor: Actor, logo: str | None) -> settings.Settings:
    """Let badges show *logo*, the name of a stored picture; None: no logo."""
    require(actor, Permission.BADGES_DESIGN)
    here = settings.current()
    here.logo = logo
    db.session.add(here)
    audit.record(actor, "badges.logo_changed", here)
    return here


def hold() -> Sequence[Layout]:
    """All layouts, saved and locked: those that an instance came with are kept from now on.

    Whoever calls it names in the trail what changes; the first keeping names itself.
    """
    lock("badges.layouts")
    if rows := queries.saved():
        return rows
    rows = queries.layouts()
    db.session.add_all(rows)
    db.session.flush()
    audit.record(SYSTEM, "badges.layout_added", *rows)
    return rows


def checked(definition: Mapping[str, Any]) -> document.Layout:
    """:raises LayoutRefused: with all that is wrong."""
    try:
        return document.read(definition)
    except document.LayoutWrong as wrong:
        raise LayoutRefused(wrong.faults) from wrong


def is_printed_now(codes: Sequence[str]) -> bool:
    """Whether badges wait to be made with one of these layouts."""
    waiting = (
        select(Impression.id)
        .outerjoin(Batch, Batch.id == Impression.batch_id)
        .where(Impression.made_at.is_(None))
        .where(or_(Impression.layout_code.in_(codes), Batch.layout_code.in_(codes)))
    )
    return db.session.scalar(waiting.limit(1)) is not None


def _free(rows: Sequence[Layout], row: Layout, kind: PassKind | None) -> list[Layout]:
    """Take *kind* from the layout that serves it, unless that is *row*; return whom it left."""
    left = [x for x in rows if kind is not None and x.serves is kind and x is not row]
    for other in left:
        other.serves = None
    db.session.flush()
    return left


def _of_code(rows: Sequence[Layout], code: str) -> Layout:
    found = [x for x in rows if x.code == code]
    if not found:
        raise NoResultFound
    return found[0]
