"""What was agreed with a delegation, and changed, in words: from what to what."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from ceremony.accounts.models import User
from ceremony.core import mail, settings
from ceremony.core.db import db
from ceremony.core.i18n import _, day, said
from ceremony.delegations.words import FIELDS
from ceremony.people import queries as people
from ceremony.people import words as people_words

Row = Mapping[str, Any]
PLACES = "places-"  # of one category: the quota says each for itself
NAMED = ("deadline", "quota", "note_number", "note_on", "language", "liaison_id", "notes")


def words(rows: Sequence[Row]) -> Callable[[Iterable[str], Row | None, Row | None], str]:
    """Says the changed fields of a row, with what stood there before and after.

    :param rows: all that will be asked about, as the history keeps them: officers are looked up
        at once.
    """
    ids = {x["liaison_id"] for x in rows if x.get("liaison_id")}
    officers = db.session.execute(select(User.id, User.name).where(User.id.in_(ids))).all()
    liaison = dict(officers) if ids else {}
    categories = {f"{PLACES}{x.code}": said(x.name) for x in people.categories()}
    places = {x: _("places as %(category)s", category=y) for x, y in categories.items()}
    names: dict[str, object] = {x: FIELDS[x] for x in NAMED} | places

    def value(name: str, raw: Any) -> str | None:
        if name.startswith(PLACES):
            return _("no limit") if raw is None else str(raw)
        if name == "notes":
            return None
        return (_said(name, raw, liaison) if raw else "") or _("none")

    def say(fields: Iterable[str], before: Row | None, after: Row | None) -> str:
        if not before or not after:
            return people_words.changed(fields, None, None, names, value)
        was, now = _spread(before), _spread(after)
        moved = (x for x in places if was.get(x) != now.get(x))
        told = [*(x for x in fields if x != "quota"), *moved]
        return people_words.changed(told, was, now, names, value)

    return say


def _spread(row: Row) -> Row:
    """*row* with each category of its quota as a field of its own."""
    return {**row, **{f"{PLACES}{code}": x for code, x in (row.get("quota") or {}).items()}}


def _said(name: str, raw: Any, liaison: Mapping[int, str]) -> str:
    if name == "deadline":
        here = datetime.fromisoformat(raw).replace(tzinfo=UTC).astimezone(settings.current().zone)
        return f"{day(here)} {here:%H:%M}"
    if name == "note_on":
        return day(date.fromisoformat(raw))
    if name == "language":
        return mail.language_name(raw)
    return liaison.get(raw, "") if name == "liaison_id" else str(raw)
