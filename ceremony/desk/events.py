"""What the events of the audit trail are called, where their own slice does not say it."""

from ceremony.core.i18n import lazy
from ceremony.core.registries import registries

EVENTS = {
    "badges.issued": lazy("Badge issued"),
    "badges.key_made": lazy("Signing key made"),
    "badges.print_started": lazy("Printing of badges begun"),
    "badges.print_stopped": lazy("Printing of badges stopped"),
    "badges.revoked": lazy("Badge revoked"),
    "delegations.body_created": lazy("Sending body added"),
    "delegations.created": lazy("Delegation opened"),
    "delegations.discarded": lazy("Workbook discarded"),
    "delegations.examined": lazy("Workbook examined"),
    "delegations.imported": lazy("Workbook imported"),
    "delegations.uploaded": lazy("Workbook uploaded"),
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
    """Every event that has words, with them, in the order of its slice."""
    return [(event, say(event)) for event in sorted(registries.events)]
