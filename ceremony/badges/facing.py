"""What each badge shows, as the ceremony and its holders are now."""

import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from functools import cache, cached_property
from typing import Any

from flask_babel import force_locale, format_date, format_datetime

from ceremony.badges import queries, signing, token
from ceremony.badges.documents.face import (
    BadgeFace,
    Finding,
    Look,
    Problem,
    Stock,
    ZoneMark,
    rows_of,
    serial_text,
)
from ceremony.badges.models import Credential
from ceremony.core import files, settings
from ceremony.core.i18n import DEFAULT, _, said
from ceremony.core.typography.families import han_for
from ceremony.people import queries as people
from ceremony.people.models import Accreditation, Category, Participation, Person, Zone

log = logging.getLogger(__name__)


class Faces:
    """Reads badges. Their words are in the ceremony's own language."""

    def __init__(self) -> None:
        anew = {"populate_existing": True}  # who waited for a lock may have read them before
        self.zones: Sequence[Zone] = people.zones(**anew)
        self.categories: dict[str, Category] = {x.code: x for x in people.categories(**anew)}
        self.facts = settings.current()
        self.place = self.facts.zone
        with force_locale(DEFAULT):
            self.dates = settings.dates_text(self.facts)
        self.stock, self.marks = cache(self._stock), cache(self._marks)
        self.valid, self.day = cache(self._valid), cache(self._day)
        self.findings: list[Finding] = []

    @cached_property
    def pictures(self) -> tuple[tuple[str, bytes], ...]:
        return _pictures(self.facts.logo)

    def read(self, ids: Sequence[int], printed: str) -> dict[int, BadgeFace]:
        """What the badges *ids* show, by these ids; those that count no more are left out.

        What cannot be made is left out too and goes to ``findings``: one does not stop the others.

        :param printed: batch and layout, as they stand on the badge behind its serial.
        """
        found: dict[int, BadgeFace] = {}
        with force_locale(DEFAULT):
            for row in queries.to_print(ids):
                try:
                    found[row.Credential.id] = self.face(row, printed)
                except Exception:
                    log.exception("badge %s cannot be made", row.Credential.serial)
                    wrong = Finding(row.Credential.serial, "badge", Problem.FAILED)
                    self.findings.append(wrong)
        return found

    def face(self, row: queries.Found, printed: str) -> BadgeFace:
        """What the badge of one row of ``queries.to_print`` shows."""
        credential, right, person, participation, body = row
        holder = self._of_person(right, person, participation) if person else _of_body(right)
        return BadgeFace(
            stock=self.stock(credential.category_code),
            body=body.name,
            zones=self.marks(tuple(credential.zones)),
            valid=self.valid(credential.valid_from, credential.valid_until),
            serial=credential.serial,
            mark=f"{serial_text(credential.serial)} · {printed}",
            token=self.code(credential),
            **holder,
        )

    def _of_person(
        self, right: Accreditation, person: Person, participation: Participation
    ) -> dict[str, Any]:
        without = participation.is_without_photograph
        is_own = right.validity_reason is not None
        return {
            "honorific": person.honorific,
            "name": person.badge_name,
            "original_name": person.original_name,
            "function": participation.function.label,
            "day": self.day(right.valid_from, right.valid_until) if is_own else "",
            "photo": _photograph(person),
            "photo_note": _("No photograph, by protocol") if without else _("No photograph"),
            "needs_photo": not without,
            "han": han_for(person.nationality_code),
        }

    def code(self, credential: Credential) -> str:
        """What the QR code of *credential* holds: always the same for the same credential."""
        claims = token.Claims(
            serial=credential.serial,
            category=self.categories[credential.category_code].position,
            zones=frozenset(x.position for x in self.zones if x.code in credential.zones),
            valid_from=credential.valid_from,
            valid_until=credential.valid_until,
        )
        return token.write(claims, signing.private_key(credential.key_id))

    def look(self, code: str) -> Look:
        """Of the category *code*, without what is the same on all badges."""
        category = self.categories[code]
        word = said(category.name, DEFAULT)
        return Look(word, category.letter, category.colour, category.band)

    def _stock(self, code: str) -> Stock:
        return Stock(
            title=self.facts.short_title,
            dates=self.dates,
            **self.look(code)._asdict(),
            rules=rows_of(said(self.facts.badge_rules, DEFAULT)),
            emergency=rows_of(said(self.facts.emergency_numbers, DEFAULT)),
            pictures=self.pictures,
        )

    def _marks(self, opened: tuple[str, ...]) -> tuple[ZoneMark, ...]:
        return tuple(
            ZoneMark(
                zone.code,
                said(zone.name, DEFAULT),
                zone.code in opened,
                _access(zone, opened),
                zone.pictogram or "",
                zone.escort_required and zone.code in opened,
            )
            for zone in self.zones
        )

    def _valid(self, start: datetime, end: datetime) -> str:
        return _("Valid %(start)s, to %(end)s.", start=self._instant(start), end=self._instant(end))

    def _instant(self, moment: datetime) -> str:
        here = moment.astimezone(self.place)
        return str(format_datetime(here, "d MMMM y, HH:mm", rebase=False))

    def _day(self, start: datetime, end: datetime) -> str:
        first, last = (x.astimezone(self.place).date() for x in (start, end))
        words = [str(format_date(x, "d MMMM")) for x in (first, last)]
        if first == last:
            return _("%(day)s only", day=words[0])
        return _("%(first)s to %(last)s", first=words[0], last=words[1])


def _of_body(right: Accreditation) -> dict[str, Any]:
    return {"label": right.label, "details": right.details}


def _access(zone: Zone, opened: tuple[str, ...]) -> str:
    if zone.code not in opened:
        return _("no entry")
    return _("with an escort") if zone.escort_required else _("may enter")


def _photograph(person: Person) -> bytes | None:
    try:
        return files.read(person.photo) if person.photo else None
    except FileNotFoundError:
        return None


def _pictures(logo: str | None) -> tuple[tuple[str, bytes], ...]:
    with suppress(FileNotFoundError):
        return (("logo", files.read(logo)),) if logo else ()
    return ()
