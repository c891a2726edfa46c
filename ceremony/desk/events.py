"""What the events of the audit trail are called, where their own slice does not say it."""

from ceremony.core.i18n import lazy
from ceremony.core.registries import registries
from ceremony.core.web import actor
from ceremony.people.vetting import secrecy

EVENTS = {
    "badges.checked": lazy("Looked at before the badge was handed over"),
    "badges.document_compared": lazy("Travel document compared at the pick-up desk"),
    "badges.document_unknown": lazy("Travel document read at the pick-up desk: of nobody"),
    "badges.followed": lazy("Badge not printed yet: it says what is true now"),
    "badges.given_to_bearer": lazy("Badge issued to bearer"),
    "badges.handed_over": lazy("Badge handed over"),
    "badges.issued": lazy("Badge issued"),
    "badges.key_made": lazy("Signing key made"),
    "badges.key_retired": lazy("Signing key retired: it signs no more"),
    "badges.key_withdrawn": lazy("Signing key withdrawn: what it signed is not genuine"),
    "badges.pins_returned": lazy("Pins given back"),
    "badges.print_confirmed": lazy("Printing of badges confirmed"),
    "badges.print_fetched": lazy("Printed badges fetched"),
    "badges.print_started": lazy("Printing of badges begun"),
    "badges.print_stopped": lazy("Printing of badges stopped"),
    "badges.printed": lazy("Badge printed"),
    "badges.put_back": lazy("Badge not handed over after all"),
    "badges.receipt_item_closed": lazy("No longer out on the receipt"),
    "badges.receipt_made": lazy("Custody receipt made"),
    "badges.reissued": lazy("Badge made anew"),
    "badges.revoked": lazy("Badge revoked"),
    "badges.signed_anew": lazy("Badge signed anew by another key"),
    "badges.taken_back": lazy("Badge given back"),
    "badges.took_over": lazy("The new badge counts instead of the old one"),
    "demo.invited": lazy("Demonstration: invited"),
    "demo.paired": lazy("Demonstration: device paired"),
    "gates.checkpoint_changed": lazy("Checkpoint changed"),
    "gates.checkpoint_removed": lazy("Checkpoint removed"),
    "gates.guard_appointed": lazy("Guard appointed"),
    "gates.guard_changed": lazy("Guard made supervisor, or not any more"),
    "gates.guard_ended": lazy("Guard serves no more"),
    "gates.guard_pin_set": lazy("PIN of a guard set"),
    "gates.incident_closed": lazy("Incident closed"),
    "gates.incident_described": lazy("Incident described"),
    "gates.incident_noticed": lazy("Incident noticed"),
    "gates.incident_reopened": lazy("Incident opened again"),
    "gates.incident_reported": lazy("Incident reported"),
    "gates.searched_by_name": lazy("Somebody looked for by name at a gate"),
    "gates.quota_removed": lazy("Limit of a delegation in a zone removed"),
    "gates.quota_set": lazy("Limit of a delegation in a zone set"),
    "gates.window_changed": lazy("Opening hours of a zone changed"),
    "gates.window_removed": lazy("Opening hours of a zone removed"),
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
