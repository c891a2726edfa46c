"""Printing many badges: 200 in a step, all into one PDF, going on after a kill."""

import shutil
from datetime import timedelta
from pathlib import Path

from flask import current_app

from ceremony.accounts import queries as accounts
from ceremony.badges.printing import CHUNK, Press
from ceremony.core import files, tidying
from ceremony.core.i18n import _
from ceremony.core.jobs import Chunk, Job, State, job
from ceremony.core.permissions import Permission, require
from ceremony.core.typography.booklet import Booklet

KEPT = timedelta(days=1)  # a made PDF holds faces and names: it does not stay


@job("badges.print")
def print_badges(printing: Job) -> Chunk:
    """Add the next badges to the file.

    Every try writes a file of its own, so that a worker that was only slow and wakes
    up again cannot spoil what its successor makes.
    """
    require(accounts.acting(printing.actor_kind, printing.actor_id), Permission.BADGES_PRINT)
    before, ids = printing.checkpoint, printing.arguments["ids"]
    name = f"badges-{printing.id}-{printing.tries}.pdf"
    if not before:
        tidy()
        path(".").mkdir(parents=True, exist_ok=True, mode=0o700)
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


def find(printing: Job) -> Path | None:
    """The PDF that *printing* made, as long as it is kept."""
    name = printing.result.get("file") if printing.state is State.DONE else None
    return path(name) if name and path(name).exists() else None


@tidying.hourly
def tidy() -> None:
    """Delete what is older than a day."""
    files.remove_older(path("."), "*.pdf", KEPT)
