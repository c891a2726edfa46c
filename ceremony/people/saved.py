"""Reading the filters that officers keep, and what one of them asks for in words."""

from collections.abc import Mapping, Sequence

from sqlalchemy import or_, select

from ceremony.accounts.models import User
from ceremony.core.db import db
from ceremony.core.i18n import _, said
from ceremony.core.permissions import Actor
from ceremony.people import queries
from ceremony.people.columns import COLUMNS
from ceremony.people.listing import Filter, Sort
from ceremony.people.models import SavedFilter


def open_to(actor: Actor) -> Sequence[SavedFilter]:
    """One's own, and those that others share; by name."""
    return db.session.scalars(
        select(SavedFilter)
        .where(
            SavedFilter.deleted_at.is_(None),
            or_(SavedFilter.owner_id == actor.id, SavedFilter.is_shared),
        )
        .order_by(SavedFilter.folded, SavedFilter.id)
    ).all()


def kept(filter_id: int) -> SavedFilter:
    """Whosesoever it is, deleted or not."""
    return db.session.get_one(SavedFilter, filter_id)


def find_deleted(actor: Actor, filter_id: int) -> SavedFilter | None:
    """One's own that was deleted, so that it can be put back."""
    found = db.session.get(SavedFilter, filter_id)
    is_own = found is not None and found.owner_id == actor.id
    return found if found and is_own and found.deleted_at else None


def owners(filters: Sequence[SavedFilter]) -> dict[int, str]:
    """The names of those who keep them."""
    ids = {x.owner_id for x in filters}
    return dict(db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all())


class Words:
    """Says what filters ask for; reads the names of categories and bodies once."""

    def __init__(self, filters: Sequence[Mapping[str, str]]) -> None:
        bodies = {int(x["body"]) for x in filters if x.get("body", "").isdecimal()}
        self.bodies = queries.names_of(list(bodies))
        self.categories = {x.id: said(x.name) for x in queries.categories()}

    def say(self, asked: Filter) -> list[str]:
        """Each thing that *asked* asks for, in words."""
        order = {Sort.NEWEST: _("newest first"), Sort.WAITING: _("the longest waiting first")}
        labels = ", ".join(str(COLUMNS[x].label) for x in asked.columns)
        parts = (
            f"“{asked.words}”" if asked.words else "",
            asked.status.label if asked.status else "",
            self.bodies.get(asked.body or 0, ""),
            asked.kind.label if asked.kind else "",
            asked.function.label if asked.function else "",
            self.categories.get(asked.category or 0, ""),
            _("without photograph") if asked.without_photograph else "",
            order.get(asked.sort, "") if asked.sort else "",
            _("columns: %(names)s", names=labels) if labels else "",
        )
        return [x for x in parts if x]
