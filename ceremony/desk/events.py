"""What the events of the audit trail are called, where their own slice does not say it."""

from ceremony.core.i18n import lazy
from ceremony.core.registries import registries
from ceremony.core.web import actor
from ceremony.people.vetting import secrecy

EVENTS = {
    "badges.issued": lazy("Badge issued"),
    "badges.key_made": lazy("Signing key made"),
    "badges.print_started": lazy("Printing of badges begun"),
    "badges.print_stopped": lazy("Printing of badges stopped"),
    "badges.revoked": lazy("Badge revoked"),
    "demo.invited": lazy("Demonstration: invited"),
    "demo.paired": lazy("Demonstration: device paired"),
    "gates.checkpoint_changed": lazy("Checkpoint changed"),
    "gates.checkpoint_removed": lazy("Checkpoint removed"),
    "run.begun": lazy("Run begun"),
    "run.ended": lazy("Run ended"),
    "settings.changed": lazy("Settings changed"),
}
for _event, _words in EVENTS.items():
    registries.events.setdefault(_event, _words)


def say(event: str) -> str:
    """*event* in words; one that nobody has named reads as it is written."""
    known = registries.events.get(event)
    return str(known) if known else event.partition(".")[2].replace("_", " ").capitalize()


def known() -> list[tuple[str, str]]:
    """Every event that has words and that the reader may know, in the order of its slice."""
    told = (x for x in sorted(registries.events) if secrecy.may_read(actor(), x))
    return [(event, say(event)) for event in told]
