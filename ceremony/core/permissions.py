"""Who may do what. This file is the whole answer."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from ceremony.core.errors import NotAllowed
from ceremony.core.i18n import _, lazy


class Role(StrEnum):
    """What somebody is for; granted for everything or with a scope."""

    ADMINISTRATOR = "administrator"
    REGISTRAR = "registrar"
    PROTOCOL_OFFICER = "protocol_officer"
    BADGE_OFFICER = "badge_officer"
    GATE_SUPERVISOR = "gate_supervisor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    GATE = "gate"

    @property
    def label(self) -> str:
        return str(ROLE_LABELS[self])


ROLE_LABELS = {
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.REGISTRAR: lazy("Registrar"),
    Role.PROTOCOL_OFFICER: lazy("Protocol officer"),
    Role.BADGE_OFFICER: lazy("Badge officer"),
    Role.GATE_SUPERVISOR: lazy("Gate supervisor"),
    Role.DATA_PROTECTION_OFFICER: lazy("Data-protection officer"),
    Role.GATE: lazy("Gate device"),
}

# Roles that a person can be given: the others belong to devices.
OFFICE = frozenset(Role) - {Role.GATE}


class Permission(StrEnum):
    """``<slice>:<action>``; keep sorted."""

    ACCOUNTS_MANAGE = "accounts:manage"
    ACCOUNTS_OWN = "accounts:own"
    AUDIT_READ = "audit:read"
    BADGES_ISSUE = "badges:issue"
    BADGES_PRINT = "badges:print"
    BADGES_READ = "badges:read"
    BADGES_REVOKE = "badges:revoke"
    DELEGATIONS_IMPORT = "delegations:import"
    DELEGATIONS_READ = "delegations:read"
    DESK = "desk"
    GATES_PAIR = "gates:pair"
    GATES_READ = "gates:read"
    GATES_SCAN = "gates:scan"
    JOBS_OWN = "jobs:own"
    PEOPLE_DECIDE = "people:decide"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_READ = "people:read"
    PEOPLE_READ_DOCUMENT = "people:read_document"
    PUBLIC = "public"
    SETTINGS_EDIT = "settings:edit"


class Grant(NamedTuple):
    """A role, for everything (no scope) or for one thing: ``("checkpoint", 4)``."""

    role: Role
    scope_kind: str | None = None
    scope_id: int | None = None


class Actor(Protocol):
    """Whoever acts: a user, a device, the holder of a personal link, a visitor, the system."""

    @property
    def kind(self) -> str: ...
    @property
    def id(self) -> int | None: ...
    @property
    def grants(self) -> frozenset[Grant]: ...


Predicate = Callable[[Actor, object], bool]


def has(*roles: Role) -> Predicate:
    """The actor holds one of *roles* for everything."""
    wanted = {Grant(role) for role in roles}
    return lambda actor, _subject: not actor.grants.isdisjoint(wanted)


def scoped(role: Role) -> Predicate:
    """The actor holds *role* for whatever its grant names; queries filter by it."""
    return lambda actor, _subject: any(grant.role is role for grant in actor.grants)


def in_office(actor: Actor, _subject: object = None) -> bool:
    """The actor works at the desk, in whatever role."""
    return any(grant.role in OFFICE for grant in actor.grants)


def anyone(_actor: Actor, _subject: object) -> bool:
    return True


def signed_in(actor: Actor, _subject: object) -> bool:
    return actor.kind == "user"


def began(actor: Actor, subject: object) -> bool:
    """The actor began *subject*, if it is long work: its result may hold personal data."""
    starter = getattr(subject, "actor_kind", actor.kind), getattr(subject, "actor_id", actor.id)
    return starter == (actor.kind, actor.id)


# Granted when every predicate of at least one row holds.
GRANTS: dict[Permission, list[list[Predicate]]] = {
    Permission.ACCOUNTS_MANAGE: [[has(Role.ADMINISTRATOR)]],
    Permission.ACCOUNTS_OWN: [[signed_in]],
    Permission.AUDIT_READ: [[has(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)]],
    Permission.BADGES_ISSUE: [[has(Role.BADGE_OFFICER, Role.REGISTRAR, Role.PROTOCOL_OFFICER)]],
    Permission.BADGES_PRINT: [
        [has(Role.BADGE_OFFICER, Role.REGISTRAR), began],
        [has(Role.BADGE_OFFICER, Role.REGISTRAR), has(Role.ADMINISTRATOR)],
    ],
    Permission.BADGES_READ: [
        [has(Role.BADGE_OFFICER, Role.REGISTRAR, Role.PROTOCOL_OFFICER, Role.GATE_SUPERVISOR)]
    ],
    Permission.BADGES_REVOKE: [
        [has(Role.BADGE_OFFICER, Role.REGISTRAR, Role.PROTOCOL_OFFICER, Role.GATE_SUPERVISOR)]
    ],
    Permission.DELEGATIONS_IMPORT: [[has(Role.REGISTRAR)]],
    Permission.DELEGATIONS_READ: [[has(Role.REGISTRAR, Role.PROTOCOL_OFFICER, Role.BADGE_OFFICER)]],
    Permission.DESK: [[in_office]],
    Permission.GATES_PAIR: [[has(Role.GATE_SUPERVISOR, Role.ADMINISTRATOR)]],
    Permission.GATES_READ: [[has(Role.GATE_SUPERVISOR, Role.ADMINISTRATOR, Role.PROTOCOL_OFFICER)]],
    Permission.GATES_SCAN: [[scoped(Role.GATE)]],
    Permission.JOBS_OWN: [[in_office, began], [has(Role.ADMINISTRATOR)]],
    Permission.PEOPLE_DECIDE: [[has(Role.REGISTRAR, Role.PROTOCOL_OFFICER)]],
    Permission.PEOPLE_EDIT: [[has(Role.REGISTRAR)]],
    Permission.PEOPLE_READ: [
        [has(Role.REGISTRAR, Role.PROTOCOL_OFFICER, Role.BADGE_OFFICER, Role.GATE_SUPERVISOR)]
    ],
    Permission.PEOPLE_READ_DOCUMENT: [[has(Role.REGISTRAR)]],
    Permission.PUBLIC: [[anyone]],
    Permission.SETTINGS_EDIT: [[has(Role.ADMINISTRATOR)]],
}


@dataclass(frozen=True)
class System:
    """The actor of scheduled jobs and the command line: it holds every role."""

    kind: str = "system"
    id: int | None = None
    grants: frozenset[Grant] = frozenset(map(Grant, Role))


SYSTEM: Actor = System()


def may(actor: Actor, permission: Permission, subject: object = None) -> bool:
    return any(all(p(actor, subject) for p in row) for row in GRANTS[permission])


def require(actor: Actor, permission: Permission, subject: object = None) -> None:
    """Raise :class:`NotAllowed` unless *actor* holds *permission* on *subject*."""
    if not may(actor, permission, subject):
        raise NotAllowed(_("You may not do this."))
