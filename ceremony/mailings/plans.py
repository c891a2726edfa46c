"""To whom a mailing goes, and who is left out and why: the same for its page and its job."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from ceremony.core.i18n import _
from ceremony.core.mail import is_address
from ceremony.mailings import letters
from ceremony.mailings.audiences import Recipient, audience
from ceremony.mailings.models import Mailing


@dataclass
class Plan:
    """*left_out* are those whom nothing is sent, by the reason; *shared* get it at one address."""

    wording: letters.Wording
    to: list[Recipient] = field(default_factory=list)
    left_out: dict[str, list[Recipient]] = field(default_factory=dict)
    shared: int = 0

    @property
    def ids(self) -> list[int]:
        return [x.id for x in self.to]

    @property
    def languages(self) -> Counter[str]:
        """How many read it in each language."""
        return Counter(self.wording.language(x) for x in self.to)

    @property
    def others(self) -> int:
        """How many have another language than the one in which they read it."""
        return sum(x.language not in {"", self.wording.language(x)} for x in self.to)


def plan(mailing: Mailing) -> Plan:
    """Look at everybody who was chosen."""
    wording = letters.Wording(mailing)
    made, seen, places = Plan(wording), set(), wording.places
    for recipient in audience(mailing.audience).recipients(mailing.chosen_ids):
        if why := _reason(recipient, places):
            made.left_out.setdefault(why, []).append(recipient)
            continue
        differs = (getattr(recipient, x) for x in places)
        mail = (recipient.address.casefold(), wording.language(recipient), *differs)
        if mail in seen:  # it would be the same to the letter
            made.shared += 1
            continue
        seen.add(mail)
        made.to.append(recipient)
    return made


def _reason(recipient: Recipient, places: Sequence[str]) -> str:
    if not recipient.address:
        return _("No address")
    if not is_address(recipient.address):
        return _("The address cannot be right")
    if "deadline" in places and recipient.deadline is None:
        return _("No deadline, which the text names")
    if "delegation" in places and not recipient.delegation:
        return _("No delegation, which the text names")
    return ""
