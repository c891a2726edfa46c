"""The sample workbook: what is committed is what is made, and it can be imported."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook
from sqlalchemy import func, select

from ceremony import demo
from ceremony.badges.models import Credential
from ceremony.badges.states import State as Badge
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import decisions
from ceremony.delegations.queries import members
from ceremony.demo import cast
from ceremony.people.models import Accreditation, Body, Participation
from ceremony.people.states import State

SAMPLE = Path("examples/delegation-qatar.xlsx")


def cells(file: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(file).worksheets[0].values)


@pytest.fixture
def loaded(once: Callable[..., None]) -> None:
    once("whole demo", demo.load)


def test_the_committed_sample_is_the_one_that_the_command_makes(
    run: Callable[..., Result], tmp_path: Path
) -> None:
    made = tmp_path / "made.xlsx"
    assert run("demo", "workbook", str(made)).exit_code == 0
    assert cells(made) == cells(SAMPLE)


@pytest.mark.usefixtures("loaded")
def test_the_sample_can_be_imported_into_the_demonstration(run: Callable[..., Result]) -> None:
    result = run("delegations", "import", str(SAMPLE), "--dry-run")
    assert "12 (12 new, 0 changed, 0 unchanged, 0 with errors)" in result.output


@pytest.mark.usefixtures("loaded")
def test_what_the_readme_promises_of_the_sample_is_so(run: Callable[..., Result]) -> None:
    """Twelve are approved at once; with those of the demonstration so many badges are printed."""
    assert run("delegations", "import", str(SAMPLE)).exit_code == 0
    delegation = db.session.scalars(
        select(Delegation).join(Delegation.body).where(Body.code == cast.SAMPLE)
    ).one()
    waiting = [x for x in members.of(delegation) if x.accreditation.state is State.SUBMITTED]
    with transaction(SYSTEM):
        ids = [x.accreditation.id for x in waiting]
        decisions.approve(actor=SYSTEM, delegation=delegation, ids=ids)
    issued = db.session.scalar(
        select(func.count())
        .select_from(Credential)
        .join(Accreditation, Accreditation.id == Credential.accreditation_id)
        .join(Participation, Participation.person_id == Accreditation.person_id)
        .where(Participation.body_id == delegation.body_id, Credential.state == Badge.ISSUED)
    )
    readme = Path("README.md").read_text()
    assert f"*Approve {len(waiting)} of {len(waiting)}*" in readme
    assert f"*Download {issued} badges*" in readme
