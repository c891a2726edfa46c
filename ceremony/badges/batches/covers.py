"""The cover sheets of a batch: what it printed of each body."""

from collections.abc import Sequence

from flask_babel import force_locale

from ceremony.badges.batches.queries import Entry
from ceremony.badges.documents.cover import Cover, Line, set_cover
from ceremony.core import settings
from ceremony.core.i18n import DEFAULT, _, said
from ceremony.core.typography.booklet import Part
from ceremony.people.labels import pass_name


class Covers:
    """Papers are official: they read the same whoever makes them.

    :param batch_id: None: what is printed is not noted anywhere.
    """

    def __init__(self, batch_id: int | None) -> None:
        self.batch_id = batch_id
        here = settings.current()
        with force_locale(DEFAULT):
            instant = f"{here.local_now:%Y-%m-%d %H:%M}"
            as_of = _("%(instant)s, %(city)s time", instant=instant, city=here.city)
            self.title = _("Cover sheets")
            self.over = _("%(subtitle)s: %(title)s", subtitle=here.subtitle, title=here.title)
            place = _("%(place)s, %(city)s", place=here.place, city=here.city)
            self.where = f"{place}, {settings.dates_text(here)}"
            name = here.short_title
            self.foot = _("%(ceremony)s. As of %(as_of)s.", ceremony=name, as_of=as_of)

    def part(self, body: str, entries: Sequence[Entry], first: int) -> Part:
        """The sheet of a *body* and what was printed of it, for a file."""
        with force_locale(DEFAULT):
            lines = [
                Line(x.serial, pass_name(x.holder, x.kind, x.category), said(x.category))
                for x in entries
            ]
            told = (self.over, body, self.batch_id, self.where, self.foot)
            return set_cover(Cover(*told, lines), first)
