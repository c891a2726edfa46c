"""Exports that wait to be fetched: files that name persons, so they do not stay."""

from datetime import timedelta
from pathlib import Path

from flask import current_app

from ceremony.core import files, tidying
from ceremony.core.jobs import Job

KEPT = timedelta(days=1)
PART = ".part"  # of what is still being written


def path(name: str) -> Path:
    return Path(current_app.instance_path) / "exports" / name


def find(job: Job) -> Path | None:
    """The file that *job* made, unless it is a day old or was replaced."""
    tidy()
    file = path(job.result["file"]) if "file" in job.result else None
    return file if file and file.exists() else None


def new(job: Job) -> Path:
    """Where this try of *job* writes; a slow worker cannot spoil what its successor makes."""
    tidy()
    path(".").mkdir(parents=True, exist_ok=True, mode=0o700)
    file = path(f"{_of(job.actor_id)}-{job.id}-{job.tries}.{job.arguments['kind']}{PART}")
    file.touch(mode=0o600)
    return file


def finish(job: Job, draft: Path) -> str:
    """Let *draft* be the file of *job*, and the only whole one of whoever began it; its name.

    What another job of theirs is writing stays; earlier tries of this one do not.
    """
    made = draft.with_suffix("")
    draft.replace(made)
    theirs = f"{_of(job.actor_id)}-"
    for other in path(".").glob(f"{theirs}*"):
        is_anothers = not other.name.startswith(f"{theirs}{job.id}-")
        if other != made and not (is_anothers and other.suffix == PART):
            other.unlink(missing_ok=True)
    return made.name


@tidying.hourly
def tidy() -> None:
    """Delete what is older than a day."""
    files.remove_older(path("."), "*-*", KEPT)


def _of(actor_id: int | None) -> str:
    return f"people-{actor_id or 0}"
