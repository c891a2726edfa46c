"""Taking the list away as a file: who did it, and how many persons it names, is recorded."""

from collections.abc import Mapping, Sequence
from typing import Any

from ceremony.core import audit, jobs
from ceremony.core.permissions import Actor, Permission, require


def record_export(
    *, actor: Actor, kind: str, rows: int, columns: Sequence[str], job_id: int | None = None
) -> None:
    """Say in the trail that *actor* takes the data of *rows* persons away.

    :param kind: xlsx or csv.
    :param columns: codes; the trail keeps no words that were searched for.
    """
    require(actor, Permission.PEOPLE_EXPORT)
    subject = ("user", actor.id) if actor.id else ("settings", 1)
    details: dict[str, Any] = {"kind": kind, "rows": rows, "columns": list(columns)}
    audit.record_ids(actor, "people.exported", subject[0], [subject[1]], **details, job=job_id)


def start_export(*, actor: Actor, kind: str, rows: int, arguments: Mapping[str, Any]) -> jobs.Job:
    """Queue an export of many rows; the file waits for the one who began it.

    :param arguments: of the list, as its address has them.
    """
    require(actor, Permission.PEOPLE_EXPORT)
    asked = {name: str(value) for name, value in arguments.items()}
    job = jobs.start("people.export", actor=actor, total=rows, kind=kind, asked=asked)
    audit.record(actor, "people.export_started", job, kind=kind, rows=rows)
    return job


def stop_export(*, actor: Actor, job: jobs.Job) -> jobs.Job:
    """Write no more of it; no file is left."""
    stopped = jobs.stop(actor=actor, stopped=job)
    audit.record(actor, "people.export_stopped", stopped)
    return stopped
