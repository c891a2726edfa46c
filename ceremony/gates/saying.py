"""What the pages of the desk say of scans, incidents and what was done at the gates."""

from ceremony.core.i18n import _, lazy
from ceremony.core.registries import registries
from ceremony.gates import words
from ceremony.gates.models import REPORTED, IncidentKind, Scan
from ceremony.gates.queries import Asked
from ceremony.gates.verdict import Code, Direction

__all__ = [
    "EVENTS",
    "MEANINGS",
    "REASONS",
    "REPORTED",
    "asked",
    "deed",
    "direction",
    "of_scan",
    "reason",
]

REASONS = {
    "foreign": lazy("No badge of this ceremony"),
    "truncated": lazy("The code is damaged or cut off"),
    "forged": lazy("The signature is wrong"),
    "unknown_key": lazy("Signed with a key that is not ours"),
    "unsupported_version": lazy("Made for another version of the gate"),
    "not_listed": lazy("Not on the list"),
    "newer_pass": lazy("Newer than the list, and no personal badge"),
    "lost": lazy("Lost"),
    "stolen": lazy("Stolen"),
    "withdrawn": lazy("Withdrawn"),
    "replaced": lazy("Replaced by a newer badge"),
    "returned": lazy("Given back"),
    "clock": lazy("The clock of the device was wrong"),
    "starts_later": lazy("The badge counts later"),
    "ended": lazy("The badge counted until before"),
    "other_zones": lazy("It opens other zones"),
    "no_zones": lazy("It opens no zone"),
    "window_later": lazy("Before the zone opened for it"),
    "window_over": lazy("After the zone closed for it"),
    "guide": lazy("Nobody went with them"),
    "partner": lazy("Without the badge of its holder"),
    "person": lazy("Was inside already"),
    "transferable": lazy("Somebody is inside with it"),
    "maybe_inside": lazy("By an old list somebody is inside with it"),
    "full": lazy("The zone was full"),
    "full_offline": lazy("The zone was full when the device knew last"),
    "share": lazy("The gate had let in its share"),
    "quota": lazy("As many of the delegation were inside as may be"),
    "quota_offline": lazy("The same, when the device knew last"),
    "compare": lazy("Newer than the list: passport compared"),
}
MEANINGS = {
    IncidentKind.ADMITTED_TWICE: lazy(
        "One badge was let in twice without going out, at devices that did not know of each other."
        " Find both holders, compare the photograph, revoke the badge if there are two."
    ),
    IncidentKind.TOO_SOON: lazy(
        "The badge was let in at two places sooner than anybody walks there: it may be a copy."
    ),
    IncidentKind.OLD_BADGE: lazy("A badge that was reported lost or stolen was shown at a gate."),
    IncidentKind.NOT_GENUINE: lazy("A code was shown whose signature is not ours."),
    IncidentKind.WATCHED: lazy("Seen by supervisors alone, here and nowhere else."),
    IncidentKind.DEVICE_LOST: lazy(
        "What the device had not sent is not known: the counts of its gate are estimated."
    ),
}
EVENTS = {
    "gates.incident_changed": lazy("Incident: what was done was written"),
    "gates.incident_told": lazy("Incident told at the desk"),
    "gates.muster_exported": lazy("Muster list taken away"),
    "gates.pack_made": lazy("Lists on paper taken away"),
    "gates.scans_exported": lazy("List of scans taken away"),
    "gates.whereabouts_read": lazy("Looked at where a badge was seen"),
}
for _event, _words in EVENTS.items():
    registries.events.setdefault(_event, _words)


def reason(code: Code, given: str) -> str:
    """Why, in some words; nothing where the verdict itself says all."""
    is_plain = code in {Code.ADMIT, Code.CALL_SUPERVISOR} or given not in REASONS
    return "" if is_plain else str(REASONS[given])


def of_scan(scan: Scan) -> str:
    return reason(scan.verdict, scan.reason)


def direction(way: Direction) -> str:
    return _("In") if way is Direction.IN else _("Out")


def deed(event: str) -> str:
    """What was done about an incident."""
    return str(registries.events.get(event, event))


def asked(which: Asked) -> str:
    """Which scans a file holds, in words."""
    parts = [
        words.short(which.verdict) if which.verdict else "",
        which.method.label if which.method else "",
        {True: _("Offline"), False: _("Online"), None: ""}[which.offline],
        {True: _("Overridden"), False: _("Not overridden"), None: ""}[which.override],
    ]
    return ", ".join(x for x in parts if x) or _("All scans")
