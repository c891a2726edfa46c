"""When a travel document ends too soon: one rule for workbooks, the portal and the desk."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple

from ceremony.core import settings
from ceremony.core.i18n import _, day


class Expiry(StrEnum):
    """What is wrong with the day on which a document expires."""

    OVER = "over"  # nobody travels with it: an error
    TOO_EARLY = "too_early"  # it ends before the ceremony does: a warning


class Days(NamedTuple):
    """What such a day is held against."""

    today: date
    starts_on: date
    ends_on: date

    def wrong(self, expires: date | None) -> Expiry | None:
        """What is wrong, if anything; a day that nobody knows is not wrong."""
        if expires is None or expires >= self.ends_on:
            return None
        is_over = expires < min(self.today, self.starts_on)
        return Expiry.OVER if is_over else Expiry.TOO_EARLY

    def sentence(self, expires: date | None) -> str:
        """The same in words; nothing where nothing is."""
        wrong = self.wrong(expires)
        if expires is None or wrong is None:
            return ""
        if wrong is Expiry.OVER:
            return _("The document expired on %(date)s, before the ceremony.", date=day(expires))
        return _("The document expires on %(date)s, before the ceremony ends.", date=day(expires))

    def short(self, expires: date) -> str:
        """The same for a cell of a table."""
        if self.wrong(expires) is Expiry.OVER:
            return _("expired on %(date)s", date=day(expires))
        return _("expires on %(date)s", date=day(expires))


def here() -> Days:
    """As things stand today, for this ceremony."""
    ours = settings.current()
    return Days(ours.today, ours.starts_on, ours.ends_on)
