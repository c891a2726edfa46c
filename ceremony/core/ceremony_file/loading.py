"""From a draft to the database: what changes, whom it moves, and the change itself."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ceremony.core.ceremony_file import text
from ceremony.core.ceremony_file.parts import Change, Draft, Effect, Facts, Part, Verb, parts
from ceremony.core.ceremony_file.tree import FileRefused, Finding
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, EditConflict
from ceremony.core.i18n import _, said
from ceremony.core.permissions import Actor, Permission, require


@dataclass(frozen=True)
class Plan:
    """What loading a file does."""

    changes: list[Change]
    effects: list[Effect]
    fingerprint: str  # of the ceremony before

    @property
    def changes_nothing(self) -> bool:
        return not self.changes

    @property
    def moves(self) -> int:
        return sum(effect.count for effect in self.effects)

    @property
    def persons(self) -> int:
        return sum(effect.count for effect in self.effects if effect.is_of_persons)


class Rehearsed(Exception):
    """Carries a plan out of the transaction that it must not commit."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan


def load(*, actor: Actor, content: bytes, fingerprint: str = "") -> Plan:
    """Make the ceremony what *content* says; loading the same again changes nothing.

    :param fingerprint: of the ceremony that somebody saw when they agreed; empty: not asked.
    :raises FileRefused: with everything that is wrong, by line.
    :raises EditConflict: the ceremony was changed since *fingerprint*.
    """
    require(actor, Permission.SETTINGS_EDIT)
    lock("core.ceremony_file")
    draft = text.parse(content)
    found = fingerprint_of(draft.present)
    if fingerprint not in {"", found}:
        raise EditConflict
    changes = compare(draft)
    return Plan(changes, _apply(actor, draft, changes), found)


def rehearse(*, actor: Actor, content: bytes) -> Plan:
    """Load *content* and raise :class:`Rehearsed` with the plan, so that nothing is kept."""
    raise Rehearsed(load(actor=actor, content=content))


def load_unless_it_moves(
    *, actor: Actor, content: bytes, fingerprint: str = "", always_ask: bool = False
) -> Plan:
    """Load *content*; if somebody gets something else, raise :class:`Rehearsed` instead.

    :param always_ask: raise it for any change.
    """
    plan = load(actor=actor, content=content, fingerprint=fingerprint)
    if plan.moves or (always_ask and plan.changes):
        raise Rehearsed(plan)
    return plan


def plan_of(run: Callable[..., Plan], *, content: bytes) -> Plan:
    """What loading *content* would do.

    :param run: opens a transaction around the operation that it is given.
    """
    try:
        return run(rehearse, content=content)
    except Rehearsed as rehearsed:
        return rehearsed.plan


def fingerprint_of(ceremony: dict[str, list[Facts]]) -> str:
    said = json.dumps(ceremony, default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def compare(draft: Draft) -> list[Change]:
    """What differs between the present and *draft*, in the order of the file."""
    return [
        change
        for part in parts()
        if part.key in draft.given
        for change in _compare(part, draft.present[part.key], draft.facts(part.key))
    ]


def _compare(part: Part, before: Sequence[Facts], after: Sequence[Facts]) -> list[Change]:
    old = {part.name(facts): facts for facts in before}
    new = {part.name(facts): facts for facts in after}
    changes = []
    for name, facts in new.items():
        if name not in old:
            changes.append(Change(part, Verb.ADDED, name))
        elif fields := _differences(part, old[name], facts):
            changes.append(Change(part, Verb.CHANGED, name, fields))
    if part.is_ordered:
        stood = [name for name in old if name in new]
        stands = [name for name in new if name in old]
        changes += [
            Change(part, Verb.MOVED, name)
            for name, other in zip(stands, stood, strict=True)
            if name != other
        ]
    return changes + [Change(part, Verb.REMOVED, name) for name in old if name not in new]


def _differences(part: Part, old: Facts, new: Facts) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (str(field.label), show(part, name, old[name]), show(part, name, new[name]))
        for name, field in part.fields.items()
        if old[name] != new[name]
    )


def show(part: Part, name: str, value: Any) -> str:
    """*value* in words, for a person who compares."""
    if name in part.show:
        return part.show[name](value)
    if value is None:
        return "–"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " · ".join(value.values()) if len(value) > 1 else said(value)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "–"
    return str(getattr(value, "label", value))


def _apply(actor: Actor, draft: Draft, changes: list[Change]) -> list[Effect]:
    touched = {change.part.key for change in changes}
    if not touched:
        return []
    seen = [part.watch() for part in parts()]
    gone = {
        part.key: {x.name for x in changes if x.part is part and x.verb is Verb.REMOVED}
        for part in parts()
    }
    for part in parts():
        if part.key in touched:
            part.apply(actor, draft.facts(part.key))
            db.session.flush()
    try:
        for part in parts():
            part.settle(actor, draft)
    except DomainError as error:
        raise FileRefused([Finding(None, str(error))]) from error
    for part in reversed(parts()):
        if gone[part.key]:
            part.clear(actor, draft.facts(part.key), gone[part.key])
            db.session.flush()
    return [effect for look in seen for effect in look() if effect.count]
