"""From credentials to pages: badges of one layout after the other, in parts of some hundred."""

import gc
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from functools import cache
from io import BytesIO
from typing import Any, NamedTuple, TypeVar

from flask_babel import force_locale

from ceremony.badges import operations, queries
from ceremony.badges.digests import Digests
from ceremony.badges.documents import shared
from ceremony.badges.documents.face import BadgeFace, Finding, code_points, serial_text
from ceremony.badges.documents.layout import Layout
from ceremony.badges.documents.pages import check, numbers_for, set_badges
from ceremony.badges.facing import Faces
from ceremony.badges.layouts import queries as layouts
from ceremony.badges.models import Credential
from ceremony.badges.operations import reasons
from ceremony.badges.queries import Filter
from ceremony.badges.states import ON_PAPER, OUTSIDE
from ceremony.badges.words import told
from ceremony.core.db import reading
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import DEFAULT, _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.core.typography.booklet import Booklet, Part

OF_ALL = 0  # in place of a serial
CHUNK = 200  # 2, 4 or 8 on a sheet fill theirs

T = TypeVar("T")


class Sheet(NamedTuple):
    """A layout as it is printed.

    :ivar backs: whether the other sides are printed too.
    """

    code: str
    version: int
    layout: Layout
    backs: bool


class Made(NamedTuple):
    """Badges that were drawn.

    :ivar faces: digests of what stands on them by the ids of the credentials.
    """

    part: Part
    faces: dict[int, str]
    findings: list[Finding]


class Single(NamedTuple):
    """One badge, drawn to be printed on the spot.

    :ivar made: without the badge if it may not be printed.
    :ivar findings: what is wrong with it.
    """

    pdf: bytes
    made: Made
    sheet: Sheet
    findings: list[Finding]


class Unprintable(DomainError):
    """A badge that would have letters that no font has, or nothing that matters."""


class Doubtful(DomainError):
    """Something is wrong with a badge that can be printed: somebody must want it all the same."""


class Press:
    """Sets badges as the ceremony is now.

    :param batch_id: is printed on them; None: they are made on the spot.
    """

    def __init__(self, batch_id: int | None = None, *, backs: bool = False) -> None:
        self.batch_id, self.backs = batch_id, backs
        self.faces = Faces()
        self.sheet = cache(self._sheet)
        self.made_of = Digests(self.faces)

    def _sheet(self, code: str) -> Sheet:
        row = layouts.layout(code)
        return Sheet(code, row.version, layouts.drawn(row), self.backs)

    def read(self, ids: Sequence[int], sheet: Sheet) -> dict[int, BadgeFace]:
        """What the badges *ids* show by these ids, of those that count."""
        return self.faces.read(ids, self._printed(sheet))

    def _printed(self, sheet: Sheet) -> str:
        known = {"layout": sheet.code, "version": sheet.version}
        with force_locale(DEFAULT):
            if self.batch_id is None:
                return _("%(layout)s v%(version)d", **known)
            return _("batch %(number)d · %(layout)s v%(version)d", number=self.batch_id, **known)

    def digests(self, ids: Sequence[int], sheet: Sheet) -> dict[int, str]:
        """Of what the badges *ids* show on *sheet*, by these ids."""
        shown = shared.shown(sheet.layout, len(self.faces.zones), backs=sheet.backs)
        return self.made_of.of(ids, shown)

    def made(self, ids: Sequence[int], sheet: Sheet, first: int) -> Made:
        """Draw the badges *ids*, but none that may not be printed.

        :param first: the number of the part's first object in its file.
        """
        digests, faces = self.digests(ids, sheet), self.read(ids, sheet)
        return _made(faces, {x: digests[x] for x in faces}, sheet, first)

    def all_made(
        self, ids: Sequence[int], sheet: Sheet, first: int, processes: int
    ) -> Iterator[Made]:
        """The same for any number of *ids*, ``CHUNK`` by ``CHUNK``, on so many processors.

        Each is read by itself, so that it can be marked before the next one is. No more than two
        chunks for each processor are in memory.
        """
        step = numbers_for(CHUNK)

        def tasks() -> Iterator[tuple[Any, ...]]:
            for place, some in enumerate(_chunks(ids)):
                with reading():
                    digests, faces = self.digests(some, sheet), self.read(some, sheet)
                yield faces, {x: digests[x] for x in faces}, sheet, first + place * step

        return _side_by_side(_made, tasks(), processes)

    def check(self, ids: Sequence[int], sheet: Sheet) -> list[Finding]:
        """What would be wrong with the badges *ids*; nothing is drawn.

        What all badges share is said once, of no serial: it is the layout that is to be mended.
        """
        before = len(self.faces.findings)
        found = _checked(list(self.read(ids, sheet).values()), sheet)
        return self.faces.findings[before:] + found

    def all_checked(
        self, ids: Sequence[int], sheet: Sheet, processes: int
    ) -> Iterator[list[Finding]]:
        """The same for any number of *ids*, ``CHUNK`` by ``CHUNK``, on so many processors."""
        before = len(self.faces.findings)
        tasks = ((list(self.read(some, sheet).values()), sheet) for some in _chunks(ids))
        yield from _side_by_side(_checked, tasks, processes)
        yield self.faces.findings[before:]

    def code(self, credential: Credential) -> str:
        """What the QR code of *credential* holds."""
        return self.faces.code(credential)


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))


def _checked(faces: list[BadgeFace], sheet: Sheet) -> list[Finding]:
    found = check(faces, sheet.layout, backs=sheet.backs)
    alike = [x._replace(serial=OF_ALL) if x.field in operations.ALIKE else x for x in found]
    return list(dict.fromkeys(alike))


def _made(faces: dict[int, BadgeFace], digests: dict[int, str], sheet: Sheet, first: int) -> Made:
    part, findings = set_badges(list(faces.values()), sheet.layout, first, backs=sheet.backs)
    if never := operations.unprintable(findings):  # changed since it was checked
        faces = {id_: x for id_, x in faces.items() if x.serial not in never}
        part, _rest = set_badges(list(faces.values()), sheet.layout, first, backs=sheet.backs)
    return Made(part, {x: digests[x] for x in faces}, findings)


def _side_by_side(
    work: Callable[..., T], tasks: Iterator[tuple[Any, ...]], processes: int
) -> Iterator[T]:
    from concurrent.futures import ProcessPoolExecutor  # only a command draws side by side
    from multiprocessing import get_context

    waiting: deque[Future[T]] = deque()
    # Frozen, what they share stays shared: the collector would write into all of it.
    with ProcessPoolExecutor(processes, get_context("fork"), initializer=gc.freeze) as pool:
        for task in tasks:
            waiting.append(pool.submit(work, *task))
            if len(waiting) > processes:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def single(credential: Credential) -> Single:
    """Draw one badge, with its back, on the usual layout of its kind; nothing is noted yet."""
    press = Press(backs=True)
    sheet = press.sheet(layouts.for_kind(credential.accreditation.category.pass_kind).code)
    file = BytesIO()
    with Booklet(file, _("Badge %(serial)s", serial=serial_text(credential.serial))) as booklet:
        made = press.made([credential.id], sheet, booklet.checkpoint.next_number)
        if made.faces:
            booklet.append(made.part)
        return Single(file.getvalue(), made, sheet, press.faces.findings + made.findings)


def on_the_spot(
    actor: Actor,
    credential: Credential,
    drawn: Single,
    reason: str = "",
    *,
    as_it_is: bool = False,
) -> bytes:
    """The PDF of one badge, which counts as printed from now on: for the pick-up desk.

    Draw before the transaction: ``web.perform(on_the_spot, credential=…, drawn=single(…))``,
    and send what it returns. A batch that has claimed the badge and not begun to draw leaves
    it out.

    :param credential: as ``queries.credential`` gives it.
    :param reason: why again; needed if it was printed before.
    :param as_it_is: whether to print it though something is wrong with it.
    :raises ReasonNeeded: it was printed before, and nobody said why again.
    :raises Unprintable: it is revoked, must be made anew, or letters or the name are missing.
    :raises Doubtful: something is wrong that nobody has accepted.
    :raises NothingToPrint: a batch draws it at this moment.
    """
    require(actor, Permission.BADGES_HAND_OVER)
    _demand_printable(credential, drawn)
    reason = reasons.tidy(reason)
    if credential.state in ON_PAPER:
        reason = demand_reason(reason, _("Say why this badge is printed again."))
    wrong = [told(x) for x in drawn.findings if x.field not in operations.ALIKE]
    if wrong and not as_it_is:
        raise Doubtful("; ".join(wrong), field="as_it_is")
    operations.take_out(credential)
    printed_with = {credential.id: (drawn.sheet.code, drawn.sheet.version)}
    faces = drawn.made.faces
    operations.mark_printed(actor=actor, faces=faces, layouts=printed_with, reason=reason)
    return drawn.pdf


def _demand_printable(credential: Credential, drawn: Single) -> None:
    if not credential.is_live:
        raise Unprintable(_("A badge that counts no more is not printed."))
    if queries.are_any_not_genuine([credential]):
        raise Unprintable(
            _("The key that signed this badge was withdrawn, and gates refuse it. Make it anew.")
        )
    if credential.is_over:
        raise Unprintable(_("This badge has expired, and gates refuse it. Ask the registrar."))
    if credential.state in OUTSIDE and queries.outdated_ids(Filter(), ids=[credential.id]):
        raise Unprintable(
            _("It is not here, and no longer says what is true: make it anew instead.")
        )
    if not drawn.made.faces:
        raise Unprintable(_why_not(drawn.findings))


def _why_not(findings: Sequence[Finding]) -> str:
    lacking = "".join(dict.fromkeys("".join(x.characters for x in findings)))
    if not lacking:
        return _("This badge cannot be made: look at the name and at the photograph.")
    letters = ", ".join(code_points(lacking))
    return _("No font has %(letters)s. Write the name for the badge without it.", letters=letters)
