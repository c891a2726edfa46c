"""From credentials to pages: one PDF of many badges, made in parts of some hundred."""

import gc
import logging
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from io import BytesIO
from multiprocessing import get_context

from flask_babel import force_locale

from ceremony.badges import queries, signing, token
from ceremony.badges.documents.face import BadgeFace, Stock, ZoneMark
from ceremony.badges.documents.pages import Finding, numbers_for, set_fronts
from ceremony.badges.models import Credential
from ceremony.core import files, settings
from ceremony.core.i18n import DEFAULT, _, said
from ceremony.core.typography.booklet import Booklet, Part
from ceremony.people import queries as people
from ceremony.people.models import Category, Person, Zone

CHUNK = 200

log = logging.getLogger(__name__)


class Press:
    """Sets badges as the ceremony is now. Its words are in the ceremony's own language."""

    def __init__(self) -> None:
        self.zones: Sequence[Zone] = people.zones()
        self.categories: dict[str, Category] = {x.code: x for x in people.categories()}
        facts = settings.current()
        with force_locale(DEFAULT):
            self.title, self.dates = facts.short_title, settings.dates_text(facts)
        self.stock = cache(self._stock)
        self.findings: list[Finding] = []

    def part(self, ids: Sequence[int], first: int) -> Part:
        """The badges *ids*, one on a page; what is not set well goes to ``findings``.

        :param first: the number of the part's first object in its file.
        """
        part, findings = set_fronts(self.faces(ids), first)
        self.findings += findings
        return part

    def parts(self, ids: Sequence[int], first: int, processes: int) -> Iterator[Part]:
        """The same for any number of *ids*, ``CHUNK`` by ``CHUNK``, on so many processors.

        No more than two chunks for each processor are in memory.
        """
        step = numbers_for(CHUNK)
        waiting: deque[Future[tuple[Part, list[Finding]]]] = deque()
        # Frozen, what they share stays shared: the collector would write into all of it.
        with ProcessPoolExecutor(processes, get_context("fork"), initializer=gc.freeze) as pool:
            for place, start in enumerate(range(0, len(ids), CHUNK)):
                faces = self.faces(ids[start : start + CHUNK])
                waiting.append(pool.submit(set_fronts, faces, first + place * step))
                if len(waiting) > processes:
                    yield self._noted(waiting.popleft())
            while waiting:
                yield self._noted(waiting.popleft())

    def _noted(self, future: "Future[tuple[Part, list[Finding]]]") -> Part:
        part, findings = future.result()
        self.findings += findings
        return part

    def faces(self, ids: Sequence[int]) -> list[BadgeFace]:
        """What the badges *ids* show; those revoked by now are left out."""
        with force_locale(DEFAULT):
            return [x for x in map(self._face, queries.to_print(ids)) if x]

    def _face(self, row: queries.Found) -> BadgeFace | None:
        """None, and a finding, where something is wrong: one badge does not stop the others."""
        try:
            return self.face(row)
        except Exception:
            log.exception("badge %s cannot be made", row.Credential.serial)
            self.findings.append((row.Credential.serial, "badge"))
            return None

    def face(self, row: queries.Found) -> BadgeFace:
        """What the badge of one row of ``queries.to_print`` shows."""
        credential, person, participation, body = row
        without = participation.is_without_photograph
        return BadgeFace(
            stock=self.stock(credential.category_code),
            honorific=person.honorific,
            name=person.badge_name,
            original_name=person.original_name,
            photo=_photograph(person),
            photo_note=_("No photograph, by protocol") if without else _("No photograph"),
            function=participation.function.label,
            body=body.name,
            zones=self._marks(tuple(credential.zones)),
            serial=credential.serial,
            token=self.code(credential),
        )

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

    def _stock(self, code: str) -> Stock:
        category = self.categories[code]
        return Stock(
            self.title,
            self.dates,
            said(category.name, DEFAULT),
            category.letter,
            category.colour,
            category.band,
            _("Serial"),
        )

    def _marks(self, opened: tuple[str, ...]) -> tuple[ZoneMark, ...]:
        return tuple(
            ZoneMark(zone.code, said(zone.name, DEFAULT), zone.code in opened)
            for zone in self.zones
        )


def _photograph(person: Person) -> bytes | None:
    try:
        return files.read(person.photo) if person.photo else None
    except FileNotFoundError:
        return None


def one(credential_id: int) -> bytes:
    """The PDF of one badge."""
    file = BytesIO()
    with Booklet(file, _("Badge")) as booklet:
        booklet.append(Press().part([credential_id], booklet.checkpoint.next_number))
        return file.getvalue()
