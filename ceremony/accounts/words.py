"""What the pages of accounts say of roles, events and browsers."""

import re
from collections.abc import Iterable

from ceremony.accounts.models import RoleGrant
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.permissions import Role
from ceremony.core.registries import registries

ROLES = {
    Role.ADMINISTRATOR: lazy("sets up the ceremony and decides who may sign in."),
    Role.REGISTRAR: lazy("brings in delegations, edits people, accredits them, prints badges."),
    Role.PROTOCOL_OFFICER: lazy(
        "decides who is accredited, issues and revokes badges, watches the gates."
    ),
    Role.CHIEF_OF_PROTOCOL: lazy(
        "decides like a protocol officer, and alone refuses a State's representative."
    ),
    Role.VETTING_OFFICER: lazy("has people checked by the authority, sees nothing else of them."),
    Role.LIAISON_OFFICER: lazy("looks after delegations, sees who they are."),
    Role.BADGE_OFFICER: lazy("issues, prints and revokes badges."),
    Role.PICKUP_OFFICER: lazy("hands badges over, replaces lost ones; prints no batch."),
    Role.GATE_SUPERVISOR: lazy("pairs devices, watches the gates, revokes badges."),
    Role.DATA_PROTECTION_OFFICER: lazy(
        "reads the audit trail; sees neither people nor document numbers."
    ),
    Role.FOCAL_POINT: lazy("enters the members of one delegation, sees no other."),
    Role.GATE: lazy("scans badges at its checkpoint."),
}

EVENTS = {
    "accounts.changed": lazy("Account changed"),
    "accounts.created": lazy("Account created"),
    "accounts.device_paired": lazy("Device paired"),
    "accounts.device_registered": lazy("Device registered"),
    "accounts.device_revoked": lazy("Device revoked"),
    "accounts.disabled": lazy("Account disabled"),
    "accounts.enabled": lazy("Account enabled"),
    "accounts.entered": lazy("Came in by a personal link"),
    "accounts.entry_link_made": lazy("Personal link made"),
    "accounts.entry_links_revoked": lazy("Personal links revoked"),
    "accounts.invited": lazy("Link made that sets the password"),
    "accounts.language_changed": lazy("Language chosen"),
    "accounts.pairing_opened": lazy("Pairing code made"),
    "accounts.password_changed": lazy("Password changed"),
    "accounts.password_forgotten": lazy("Password removed"),
    "accounts.password_set": lazy("Password set by a link"),
    "accounts.role_granted": lazy("Role granted"),
    "accounts.role_withdrawn": lazy("Role withdrawn"),
    "accounts.sessions_ended": lazy("All sessions ended"),
    "accounts.signed_in": lazy("Signed in"),
    "accounts.signed_out": lazy("Session ended"),
}
registries.events.update(EVENTS)

MOST_NAMED = 3  # things of one role

Scopes = dict[tuple[str, int], str]


def scopes(held: Iterable[RoleGrant]) -> Scopes:
    """What the things are called for which roles are held, by kind and id; one query a kind."""
    wanted: dict[str, set[int]] = {}
    for one in held:
        if one.scope_kind in registries.scopes:
            wanted.setdefault(one.scope_kind, set()).add(one.scope_id or 0)
    return {
        (kind, id_): name
        for kind, ids in wanted.items()
        for id_, name in registries.scopes[kind](sorted(ids)).items()
    }


def roles(held: Iterable[RoleGrant], known: Scopes | None = None) -> list[str]:
    """Roles as people call them: ``Registrar``, ``Focal point: Qatar, Yemen``.

    :param known: what :func:`scopes` found for many accounts at once.
    """
    held = list(held)
    known = scopes(held) if known is None else known
    things: dict[Role, list[str]] = {}
    for one in held:
        names = things.setdefault(one.role, [])
        if one.scope_kind is not None:
            names.append(known.get((one.scope_kind, one.scope_id or 0), "–"))
    return [_role(role, sorted(names)) for role, names in things.items()]


def _role(role: Role, things: list[str]) -> str:
    if not things:
        return role.label
    more = len(things) - MOST_NAMED
    named = ", ".join(things[:MOST_NAMED])
    if more <= 0:
        return _("%(role)s: %(things)s", role=role.label, things=named)
    return ngettext(
        "%(role)s: %(things)s and %(num)d more",
        "%(role)s: %(things)s and %(num)d more",
        more,
        role=role.label,
        things=named,
    )


_BROWSERS = {
    "Edg": "Edge",
    "OPR": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Version": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def browser(agent: str) -> str:
    """A browser as people call it: ``Firefox on Windows``. *agent* is what it says of itself."""
    program = next((name for sign, name in _BROWSERS.items() if f"{sign}/" in agent), None)
    system = next((name for sign, name in _SYSTEMS.items() if re.search(sign, agent)), None)
    if program and system:
        return _("%(program)s on %(system)s", program=program, system=system)
    return program or system or _("Unknown browser")
