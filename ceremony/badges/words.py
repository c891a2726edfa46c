"""What pages and the command line say of badges: what has become of one, what is wrong with it."""

from collections.abc import Mapping

from ceremony.badges.documents.face import Finding, Problem, code_points
from ceremony.core.i18n import lazy

STATES: Mapping[str, object] = {  # in the order of the list's tabs
    "issued": lazy("Not printed yet"),
    "reprint": lazy("In reprint"),
    "printed": lazy("Printed"),
    "with_bearer": lazy("Issued to bearer"),
    "collected": lazy("Collected"),
    "stock": lazy("In stock"),
    "loan": lazy("On loan"),
    "returned": lazy("Returned"),
    "revoked": lazy("Revoked"),
    "lost": lazy("Lost"),
    "stolen": lazy("Stolen"),
    "expired": lazy("Expired"),
    "blank": lazy("Passes not printed yet"),
}
FIELDS: Mapping[str, object] = {
    "badge": lazy("The whole badge"),
    "body": lazy("Delegation"),
    "category": lazy("Category"),
    "dates": lazy("Dates of the ceremony"),
    "day": lazy("Days"),
    "details": lazy("Details"),
    "emergency": lazy("Emergency numbers"),
    "function": lazy("Function"),
    "honorific": lazy("Honorific"),
    "label": lazy("What it is called"),
    "list": lazy("Words of the layout"),
    "logo": lazy("Logo"),
    "mark": lazy("Mark of the batch"),
    "name": lazy("Name"),
    "original_name": lazy("Name in its own script"),
    "photo": lazy("Photograph"),
    "rules": lazy("Rules"),
    "title": lazy("Title of the ceremony"),
    "valid": lazy("Validity"),
    "words": lazy("Words of the layout"),
    "zones": lazy("Zones"),
}
PROBLEMS: Mapping[str, object] = {
    Problem.LONG: lazy("Too long to be read well"),
    Problem.LETTERS: lazy("No font has"),
    Problem.EMPTY: lazy("Empty"),
    Problem.ABSENT: lazy("Missing"),
    Problem.BROKEN: lazy("Cannot be read as a picture"),
    Problem.FAILED: lazy("Cannot be made"),
}


def told(found: Finding) -> str:
    """What is wrong, in one line."""
    letters = ", ".join(code_points(found.characters))
    return f"{FIELDS.get(found.field, found.field)}: {PROBLEMS[found.problem]} {letters}".strip()
