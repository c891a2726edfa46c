"""What the pages and the trail say of mail."""

from ceremony.core.i18n import lazy
from ceremony.core.registries import registries

# What the texts are about that mailings.phrases has prepared.
PREPARED = {
    "time_changed": lazy("Something takes place at another time"),
    "documents_missing": lazy("Documents are missing"),
    "deadline": lazy("The deadline comes near"),
}

registries.events.update(
    {
        "mail.given_up": lazy("Mail given up"),
        "mail.link_shown": lazy("Personal link of a mail shown"),
        "mail.sent_again": lazy("Mail sent again"),
        "mailings.begun": lazy("Mailing begun"),
        "mailings.discarded": lazy("Mailing discarded"),
        "mailings.released": lazy("Mailing sent"),
        "mailings.stopped": lazy("Mailing stopped"),
        "mailings.written": lazy("Mailing written"),
    }
)
