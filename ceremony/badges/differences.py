"""What a printed badge says, and what is true now: in words, for whoever makes it anew."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import format_datetime
from sqlalchemy import and_, false, func, or_, select

from ceremony.badges.models import Credential, CredentialKey, Impression
from ceremony.badges.queries import Found, joined
from ceremony.badges.states import KeyState
from ceremony.core import settings
from ceremony.core.audit import RowChange, RowHistory
from ceremony.core.db import db
from ceremony.core.i18n import _, lazy, said
from ceremony.people import queries as people
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation, Body, Participation, Person

# What stands on a badge besides what is signed: table, column, and what people call it.
FACE = {
    ("person", "badge_name"): lazy("Name"),
    ("person", "original_name"): lazy("Name in its own script"),
    ("person", "honorific"): lazy("Honorific"),
    ("person", "photo"): lazy("Photograph"),
    ("participation", "function"): lazy("Function"),
    ("body", "name"): lazy("Delegation"),
    ("accreditation", "label"): lazy("What it is called"),
    ("accreditation", "details"): lazy("Details"),
}


class Difference(NamedTuple):
    """One thing that changed.

    :ivar before: as it is printed; None: nobody knows any more, or it is not shown.
    """

    field: str
    before: str | None
    now: str


def of(ids: Sequence[int]) -> dict[int, list[Difference]]:
    """Of printed badges, by their ids; what still says what is true has none."""
    columns = select(Credential, Accreditation, Person, Participation, Body)
    rows = db.session.execute(joined(columns).where(Credential.id.in_(ids))).all()
    old, words = _before(rows), _Words()
    return {
        row.Credential.id: [*words.signed(row), *words.printed(row, old.get(row.Credential.id, {}))]
        for row in rows
    }


class _Words:
    """Says what changed, with what is read once for all badges."""

    def __init__(self) -> None:
        categories = people.categories()
        self.categories = {x.code: said(x.name) for x in categories}
        self.codes = {x.id: x.code for x in categories}
        self.zone = settings.current().zone
        withdrawn = CredentialKey.state == KeyState.WITHDRAWN
        self.withdrawn = set(db.session.scalars(select(CredentialKey.key_id).where(withdrawn)))

    def signed(self, row: Found) -> Iterator[Difference]:
        badge, right = row.Credential, row.Accreditation
        if (code := self.codes[right.category_id]) != badge.category_code:
            was = self.categories.get(badge.category_code, badge.category_code)
            yield Difference(_("Category"), was, self.categories[code])
        if badge.zones != right.zones:
            yield Difference(_("Zones"), ", ".join(badge.zones), ", ".join(right.zones))
        was, now = (self._period(x) for x in (badge, right))
        if was != now:
            yield Difference(_("Valid"), was, now)
        if badge.key_id in self.withdrawn:
            yield Difference(_("Signature"), None, _("The key that signed it was withdrawn"))

    def printed(self, row: Found, old: dict[tuple[str, str], Any]) -> Iterator[Difference]:
        for (table, column), before in old.items():
            label, now = str(FACE[table, column]), _value(row, table, column)
            if column == "photo":
                if before != now:
                    yield Difference(label, None, _("Another one") if now else _("None any more"))
            elif before != now:
                yield Difference(label, _said(column, before), _said(column, now) or _("nothing"))

    def _period(self, of_: Any) -> str:
        return f"{self._instant(of_.valid_from)} – {self._instant(of_.valid_until)}"

    def _instant(self, moment: datetime) -> str:
        here = moment.astimezone(self.zone)
        return str(format_datetime(here, "d MMM, HH:mm", rebase=False))


def _said(column: str, value: Any) -> str | None:
    if value is None or value == "":
        return None if value is None else _("nothing")
    return Function(value).label if column == "function" else str(value)


def _value(row: Found, table: str, column: str) -> Any:
    subject = getattr(row, table.capitalize())
    return getattr(subject, column)


def _before(rows: Sequence[Found]) -> dict[int, dict[tuple[str, str], Any]]:
    """By badge, what changed on its face since it was printed, and what stood there then."""
    subjects = {x.Credential.id: _subjects(x) for x in rows}
    changes: dict[tuple[str, int], list[Found]] = {}
    for change in db.session.execute(_changes(list(subjects.values()))):
        changes.setdefault((change.subject_type, change.subject_id), []).append(change)
    printed = _printed_at(list(subjects))
    found: dict[int, dict[tuple[str, str], Any]] = {}
    for id_, own in subjects.items():
        old = found.setdefault(id_, {})
        for subject in own:
            for change in changes.get(subject, ()):
                if id_ in printed and change.created_at > printed[id_]:
                    for name in change.fields:
                        if (subject[0], name) in FACE:
                            before = (change.before or {}).get(name)
                            old.setdefault((subject[0], name), before)
    return found


def _subjects(row: Found) -> list[tuple[str, int]]:
    every = (row.Person, row.Participation, row.Body, row.Accreditation)
    return [(x.__tablename__, x.id) for x in every if x is not None]


def _changes(subjects: Sequence[Sequence[tuple[str, int]]]) -> Any:
    ids: dict[str, set[int]] = {}
    for table, id_ in (x for each in subjects for x in each):
        ids.setdefault(table, set()).add(id_)
    which = [
        and_(RowChange.subject_type == table, RowChange.subject_id.in_(some))
        for table, some in ids.items()
    ]
    columns = (RowChange.subject_type, RowChange.subject_id, RowChange.fields)
    rows = select(*columns, RowChange.created_at, RowHistory.before)
    rows = rows.outerjoin(RowHistory, RowHistory.change_id == RowChange.id)
    return rows.where(or_(false(), *which), RowChange.verb == "update").order_by(RowChange.id)


def _printed_at(ids: Sequence[int]) -> dict[int, datetime]:
    """When each badge was printed last."""
    last = select(Impression.credential_id, func.max(Impression.made_at))
    rows = last.where(Impression.credential_id.in_(ids), Impression.made_at.is_not(None))
    found = db.session.execute(rows.group_by(Impression.credential_id))
    return {row[0]: row[1] for row in found if row[1]}
