"""What the pages and the trail say of mail."""

from ceremony.core.i18n import lazy
from ceremony.core.registries import registries

registries.events.update(
    {
        "mail.given_up": lazy("Mail given up"),
        "mail.sent_again": lazy("Mail sent again"),
        "mailings.begun": lazy("Mailing begun"),
        "mailings.discarded": lazy("Mailing discarded"),
        "mailings.released": lazy("Mailing sent"),
        "mailings.stopped": lazy("Mailing stopped"),
        "mailings.written": lazy("Mailing written"),
    }
)
