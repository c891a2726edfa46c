"""The reference pages of `docs/` that are made from the code: permissions and states."""

from collections.abc import Iterator
from dataclasses import dataclass

from ceremony.accounts import words
from ceremony.badges import states as badges
from ceremony.core.i18n import lazy
from ceremony.core.permissions import GRANTS, Grant, Permission, Role, may
from ceremony.core.states import Lifecycle
from ceremony.delegations.states import changes, delegations, workbooks
from ceremony.people import states as people
from ceremony.people.vetting import states as vetting

ROLES = tuple(Role)
LIFECYCLES: dict[str, Lifecycle] = {  # type: ignore[type-arg]
    "Accreditation": people.LIFECYCLE,
    "Badge": badges.LIFECYCLE,
    "Delegation": delegations.LIFECYCLE,
    "Change of members": changes.CHANGES,
    "Request to come": changes.ADMISSIONS,
    "Vetting": vetting.LIFECYCLE,
    "Answers to vetting": vetting.ANSWERS,
    "Workbook": workbooks.LIFECYCLE,
}
MADE = "<!-- Made by `flask docs write`: change the code, not this page. -->\n\n"

PERMISSIONS = {
    Permission.ACCOUNTS_MANAGE: lazy("Make, change, disable accounts; end sessions"),
    Permission.ACCOUNTS_OWN: lazy("Change one's own account"),
    Permission.AUDIT_READ: lazy("Read the audit trail"),
    Permission.BADGES_DESIGN: lazy("Change how badges look"),
    Permission.BADGES_HAND_OVER: lazy("Hand badges over, lend passes, take them back"),
    Permission.BADGES_ISSUE: lazy("Issue badges"),
    Permission.BADGES_KEYS: lazy("Change and withdraw the keys that sign badges"),
    Permission.BADGES_PRINT: lazy("Print badges"),
    Permission.BADGES_READ: lazy("See badges"),
    Permission.BADGES_REVOKE: lazy("Revoke badges"),
    Permission.DELEGATIONS_COMPOSE: lazy("Enter the members of one's own delegation"),
    Permission.DELEGATIONS_DECIDE: lazy("Approve and return delegations"),
    Permission.DELEGATIONS_IMPORT: lazy("Bring in workbooks of people"),
    Permission.DELEGATIONS_MANAGE: lazy("Open delegations, agree quotas and deadlines, invite"),
    Permission.DELEGATIONS_READ: lazy("See delegations"),
    Permission.DELEGATIONS_REFUSE: lazy("Refuse delegations; a State's: the chief of protocol"),
    Permission.DESK: lazy("Enter the desk"),
    Permission.GATES_PAIR: lazy("Pair and revoke devices"),
    Permission.GATES_READ: lazy("See gates and scans"),
    Permission.GATES_SCAN: lazy("Scan badges at the own checkpoint"),
    Permission.GATES_SUPERVISE: lazy(
        "Guards, incidents, limits, lost devices, where a badge was seen, hits of the watch-list"
    ),
    Permission.JOBS_OWN: lazy("See and stop one's own jobs; the administrator: all"),
    Permission.MAIL_READ: lazy("Read the mail that was sent"),
    Permission.MAIL_WRITE: lazy("Write to delegations and people"),
    Permission.PEOPLE_COMPOSE: lazy("Enter people of one's own delegation"),
    Permission.PEOPLE_DECIDE: lazy("Approve, return, revoke accreditations"),
    Permission.PEOPLE_EDIT: lazy("Change people and photographs"),
    Permission.PEOPLE_EXPORT: lazy("Take lists of people away as files"),
    Permission.PEOPLE_MERGE: lazy("Make one of two records of a person"),
    Permission.PEOPLE_PHOTOGRAPH: lazy("Take and change photographs"),
    Permission.PEOPLE_READ: lazy("See people"),
    Permission.PEOPLE_READ_DOCUMENT: lazy("Look at document numbers"),
    Permission.PEOPLE_REFUSE: lazy("Refuse people; a State's: the chief of protocol"),
    Permission.PEOPLE_SEND: lazy("Submit and withdraw people; focal points: their own"),
    Permission.PEOPLE_VET: lazy("Vet people"),
    Permission.PROTOCOL_ARRANGE: lazy("Change the order of precedence and the seating"),
    Permission.PROTOCOL_READ: lazy("Take the papers of protocol"),
    Permission.PUBLIC: lazy("See the public pages"),
    Permission.SETTINGS_EDIT: lazy("Change the ceremony's settings"),
    Permission.WORKFORCE_MANAGE: lazy("Register those who work for the host"),
}


@dataclass(frozen=True)
class _Holder:
    """Somebody who holds one role and nothing else."""

    kind: str
    grants: frozenset[Grant]
    id: int | None = 1


_OWN = 1


@dataclass(frozen=True)
class _Sent:
    """Something of a State's delegation, and of the focal point's own."""

    senders: frozenset[int] = frozenset({_OWN})
    represents_state: bool = True


@dataclass(frozen=True)
class PermissionRow:
    """One permission, in words, and the roles that include it."""

    permission: Permission
    words: str
    roles: frozenset[Role]


def permission_rows() -> list[PermissionRow]:
    """The whole map, as the rules themselves answer it."""
    return [
        PermissionRow(
            permission,
            str(PERMISSIONS[permission]),
            frozenset(role for role in ROLES if may(_holder(role), permission, _Sent())),
        )
        for permission in GRANTS
    ]


def permissions_page() -> str:
    """`docs/permissions.md`."""
    lines = [
        "# Who may do what\n",
        MADE + "Made from `ceremony/core/permissions.py`, which is the whole answer.\n",
        "| Role | What it is for |\n| --- | --- |",
        *(f"| {role.label} | {words.ROLES[role]} |" for role in ROLES),
        "\n| Permission | | " + " | ".join(role.label for role in ROLES) + " |",
        "| --- | --- |" + " :-: |" * len(ROLES),
    ]
    for row in permission_rows():
        held = " | ".join("yes" if role in row.roles else "" for role in ROLES)
        lines.append(f"| `{row.permission}` | {row.words} | {held} |")
    return "\n".join(lines) + "\n"


def states_page() -> str:
    """`docs/states.md`."""
    parts = ["# States\n", MADE + "Each lifecycle is a table of named moves in its slice.\n"]
    for name, lifecycle in LIFECYCLES.items():
        parts += [f"## {name}\n", *_moves(lifecycle), ""]
    return "\n".join(parts)


def _moves(lifecycle: Lifecycle) -> Iterator[str]:  # type: ignore[type-arg]
    yield f"Begins as *{lifecycle.start.label}*.\n"
    yield "| Move | From | To | Permission | Audit event |\n| --- | --- | --- | --- | --- |"
    for move in lifecycle.moves.values():
        sources = ", ".join(sorted(x.label for x in move.sources))
        event = f"{lifecycle.prefix}.{move.event}"
        yield f"| {move.name} | {sources} | {move.target.label} | `{move.permission}` | `{event}` |"


def _holder(role: Role) -> _Holder:
    kind = "device" if role is Role.GATE else "user"
    grant = Grant(role, "body", _OWN) if role is Role.FOCAL_POINT else Grant(role)
    return _Holder(kind, frozenset({grant}))
