"""What mail says of instants: they are the ceremony's, and say so."""

from datetime import datetime

from babel.dates import get_datetime_format
from flask_babel import get_locale

from ceremony.core import settings
from ceremony.core.i18n import _, day


def instant(at: datetime) -> str:
    """*at* in the ceremony's zone: ``20 October 2025, 18:00``."""
    local = at.astimezone(settings.current().zone)
    both = str(get_datetime_format("medium", locale=get_locale()))
    return both.replace("{0}", f"{local:%H:%M}").replace("{1}", day(local))


def here(at: datetime) -> str:
    """The same, and whose time it is: ``20 October 2025, 18:00, Hanoi time``."""
    return in_city(instant(at))


def in_city(said: str) -> str:
    """Add whose time *said* is."""
    return _("%(instant)s, %(city)s time", instant=said, city=settings.current().city)
