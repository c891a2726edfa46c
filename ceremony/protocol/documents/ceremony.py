"""What every paper says of the ceremony, in the ceremony's own language."""

from contextlib import AbstractContextManager
from dataclasses import dataclass

from flask_babel import force_locale, format_date

from ceremony.core import settings
from ceremony.core.i18n import DEFAULT, _


@dataclass(frozen=True)
class Facts:
    """:ivar day: of the paper, in words.
    :ivar foot: the ceremony and the instant of which everything on the paper is true.
    """

    subtitle: str
    title: str
    place: str
    dates: str
    day: str
    as_of: str
    foot: str


def facts() -> Facts:
    """Read now; call it inside of :func:`in_its_language`."""
    here = settings.current()
    instant = here.local_now
    as_of = _("%(instant)s, %(city)s time", instant=f"{instant:%Y-%m-%d %H:%M}", city=here.city)
    return Facts(
        subtitle=here.subtitle,
        title=here.title,
        place=_("%(place)s, %(city)s", place=here.place, city=here.city),
        dates=settings.dates_text(here),
        day=str(format_date(instant.date(), "d MMMM y")),
        as_of=as_of,
        foot=_("%(ceremony)s. As of %(as_of)s.", ceremony=here.short_title, as_of=as_of),
    )


def in_its_language() -> AbstractContextManager[None]:
    """Papers are official: they read the same whoever makes them."""
    language: AbstractContextManager[None] = force_locale(DEFAULT)
    return language
