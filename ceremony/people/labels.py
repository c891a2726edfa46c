"""What members of delegations are and show, in words that the desk and mail share."""

from collections.abc import Mapping

from ceremony.core.i18n import _, lazy, said

FUNCTIONS = {
    "head": lazy("Head of delegation"),
    "deputy_head": lazy("Deputy head of delegation"),
    "delegate": lazy("Delegate"),
    "adviser": lazy("Adviser"),
    "interpreter": lazy("Interpreter"),
    "security_officer": lazy("Security officer"),
    "protocol": lazy("Protocol"),
    "medical": lazy("Medical"),
    "media": lazy("Official photographer or media"),
    "spouse": lazy("Spouse"),
    "driver": lazy("Driver"),
    "journalist": lazy("Journalist"),
    "staff": lazy("Staff"),
}
DOCUMENT_TYPES = {
    "passport": lazy("Passport"),
    "diplomatic_passport": lazy("Diplomatic passport"),
    "service_passport": lazy("Service passport"),
    "laissez_passer": lazy("United Nations laissez-passer"),
    "identity_card": lazy("Identity card"),
    "travel_document": lazy("Travel document for refugees or stateless persons"),
}
NUMBERED = {"floater", "pool"}  # kinds of passes that a body tells apart by number alone


def pass_name(holder: str, kind: str, category: Mapping[str, str]) -> str:
    """What lists call whom or what a pass is for: a person, a plate, or ``Floater 1``.

    :param holder: name, plate or number.
    :param kind: of passes of the category.
    :param category: its name, by language.
    """
    if kind not in NUMBERED:
        return holder
    return _("%(category)s %(number)s", category=said(category), number=holder)
