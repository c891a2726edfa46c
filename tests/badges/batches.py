"""Batches as tests need them: badges in which nothing is found, begun, and done by workers."""

from typing import Any
from zipfile import ZipFile

from ceremony.badges import jobs as print_jobs
from ceremony.badges import operations, printing
from ceremony.badges import queries as badges
from ceremony.badges.batches import queries
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.batches.queries import Standing
from ceremony.badges.models import Credential
from ceremony.badges.operations import Options
from ceremony.core import files, jobs
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Actor
from tests import make
from tests.badges import faces, issuing, printed


def badge(name: str, **person: Any) -> Credential:
    """Somebody's badge, with a photograph."""
    known = {"given_names": name, "family_name": "", "photo": files.store(faces.portrait(), ".jpg")}
    return issuing.credential(**known | person)


def badges_of(*names: str) -> list[int]:
    """A ceremony whose badges are those of *names*; their ids."""
    make.ceremony()
    return [badge(name).id for name in names]


def start(
    choice: Choice | None = None, *, actor: Actor = SYSTEM, reason: str = "", **options: Any
) -> int:
    """Begin a batch, of all that was never printed if nothing else is said; its number."""
    with transaction(actor):
        wanted = choice or Choice(state="issued")
        how = Options(**options)
        return operations.start_printing(actor=actor, choice=wanted, options=how, reason=reason).id


def work() -> None:
    """Do all that waits."""
    while jobs.work_once("worker"):
        pass


def on_the_spot(credential_id: int, actor: Actor = SYSTEM, **more: Any) -> bytes:
    """Print one badge as the pick-up desk does: drawn before the transaction."""
    db.session.rollback()
    drawn = printing.single(badges.credential(credential_id))
    with transaction(actor):
        return printing.on_the_spot(actor, badges.credential(credential_id), drawn, **more)


def standing(batch_id: int) -> Standing:
    """As it is now."""
    db.session.rollback()
    return queries.standing(batch_id)


def made(batch_id: int) -> dict[str, list[str]]:
    """By the name of each file, what its pages say, in one line for each page."""
    job = standing(batch_id).job
    assert job is not None
    file = print_jobs.fetch(job)
    assert file is not None
    if file.suffix == ".pdf":
        return {"": pages(file)}
    with ZipFile(file) as archive:
        return {name: pages(archive.read(name)) for name in archive.namelist()}


def pages(pdf: Any) -> list[str]:
    return [" ".join(lines) for lines in printed.texts(pdf)]
