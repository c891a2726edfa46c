"""Printing many badges: 200 in a step, all into one PDF, going on after a kill."""

import shutil
import time
from pathlib import Path

from flask import current_app

from ceremony.badges.printing import CHUNK, Press
from ceremony.core.i18n import _
from ceremony.core.jobs import Chunk, Job, job
from ceremony.core.typography.booklet import Booklet

KEPT_S = 24 * 3600  # a made PDF holds faces and names: it does not stay


@job("badges.print")
def print_badges(printing: Job) -> Chunk:
    """Add the next badges to the file.

    Every try writes a file of its own, so that a worker that was only slow and wakes
    up again cannot spoil what its successor makes.
    """
    before, ids = printing.checkpoint, printing.arguments["ids"]
    name = f"badges-{printing.id}-{printing.tries}.pdf"
    if not before:
        _tidy()
    elif before["file"] != name:
        shutil.copyfile(path(before["file"]), path(name))
    start = before.get("next", 0)
    press, end = Press(), min(start + CHUNK, len(ids))
    with Booklet(path(name), _("Badges"), before.get("booklet")) as booklet:
        booklet.append(press.part(ids[start:end], booklet.checkpoint.next_number))
    mark = {"file": name, "next": end, "booklet": booklet.checkpoint.as_json()}
    mark["findings"] = before.get("findings", []) + press.findings
    result = {"file": name, "pages": booklet.checkpoint.pages, "findings": mark["findings"]}
    return Chunk(end, mark, end == len(ids), result)


def path(name: str) -> Path:
    """Where the made PDF *name* lies."""
    return Path(current_app.instance_path) / "prints" / name


def _tidy() -> None:
    folder = path(".")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    for old in folder.glob("*.pdf"):
        if old.stat().st_mtime < time.time() - KEPT_S:
            old.unlink(missing_ok=True)
