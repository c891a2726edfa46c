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
    CHIEF_OF_PROTOCOL = "chief_of_protocol"
    PROTOCOL_OFFICER = "protocol_officer"
    VETTING_OFFICER = "vetting_officer"
    LIAISON_OFFICER = "liaison_officer"
    BADGE_OFFICER = "badge_officer"
    PICKUP_OFFICER = "pickup_officer"
    GATE_SUPERVISOR = "gate_supervisor"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    FOCAL_POINT = "focal_point"
    GATE = "gate"

    @property
    def label(self) -> str:
        return str(ROLE_LABELS[self])


ROLE_LABELS = {
    Role.ADMINISTRATOR: lazy("Administrator"),
    Role.REGISTRAR: lazy("Registrar"),
    Role.CHIEF_OF_PROTOCOL: lazy("Chief of protocol"),
    Role.PROTOCOL_OFFICER: lazy("Protocol officer"),
    Role.VETTING_OFFICER: lazy("Vetting officer"),
    Role.LIAISON_OFFICER: lazy("Liaison officer"),
    Role.BADGE_OFFICER: lazy("Badge officer"),
    Role.PICKUP_OFFICER: lazy("Pick-up desk officer"),
    Role.GATE_SUPERVISOR: lazy("Gate supervisor"),
    Role.DATA_PROTECTION_OFFICER: lazy("Data-protection officer"),
    Role.FOCAL_POINT: lazy("Focal point"),
    Role.GATE: lazy("Gate device"),
}

# Roles of the desk: focal points belong to their delegations, gates are devices.
OFFICE = frozenset(Role) - {Role.FOCAL_POINT, Role.GATE}


class Permission(StrEnum):
    """``<slice>:<action>``; keep sorted."""

    ACCOUNTS_MANAGE = "accounts:manage"
    ACCOUNTS_OWN = "accounts:own"
    AUDIT_READ = "audit:read"
    BADGES_DESIGN = "badges:design"
    BADGES_HAND_OVER = "badges:hand_over"
    BADGES_ISSUE = "badges:issue"
    BADGES_KEYS = "badges:keys"
    BADGES_PRINT = "badges:print"
    BADGES_READ = "badges:read"
    BADGES_REVOKE = "badges:revoke"
    DELEGATIONS_COMPOSE = "delegations:compose"
    DELEGATIONS_DECIDE = "delegations:decide"
    DELEGATIONS_IMPORT = "delegations:import"
    DELEGATIONS_MANAGE = "delegations:manage"
    DELEGATIONS_READ = "delegations:read"
    DELEGATIONS_REFUSE = "delegations:refuse"
    DESK = "desk"
    GATES_PAIR = "gates:pair"
    GATES_READ = "gates:read"
    GATES_SCAN = "gates:scan"
    GATES_SUPERVISE = "gates:supervise"
    JOBS_OWN = "jobs:own"
    MAIL_READ = "mail:read"
    MAIL_WRITE = "mail:write"
    PEOPLE_COMPOSE = "people:compose"
    PEOPLE_DECIDE = "people:decide"
    PEOPLE_EDIT = "people:edit"
    PEOPLE_EXPORT = "people:export"
    PEOPLE_MERGE = "people:merge"
    PEOPLE_PHOTOGRAPH = "people:photograph"
    PEOPLE_READ = "people:read"
    PEOPLE_READ_DOCUMENT = "people:read_document"
    PEOPLE_REFUSE = "people:refuse"
    PEOPLE_SEND = "people:send"
    PEOPLE_VET = "people:vet"
    PROTOCOL_ARRANGE = "protocol:arrange"
    PROTOCOL_READ = "protocol:read"
    PUBLIC = "public"
    SETTINGS_EDIT = "settings:edit"
    WORKFORCE_MANAGE = "workforce:manage"


# Roles of people outside the desk, each held for one thing, and what it takes to give one.
OUTSIDE = {Role.FOCAL_POINT: Permission.DELEGATIONS_MANAGE}


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


def sends(role: Role) -> Predicate:
    """The actor holds *role* for every body that *subject* names as its ``senders``."""

    def allowed(actor: Actor, subject: object) -> bool:
        own = {x.scope_id for x in actor.grants if x.role is role and x.scope_kind == "body"}
        senders: frozenset[int] = getattr(subject, "senders", frozenset()) if own else frozenset()
        return bool(senders) and senders <= own

    return allowed


def no_state(_actor: Actor, subject: object) -> bool:
    """*subject*, if it is known, represents no State. Source: DOMAIN, delegations."""
    return subject is None or not getattr(subject, "represents_state", True)


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


# Who answers for delegations and their people.
DECIDERS = (Role.REGISTRAR, Role.CHIEF_OF_PROTOCOL, Role.PROTOCOL_OFFICER)

# Granted when every predicate of at least one row holds.
GRANTS: dict[Permission, list[list[Predicate]]] = {
    Permission.ACCOUNTS_MANAGE: [[has(Role.ADMINISTRATOR)]],
    Permission.ACCOUNTS_OWN: [[signed_in]],
    Permission.AUDIT_READ: [[has(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)]],
    Permission.BADGES_DESIGN: [[has(Role.BADGE_OFFICER, Role.ADMINISTRATOR)]],
    Permission.BADGES_HAND_OVER: [[has(Role.BADGE_OFFICER, Role.PICKUP_OFFICER, Role.REGISTRAR)]],
    Permission.BADGES_ISSUE: [[has(Role.BADGE_OFFICER, Role.PICKUP_OFFICER, *DECIDERS)]],
    Permission.BADGES_KEYS: [[has(Role.ADMINISTRATOR)]],
    Permission.BADGES_PRINT: [
        [has(Role.BADGE_OFFICER, Role.REGISTRAR), began],
        [has(Role.BADGE_OFFICER, Role.REGISTRAR), has(Role.ADMINISTRATOR)],
    ],
    Permission.BADGES_READ: [[has(Role.BADGE_OFFICER, *DECIDERS, Role.GATE_SUPERVISOR)]],
    Permission.BADGES_REVOKE: [
        [has(Role.BADGE_OFFICER, Role.PICKUP_OFFICER, *DECIDERS, Role.GATE_SUPERVISOR)]
    ],
    Permission.DELEGATIONS_COMPOSE: [[has(Role.REGISTRAR)], [sends(Role.FOCAL_POINT)]],
    Permission.DELEGATIONS_DECIDE: [[has(*DECIDERS)]],
    Permission.DELEGATIONS_IMPORT: [[has(Role.REGISTRAR)]],
    Permission.DELEGATIONS_MANAGE: [[has(*DECIDERS)]],
    Permission.DELEGATIONS_READ: [[has(*DECIDERS, Role.BADGE_OFFICER, Role.LIAISON_OFFICER)]],
    Permission.DELEGATIONS_REFUSE: [[has(Role.CHIEF_OF_PROTOCOL)], [has(*DECIDERS), no_state]],
    Permission.DESK: [[in_office]],
    Permission.GATES_PAIR: [[has(Role.GATE_SUPERVISOR, Role.ADMINISTRATOR)]],
    Permission.GATES_READ: [
        [
            has(
                Role.GATE_SUPERVISOR,
                Role.ADMINISTRATOR,
                Role.PROTOCOL_OFFICER,
                Role.CHIEF_OF_PROTOCOL,
            )
        ]
    ],
    Permission.GATES_SCAN: [[scoped(Role.GATE)]],
    Permission.GATES_SUPERVISE: [[has(Role.GATE_SUPERVISOR)]],
    Permission.JOBS_OWN: [[in_office, began], [has(Role.ADMINISTRATOR)]],
    Permission.MAIL_READ: [[has(*DECIDERS)]],
    Permission.MAIL_WRITE: [[has(*DECIDERS)]],
    Permission.PEOPLE_COMPOSE: [[has(Role.REGISTRAR)], [sends(Role.FOCAL_POINT)]],
    Permission.PEOPLE_DECIDE: [[has(*DECIDERS)]],
    Permission.PEOPLE_EDIT: [[has(Role.REGISTRAR)]],
    Permission.PEOPLE_EXPORT: [[has(*DECIDERS), began]],
    Permission.PEOPLE_MERGE: [[has(Role.REGISTRAR)]],
    Permission.PEOPLE_PHOTOGRAPH: [
        [has(Role.REGISTRAR, Role.BADGE_OFFICER, Role.PICKUP_OFFICER)],
        [sends(Role.FOCAL_POINT)],
    ],
    Permission.PEOPLE_READ: [[has(*DECIDERS, Role.BADGE_OFFICER, Role.GATE_SUPERVISOR)]],
    Permission.PEOPLE_READ_DOCUMENT: [[has(Role.REGISTRAR)]],
    Permission.PEOPLE_REFUSE: [[has(Role.CHIEF_OF_PROTOCOL)], [has(*DECIDERS), no_state]],
    Permission.PEOPLE_SEND: [[has(*DECIDERS)], [sends(Role.FOCAL_POINT)]],
    Permission.PEOPLE_VET: [[has(Role.VETTING_OFFICER)]],
    Permission.PROTOCOL_ARRANGE: [[has(Role.CHIEF_OF_PROTOCOL, Role.PROTOCOL_OFFICER)]],
    Permission.PROTOCOL_READ: [[has(*DECIDERS)]],
    Permission.PUBLIC: [[anyone]],
    Permission.SETTINGS_EDIT: [[has(Role.ADMINISTRATOR)]],
    Permission.WORKFORCE_MANAGE: [[has(Role.REGISTRAR)]],
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
