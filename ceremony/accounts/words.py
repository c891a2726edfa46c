"""What the pages of accounts say of roles, events and browsers."""

import re

from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Role
from ceremony.core.registries import registries

ROLES = {
    Role.ADMINISTRATOR: lazy("sets up the ceremony and decides who may sign in."),
    Role.REGISTRAR: lazy("brings in delegations, edits people, accredits them, prints badges."),
    Role.PROTOCOL_OFFICER: lazy(
        "decides who is accredited, issues and revokes badges, watches the gates."
    ),
    Role.BADGE_OFFICER: lazy("issues, prints and revokes badges."),
    Role.GATE_SUPERVISOR: lazy("pairs devices, watches the gates, revokes badges."),
    Role.DATA_PROTECTION_OFFICER: lazy(
        "reads the audit trail; sees neither people nor document numbers."
    ),
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
    "accounts.invited": lazy("Link made that sets the password"),
    "accounts.language_changed": lazy("Language chosen"),
    "accounts.pairing_opened": lazy("Pairing code made"),
    "accounts.password_changed": lazy("Password changed"),
    "accounts.password_set": lazy("Password set by a link"),
    "accounts.role_granted": lazy("Role granted"),
    "accounts.role_withdrawn": lazy("Role withdrawn"),
    "accounts.sessions_ended": lazy("All sessions ended"),
    "accounts.signed_in": lazy("Signed in"),
    "accounts.signed_out": lazy("Session ended"),
}
registries.events.update(EVENTS)

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
