"""Deciding about the vetting of one person, and marking them. All of it is the officers'."""

from typing import Any

from sqlalchemy import select

from ceremony.core import audit, versions
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.errors import DomainError, EditConflict, demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import signals
from ceremony.people.models import Accreditation, Person
from ceremony.people.vetting import following, identity
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import LIFECYCLE, State


def clear(
    *,
    actor: Actor,
    vetting: Vetting,
    note: str = "",
    version: int | None = None,
    seen: str | None = None,
) -> Vetting:
    """Nothing is known against this person.

    :param note: what there is to say; empty: nothing.
    :param version: of the row that was looked at; None: whatever is there.
    :param seen: the hash of who the person was when looked at; None: whoever it is.
    :raises EditConflict: somebody else decided or changed the person in between.
    """
    return _answer(actor, "clear", vetting, note, version, seen)


def object_(
    *,
    actor: Actor,
    vetting: Vetting,
    note: str,
    version: int | None = None,
    seen: str | None = None,
) -> Vetting:
    """The authority has something against this person; as :func:`clear`, with a reason."""
    return _answer(actor, "object", vetting, demand_reason(note, field="note"), version, seen)


def repeat(
    *,
    actor: Actor,
    vetting: Vetting,
    note: str = "",
    version: int | None = None,
    seen: str | None = None,
) -> Vetting:
    """Take back what was said, or that somebody was sent: they wait again."""
    _answer(actor, "repeat", vetting, note, version, seen)
    db.session.flush()
    following.follow([vetting.person_id], sparing=True)
    return vetting


def hold(
    *,
    actor: Actor,
    vetting: Vetting,
    note: str,
    version: int | None = None,
    seen: str | None = None,
) -> Vetting:
    """Let nobody approve this person until it is released; only officers know that it is so."""
    _begin(actor, vetting, version, seen)
    if vetting.state is State.BYPASSED:
        raise DomainError(_("Whoever has this rank is not vetted, and cannot be held."))
    if vetting.held_at is None:
        vetting.held_at, vetting.held_by_id = now(), actor.id
    return _mark(actor, "people.vetting_held", vetting, hold_note=demand_reason(note, field="note"))


def release(
    *,
    actor: Actor,
    vetting: Vetting,
    note: str = "",
    version: int | None = None,
    seen: str | None = None,
) -> Vetting:
    """End the hold."""
    _begin(actor, vetting, version, seen)
    if vetting.held_at is None:
        raise EditConflict
    vetting.held_at = vetting.held_by_id = None
    _mark(actor, "people.vetting_released", vetting, hold_note=None)
    following.follow([vetting.person_id], sparing=True)
    return vetting


def watch(
    *,
    actor: Actor,
    vetting: Vetting,
    note: str,
    version: int | None = None,
    seen: str | None = None,
) -> Vetting:
    """Keep a mark for the gates; only officers of vetting know of it."""
    _begin(actor, vetting, version, seen)
    if is_new := vetting.watched_at is None:
        vetting.watched_at, vetting.watched_by_id = now(), actor.id
    _mark(actor, "people.vetting_watched", vetting, watch_note=demand_reason(note, field="note"))
    if is_new:
        _tell_gates(vetting)
    return vetting


def unwatch(
    *,
    actor: Actor,
    vetting: Vetting,
    note: str = "",
    version: int | None = None,
    seen: str | None = None,
) -> Vetting:
    """Take this person off the watch-list."""
    _begin(actor, vetting, version, seen)
    if vetting.watched_at is None:
        raise EditConflict
    vetting.watched_at = vetting.watched_by_id = None
    _mark(actor, "people.vetting_unwatched", vetting, watch_note=None)
    _tell_gates(vetting)
    return vetting


def _tell_gates(vetting: Vetting) -> None:
    rights = select(Accreditation.id).where(Accreditation.person_id == vetting.person_id)
    signals.watched.send(None, ids=db.session.scalars(rights).all())


def show_document(*, actor: Actor, vetting: Vetting) -> str:
    """The document's number; that it was read is recorded, for everybody who reads the trail."""
    require(actor, Permission.PEOPLE_VET, vetting)
    person = db.session.scalars(select(Person).where(Person.id == vetting.person_id)).one()
    audit.record(actor, "people.document_shown", person)
    return person.document_number or ""


def _begin(actor: Actor, vetting: Vetting, version: int | None, seen: str | None) -> str:
    """Ask whether it may be done to what was looked at; the hash of who the person is now."""
    require(actor, Permission.PEOPLE_VET, vetting)
    db.session.refresh(vetting, with_for_update=True)
    versions.demand(vetting, version)
    hashed, _is_bypassing = identity.of([vetting.person_id])[vetting.person_id]
    if seen not in {None, hashed}:
        raise EditConflict
    return hashed


def _answer(
    actor: Actor, move: str, vetting: Vetting, note: str, version: int | None, seen: str | None
) -> Vetting:
    vetting.identity_hash = _begin(actor, vetting, version, seen)
    LIFECYCLE.advance(actor, move, vetting, remark=note.strip() or None)
    return vetting


def _mark(actor: Actor, event: str, vetting: Vetting, **values: Any) -> Vetting:
    for name, value in values.items():
        setattr(vetting, name, value)
    audit.record(actor, event, vetting)
    db.session.flush()
    return vetting
