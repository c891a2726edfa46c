"""What members of delegations are and show, in words that the desk and mail share."""

from ceremony.core.i18n import lazy

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
