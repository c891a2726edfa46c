"""Keeping what somebody asks the list of people for; deleting leaves the way back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from ceremony.core import audit, versions
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import finding
from ceremony.people.models import SavedFilter
from ceremony.people.names import fold, tidy

MOST = 50  # of one officer


def save_filter(
    *, actor: Actor, name: str, arguments: Mapping[str, Any], is_shared: bool = False
) -> SavedFilter:
    """Keep *arguments*, as the address of the list has them, under *name*.

    :raises DomainError: the name is empty or taken, nothing is asked for, or a document number.
    """
    require(actor, Permission.PEOPLE_READ)
    if actor.id is None:
        raise NotAllowed(_("Only who is signed in keeps filters."))
    lock("people.saved_filter", actor.id)
    if not arguments:
        raise DomainError(_("Narrow the list first: this would be everybody."), field="name")
    if finding.holders(str(arguments.get("q", ""))):
        message = _("A document number is not kept: search for it, and open the person.")
        raise DomainError(message, field="name")
    if len(_own(actor)) >= MOST:
        raise DomainError(_("You keep %(most)d filters. Delete one first.", most=MOST))
    saved = SavedFilter(owner_id=actor.id, arguments={k: str(v) for k, v in arguments.items()})
    _name(actor, saved, name)
    saved.is_shared = is_shared
    db.session.add(saved)
    audit.record(actor, "people.filter_saved", saved)
    return saved


def change_filter(
    *,
    actor: Actor,
    saved: SavedFilter,
    name: str,
    is_shared: bool,
    version: int | None = None,
) -> SavedFilter:
    """Give it another name, share it, or keep it to oneself again."""
    _demand_owner(actor, saved)
    versions.demand(saved, version)
    lock("people.saved_filter", saved.owner_id)
    _name(actor, saved, name)
    saved.is_shared = is_shared
    audit.record(actor, "people.filter_changed", saved)
    return saved


def delete_filter(*, actor: Actor, saved: SavedFilter) -> SavedFilter:
    """It is offered no longer; :func:`restore_filter` puts it back."""
    _demand_owner(actor, saved)
    saved.deleted_at = now()
    audit.record(actor, "people.filter_deleted", saved)
    return saved


def restore_filter(*, actor: Actor, saved: SavedFilter) -> SavedFilter:
    """:raises DomainError: another one has got its name meanwhile."""
    _demand_owner(actor, saved)
    lock("people.saved_filter", saved.owner_id)
    _name(actor, saved, saved.name)
    saved.deleted_at = None
    audit.record(actor, "people.filter_restored", saved)
    return saved


def _own(actor: Actor) -> list[SavedFilter]:
    own = select(SavedFilter).where(
        SavedFilter.owner_id == actor.id, SavedFilter.deleted_at.is_(None)
    )
    return list(db.session.scalars(own))


def _name(actor: Actor, saved: SavedFilter, name: str) -> None:
    saved.name, folded = tidy(name), fold(name)
    if not folded:
        raise DomainError(_("Give it a name of letters or figures."), field="name")
    if len(saved.name) > 60:
        raise DomainError(_("At most 60 letters, please."), field="name")
    with db.session.no_autoflush:
        taken = [x for x in _own(actor) if x.folded == folded and x is not saved]
    if taken:
        message = _("You keep a filter of this name already: %(name)s.", name=taken[0].name)
        raise DomainError(message, field="name")
    saved.folded = folded


def _demand_owner(actor: Actor, saved: SavedFilter) -> None:
    require(actor, Permission.PEOPLE_READ)
    if (actor.kind, actor.id) != ("user", saved.owner_id):
        raise NotAllowed(_("This filter belongs to somebody else."))
