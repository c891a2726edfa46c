"""Printing many badges: all are looked at first, then drawn, 200 in a step, each step kept."""

import shutil
from collections.abc import Sequence
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_STORED, ZipFile

from flask import current_app

from ceremony.accounts import queries as accounts
from ceremony.badges import operations
from ceremony.badges.batches import covers, queries
from ceremony.badges.batches.queries import CHECK, PRINT, Waiting
from ceremony.badges.documents.face import Finding
from ceremony.badges.models import Batch
from ceremony.badges.printing import CHUNK, Press
from ceremony.core import files, tidying
from ceremony.core.i18n import _
from ceremony.core.jobs import Chunk, Job, job
from ceremony.core.permissions import Actor, Permission, require
from ceremony.core.typography.booklet import Booklet

KEPT = timedelta(days=1)  # what was made holds faces and names: it does not stay
COVERS = 20  # sheets in a step


def _begin(working: Job) -> tuple[Actor, Batch]:
    actor = accounts.acting(working.actor_kind, working.actor_id)
    require(actor, Permission.BADGES_PRINT)
    return actor, queries.batch(working.arguments["batch"])


@job(CHECK)
def check_badges(checking: Job) -> Chunk:
    """Look at the next badges: what is found stops the batch before anything is printed."""
    actor, batch = _begin(checking)
    before: dict[str, Any] = {"done": 0, "position": 0, "findings": []} | checking.checkpoint
    claimed = queries.waiting(batch.id, CHUNK, after=before["position"])
    press, findings = Press(batch.id, backs=batch.with_backs), before["findings"]
    for code in dict.fromkeys(x.layout_code for x in claimed):
        some = [x.id for x in claimed if x.layout_code == code]
        found = [list(x) for x in press.check(some, press.sheet(code))]
        findings = findings + [x for x in found if x[0] or x not in findings]
    done, is_last = before["done"] + len(claimed), len(claimed) < CHUNK
    position = claimed[-1].position if claimed else before["position"]
    mark = {"done": done, "position": position, "findings": findings}

    def go_on() -> None:
        operations.checked(actor=actor, batch=queries.batch(batch.id))

    write = go_on if is_last and not findings else None
    return Chunk(done, mark, is_last, {"findings": findings}, write, actor)


@job(PRINT)
def print_badges(printing: Job) -> Chunk:
    """Draw the next badges of one file, then the cover sheets, at last put all files together.

    Every try writes files of its own, so that a worker that was only slow and wakes
    up again cannot spoil what its successor makes.
    """
    actor, batch = _begin(printing)
    if not printing.checkpoint:
        tidy()
        path(".").mkdir(parents=True, exist_ok=True, mode=0o700)
    made = Pile(printing, batch)
    if claimed := queries.waiting(batch.id, CHUNK):
        return _badges(made, actor, claimed)
    if batch.with_covers and (bodies := queries.bodies_of(batch.id)[made.covers :]):
        made.add_covers(bodies[:COVERS])
        return Chunk(made.done, made.as_json(), finished=False)
    name = assemble(printing, made.as_json())
    return Chunk(made.done, made.as_json(), True, {"file": name, "badges": made.made})


def _badges(pile: "Pile", actor: Actor, claimed: list[Waiting]) -> Chunk:
    batch, first = pile.batch, claimed[0]
    together = [x for x in claimed if pile.key(x) == pile.key(first)]
    press = Press(batch.id, backs=batch.with_backs)
    sheet, ids = press.sheet(first.layout_code), [x.id for x in together]
    with pile.booklet(first) as booklet:
        made = press.made(ids, sheet, booklet.checkpoint.next_number)
        if made.faces:
            booklet.append(made.part)
        pile.note(booklet, len(together), len(made.faces))
        pile.add_late(press.faces.findings + made.findings)
    printed_with = dict.fromkeys(made.faces, (sheet.code, sheet.version))

    def write() -> None:
        operations.mark_printed(
            actor=actor, faces=made.faces, layouts=printed_with, batch_id=batch.id
        )
        left = [x for x in ids if x not in made.faces]
        operations.release(actor=actor, batch_id=batch.id, ids=left)

    return Chunk(pile.done, pile.as_json(), False, write=write, actor=actor)


class Pile:
    """The files of a batch that grow: badges of a layout each, and the cover sheets.

    :ivar files: what each is called when fetched, where it lies, how large it is and, of the
        last one, how it goes on.
    :ivar done: badges that were drawn or left out, :ivar made: those that were drawn.
    :ivar covers: delegations that have their sheet.
    :ivar late: what was found in drawing, and nobody accepted after the checking.
    """

    def __init__(self, printing: Job, batch: Batch) -> None:
        self.batch, self.printing = batch, printing
        known: dict[str, Any] = {"files": [], "done": 0, "made": 0, "covers": 0, "late": []}
        known |= deepcopy(printing.checkpoint)
        self.files: list[dict[str, Any]] = known["files"]
        self.done, self.made, self.covers = known["done"], known["made"], known["covers"]
        self.late: list[list[Any]] = known["late"]

    def as_json(self) -> dict[str, Any]:
        return {x: getattr(self, x) for x in ("files", "done", "made", "covers", "late")}

    def key(self, claimed: Waiting) -> str:
        """What the file is called into which it belongs."""
        return f"{self._folder(claimed)}badges-{claimed.layout_code}.pdf"

    def _folder(self, body: Any) -> str:
        code = body.body_code if isinstance(body, Waiting) else body.code
        return f"{code}/" if self.batch.is_split else ""

    def booklet(self, claimed: Waiting) -> Booklet:
        """The file of *claimed*, to go on with."""
        return self._opened(self.key(claimed), _("Badges, batch %(batch)d", batch=self.batch.id))

    def _opened(self, name: str, title: str) -> Booklet:
        """Begin a file, or go on with the last one, in a file of this try."""
        if not self.files or self.files[-1]["name"] != name:
            for file in self.files[-1:]:
                file["booklet"] = None
            self.files.append({"name": name, "file": "", "size": 0, "booklet": None})
        last = self.files[-1]
        mine = f"{self.printing.id}-{self.printing.tries}-{len(self.files)}.pdf"
        if last["file"] not in {"", mine}:
            shutil.copyfile(path(last["file"]), path(mine))
        last["file"] = mine
        return Booklet(path(mine), title, last["booklet"])

    def note(self, booklet: Booklet, claimed: int, made: int) -> None:
        """How far the last file is."""
        self.done += claimed
        self.made += made
        kept = booklet.checkpoint.as_json()
        self.files[-1] |= {"size": booklet.checkpoint.size, "booklet": kept}

    def add_late(self, findings: Sequence[Finding]) -> None:
        """What changed since it was checked; what all share was decided on then."""
        accepted = self.printing.arguments.get("accepted", [])
        own = [list(x) for x in findings if x.field not in operations.ALIKE]
        self.late += [x for x in own if x not in accepted]

    def add_covers(self, bodies: Any) -> None:
        """The sheets of the next *bodies*: one file of all, or one in the folder of each."""
        drawn = covers.Covers(self.batch.id)
        for body in bodies:
            name = f"{self._folder(body)}{'cover' if self.batch.is_split else 'covers'}.pdf"
            with self._opened(name, drawn.title) as booklet:
                entries, first = queries.entries(self.batch.id, body.id), booklet.checkpoint
                booklet.append(drawn.part(body.name, entries, first.next_number))
                self.note(booklet, 0, 0)
        self.covers += len(bodies)


def path(name: str) -> Path:
    """Where the made file *name* lies."""
    return Path(current_app.instance_path) / "prints" / name


def assemble(printing: Job, known: dict[str, Any]) -> str:
    """Put what was made together: one PDF as it is, more of them in a zip file; its name.

    A file may be longer than what was kept of it: the rest was never marked as printed.
    """
    made = [x for x in known["files"] if x["size"]]
    if not made:
        return ""
    kind = "pdf" if len(made) == 1 else "zip"
    name = f"{printing.id}-{printing.tries}-{printing.state}.{kind}"
    draft = path(f".{name}")
    if kind == "pdf":
        if path(made[0]["file"]).stat().st_size == made[0]["size"]:
            return str(made[0]["file"])
        shutil.copyfile(path(made[0]["file"]), draft)
        with draft.open("r+b") as whole:
            whole.truncate(made[0]["size"])
    else:
        with ZipFile(draft, "w", ZIP_STORED) as archive:
            for file in made:
                _add(archive, file)
    draft.replace(path(name))
    return name


def _add(archive: ZipFile, file: dict[str, Any]) -> None:
    left = file["size"]
    with path(file["file"]).open("rb") as source, archive.open(file["name"], "w") as target:
        while left and (some := source.read(min(left, 1 << 20))):
            target.write(some)
            left -= len(some)


def find(printing: Job) -> Path | None:
    """What *printing* made, as long as it is kept."""
    name = printing.result.get("file")
    return path(name) if name and path(name).exists() else None


def has_made(printing: Job) -> bool:
    """Whether there is something to fetch: also of a batch that broke off."""
    if printing.name != PRINT or not printing.is_over:
        return False
    made = [x for x in printing.checkpoint.get("files", []) if x["size"]]
    return find(printing) is not None or (
        bool(made) and all(path(x["file"]).exists() for x in made)
    )


def fetch(printing: Job) -> Path | None:
    """What *printing* made; of a batch that broke off, what it had made till then."""
    if (found := find(printing)) or not has_made(printing):
        return found
    with suppress(FileNotFoundError):  # it was just thrown away
        return path(assemble(printing, printing.checkpoint))
    return None


@tidying.hourly
def tidy() -> None:
    """Delete what is older than a day."""
    for pattern in ("*.pdf", "*.zip", ".*.pdf", ".*.zip"):
        files.remove_older(path("."), pattern, KEPT)
