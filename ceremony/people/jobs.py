"""Long work with people: deciding about any number of them, writing them into a file."""

from pathlib import Path

from ceremony.accounts import queries as accounts
from ceremony.core import jobs
from ceremony.core.jobs import Chunk, Job, job
from ceremony.core.permissions import Permission, require
from ceremony.people import exported, operations
from ceremony.people.exporting import Export
from ceremony.people.listing import Filter
from ceremony.people.operations.deciding import CHUNK

# A workbook cannot be written on by another process: whoever takes the job up begins anew.
_at_work: dict[tuple[int, int], tuple[Path, Export]] = {}


@job("people.decide")
def decide(deciding: Job) -> Chunk:
    """Decide about the next CHUNK of people, as the one who began it."""
    job_id, asked, so_far = deciding.id, dict(deciding.arguments), deciding.result
    actor = accounts.acting(deciding.actor_kind, deciding.actor_id)
    ids: list[int] = asked.pop("ids")
    start = deciding.checkpoint.get("next", 0)
    end = min(start + CHUNK, len(ids))

    def write() -> None:
        done, skipped = operations.decide_possible(actor=actor, ids=ids[start:end], **asked)
        known = so_far.get("skipped", []) + [list(x) for x in skipped]
        jobs.note(job_id, {"done": so_far.get("done", 0) + done, "skipped": known})

    return Chunk(end, {"next": end}, finished=end == len(ids), write=write, actor=actor)


@job("people.export")
def export(exporting: Job) -> Chunk:
    """Write the next persons into the file; after a kill it is written from its beginning."""
    actor = accounts.acting(exporting.actor_kind, exporting.actor_id)
    require(actor, Permission.PEOPLE_EXPORT)
    key, asked = (exporting.id, exporting.tries), exporting.arguments["asked"]
    if key not in _at_work:
        _at_work.clear()
        draft, by = exported.new(exporting), getattr(actor, "name", "")
        made = Export(draft, exporting.arguments["kind"], Filter.read(asked, actor), by)
        _at_work[key] = draft, made
    draft, made = _at_work[key]
    if not made.go_on():
        return Chunk(made.done, {}, finished=False)
    del _at_work[key]
    result = {"file": exported.finish(exporting, draft), "rows": made.done}
    result["columns"] = list(made.asked.shown)
    return Chunk(made.done, {}, finished=True, result=result)
