"""What a printed badge says, and what is true now: in words, for whoever makes it anew."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import islice
from typing import Any, NamedTuple

from flask_babel import format_datetime
from sqlalchemy import and_, false, func, or_, select

from ceremony.badges.models import Credential, CredentialKey, Impression
from ceremony.badges.queries import Found, joined
from ceremony.badges.states import KeyState
from ceremony.core import settings
from ceremony.core.audit import RowChange, RowHistory
from ceremony.core.db import db
from ceremony.core.i18n import DEFAULT, _, lazy, said
from ceremony.people import queries as people
from ceremony.people.kinds import Band, Function
from ceremony.people.models import (
    Accreditation,
    Body,
    Category,
    Participation,
    Person,
    Zone,
)
from ceremony.people.pictograms import Pictogram

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
    ("category", "name"): lazy("Category"),
    ("category", "letter"): lazy("Letter"),
    ("category", "colour"): lazy("Colour of the band"),
    ("category", "band"): lazy("Band"),
    ("zone", "name"): lazy("Name of zone %(code)s"),
    ("zone", "pictogram"): lazy("Pictogram of zone %(code)s"),
    ("zone", "escort_required"): lazy("Zone %(code)s only with an escort"),
}
# Of what a layout may leave out, the letter with which the digest of a badge says that it is shown.
SHOWN = {
    ("category", "name"): "w",
    ("category", "letter"): "l",
    ("category", "colour"): "c",
    ("category", "band"): "b",
    ("zone", "name"): "n",
    ("zone", "pictogram"): "s",
    ("zone", "escort_required"): "e",
}
KINDS: dict[str, type[StrEnum]] = {"function": Function, "band": Band, "pictogram": Pictogram}
Subject = tuple[str, int]  # table and id


class Difference(NamedTuple):
    """One thing that changed.

    :ivar before: as it is printed; None: nobody knows any more, or it is not shown.
    """

    field: str
    before: str | None
    now: str


def of(ids: Sequence[int]) -> dict[int, list[Difference]]:
    """Of printed badges, by their ids; what still says what is true has none."""
    columns = select(Credential, Accreditation, Person, Participation, Body, Category)
    rows = db.session.execute(joined(columns).where(Credential.id.in_(ids))).all()
    words = _Words()
    old = _before(rows, words.zones)
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
        self.zones = {x.id: x for x in people.zones()}
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

    def printed(self, row: Found, old: dict[tuple[Subject, str], Any]) -> Iterator[Difference]:
        for ((table, id_), column), before in old.items():
            subject = self.zones[id_] if table == "zone" else getattr(row, table.capitalize())
            label, now = str(FACE[table, column]), getattr(subject, column)
            label = label % {"code": subject.code} if table == "zone" else label
            if column == "photo":
                if before != now:
                    yield Difference(label, None, _("Another one") if now else _("None any more"))
            elif (was := _said(column, before)) != (is_ := _said(column, now)):
                yield Difference(label, was, is_ or _("nothing"))

    def _period(self, of_: Any) -> str:
        return f"{self._instant(of_.valid_from)} – {self._instant(of_.valid_until)}"

    def _instant(self, moment: datetime) -> str:
        here = moment.astimezone(self.zone)
        return str(format_datetime(here, "d MMM y, HH:mm", rebase=False))


def _said(column: str, value: Any) -> str | None:
    if value == "" or (value is None and column == "pictogram"):
        return _("nothing")
    if value is None:
        return None
    if isinstance(value, dict):
        return str(said(value, DEFAULT))
    if column == "escort_required":
        return _("yes") if value else _("no")
    kind = KINDS.get(column, str)
    return str(getattr(kind(value), "label", value))


def _before(
    rows: Sequence[Found], zones: Mapping[int, Zone]
) -> dict[int, dict[tuple[Subject, str], Any]]:
    """By badge, what changed on its face since it was printed, and what stood there then."""
    stands = {x.Credential.id: _stands(x, zones.values()) for x in rows}
    changes: dict[Subject, list[Found]] = {}
    for change in db.session.execute(_changes(list(stands.values()))):
        changes.setdefault((change.subject_type, change.subject_id), []).append(change)
    printed = _printed_at(list(stands))
    found: dict[int, dict[tuple[Subject, str], Any]] = {}
    for id_, own in stands.items():
        old = found.setdefault(id_, {})
        for subject, columns in own.items():
            for change in changes.get(subject, ()):
                if id_ in printed and change.created_at > printed[id_]:
                    for name in (x for x in change.fields if x in columns):
                        old.setdefault((subject, name), (change.before or {}).get(name))
    return found


def _stands(row: Found, zones: Iterable[Zone]) -> dict[Subject, set[str]]:
    """Which columns of whom stand on a badge; of zones those that there were when it was drawn."""
    badge = row.Credential
    facts = (badge.face or "").rpartition(":")[0]
    letters = facts.rstrip("0123456789")
    marks = list(islice(zones, int(facts[len(letters) :] or 0)))
    every = (row.Person, row.Participation, row.Body, row.Accreditation, row.Category, *marks)
    stands: dict[Subject, set[str]] = {}
    for x in filter(None, every):
        shown = (key for key in FACE if SHOWN.get(key, "") in letters)
        stands[x.__tablename__, x.id] = {name for table, name in shown if table == x.__tablename__}
    for zone in marks:
        if zone.code not in badge.zones:
            stands["zone", zone.id].discard("escort_required")  # it is struck out
    return stands


def _changes(subjects: Sequence[Iterable[Subject]]) -> Any:
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
