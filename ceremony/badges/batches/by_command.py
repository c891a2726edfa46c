"""Printing from the command line: all files at once, on every processor."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from ceremony.badges import operations
from ceremony.badges.batches import choosing
from ceremony.badges.batches import queries as batches
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.batches.covers import Covers
from ceremony.badges.batches.queries import Waiting
from ceremony.badges.documents.face import Finding
from ceremony.badges.operations import Options
from ceremony.badges.printing import CHUNK, Made, Press, Sheet
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.core.typography.booklet import Booklet

ALL = 1_000_000
Bar = Callable[[int, str], AbstractContextManager[Any]]  # of a length and what it counts


class Run:
    """One call of the command.

    :param bar: shows how far it is.
    :ivar batch_id: None: nothing is noted.
    :ivar printed: ids of what is in the files, and counts as printed.
    :ivar files: where they lie.
    """

    def __init__(self, choice: Choice, options: Options, bar: Bar) -> None:
        self.choice, self.options, self.bar = choice, options, bar
        self.batch_id: int | None = None
        self.left: list[Waiting] = []
        self.printed: set[int] = set()
        self.files: list[Path] = []

    def claim(self, reason: str) -> None:
        """Let nobody else print these, and mark them when they are on paper."""
        with transaction(SYSTEM):
            known: dict[str, Any] = {"options": self.options, "reason": reason}
            self.batch_id = operations.start_printing(
                actor=SYSTEM, choice=self.choice, is_by_job=False, **known
            ).id

    def read(self) -> None:
        """What is to be printed, in its order."""
        with reading():
            if self.batch_id is not None:
                self.left = batches.waiting(self.batch_id, ALL)
                return
            codes = choosing.layout_codes(self.options.layout_code)
            found = [x for x in choosing.candidates(self.choice) if not x.must_be_new]
            order, is_split = self.options.sorted_by, self.options.is_split
            in_order = choosing.in_order(found, order, is_split=is_split)
            self.left = [
                Waiting(x.id, place, codes[x.kind], x.body_id, x.body_code, x.body)
                for place, x in enumerate(in_order, 1)
            ]

    def check(self, processes: int) -> list[Finding]:
        """What is wrong; what must not be printed is left out from now on."""
        findings: list[Finding] = []
        with reading(), self.bar(len(self.left), _("Checking")) as bar:
            press = self._press()
            for code, rows in _together(self.left, lambda x: x.layout_code):
                ids, sheet = [x.id for x in rows], press.sheet(code)
                for some in press.all_checked(ids, sheet, processes):
                    findings += [x for x in some if x.serial or x not in findings]
                    bar.update(CHUNK)
            serials = operations.unprintable(findings)
            never = {x.id for x in batches.holders(list(serials)).values()}
        self.left = [x for x in self.left if x.id not in never]
        return findings

    def write(self, out: Path, processes: int) -> None:
        """Make the files; they are there when all of them are whole.

        Of a batch that breaks off those are kept in which something counts as printed.
        """
        made: dict[str, Path] = {}
        with TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
            try:
                self._badges(made, Path(folder), processes)
                if self.options.with_covers:
                    made |= self._covers(Path(folder))
            except BaseException:
                self.files = _put(made, out) if self.batch_id is not None else []
                raise
            self.files = _put(made, out)

    def release(self) -> None:
        """What was claimed and not marked others may print."""
        if self.batch_id is not None:
            with transaction(SYSTEM, working=True):
                operations.release(actor=SYSTEM, batch_id=self.batch_id)

    def _press(self) -> Press:
        return Press(self.batch_id, backs=self.options.with_backs)

    def _folder(self, row: Waiting) -> str:
        return f"{row.body_code}/" if self.options.is_split else ""

    def _badges(self, made: dict[str, Path], folder: Path, processes: int) -> None:
        """Into *made*: by what each file is called, where it lies."""
        with reading():
            press = self._press()
        with self.bar(len(self.left), _("Badges")) as bar:
            groups = _together(self.left, lambda x: f"{self._folder(x)}badges-{x.layout_code}.pdf")
            for name, rows in groups:
                made[name] = folder / f"{len(made)}.pdf"
                with reading():
                    sheet = press.sheet(rows[0].layout_code)
                with Booklet(made[name], _("Badges")) as booklet:
                    first, ids = booklet.checkpoint.next_number, [x.id for x in rows]
                    for some in press.all_made(ids, sheet, first, processes):
                        self._append(booklet, some, sheet)
                        bar.update(len(some.faces))

    def _append(self, booklet: Booklet, some: Made, sheet: Sheet) -> None:
        """What is in the file counts as printed; what cannot be marked is cut off again."""
        before = booklet.checkpoint.size
        booklet.append(some.part)
        try:
            self._mark(some.faces, sheet)
        except BaseException:
            booklet.file.truncate(before)
            raise
        self.printed |= set(some.faces)

    def _mark(self, faces: dict[int, str], sheet: Sheet) -> None:
        if self.batch_id is not None:
            layouts = dict.fromkeys(faces, (sheet.code, sheet.version))
            known: dict[str, Any] = {"faces": faces, "layouts": layouts}
            with transaction(SYSTEM):
                operations.mark_printed(actor=SYSTEM, batch_id=self.batch_id, **known)

    def _covers(self, folder: Path) -> dict[str, Path]:
        """One file of all, or one in the folder of each."""
        rows = sorted((x for x in self.left if x.id in self.printed), key=lambda x: x.body_id)
        bodies = sorted((x for _id, x in _together(rows, lambda x: x.body_code)), key=_name)
        files = {"covers.pdf": bodies} if bodies else {}
        if self.options.is_split:
            files = {f"{self._folder(x[0])}cover.pdf": [x] for x in bodies}
        with reading():
            covers = Covers(self.batch_id)
            return {
                name: _bound(covers, folder / f"cover-{number}.pdf", some)
                for number, (name, some) in enumerate(files.items())
            }


def _name(of_body: list[Waiting]) -> str:
    return of_body[0].body


def _bound(covers: Covers, file: Path, bodies: Iterable[list[Waiting]]) -> Path:
    """The sheets of *bodies* in one *file*."""
    with Booklet(file, covers.title) as whole:
        for some in bodies:
            entries = batches.entries_of([x.id for x in some])
            whole.append(covers.part(some[0].body, entries, whole.checkpoint.next_number))
    return file


def _together(
    rows: Iterable[Waiting], key: Callable[[Waiting], str]
) -> Iterator[tuple[str, list[Waiting]]]:
    return ((name, list(some)) for name, some in groupby(rows, key))


def _put(files: dict[str, Path], out: Path) -> list[Path]:
    """To where they were asked for: one file, one beside the other, or a zip of all."""
    made = {name: file for name, file in files.items() if file.stat().st_size}
    if not made:
        return []
    if out.suffix.lower() == ".zip":
        draft = next(iter(made.values())).with_name("all.zip")
        with ZipFile(draft, "w", ZIP_STORED) as archive:
            for name, file in made.items():
                archive.write(file, name)
        return [_place(draft, out)]
    badges = [x for x in made if x.startswith("badges-")]
    placed = []
    for name, file in made.items():
        is_only = name in badges and len(badges) == 1
        word = name.removeprefix("badges-").removesuffix(".pdf")
        target = out if is_only else out.with_name(f"{out.stem}-{word}{out.suffix}")
        placed.append(_place(file, target))
    return placed


def _place(file: Path, target: Path) -> Path:
    """It holds faces and names: nobody else reads it."""
    file.chmod(0o600)
    return file.replace(target)
