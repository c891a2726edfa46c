"""The sample workbook: what is committed is what is made, and it can be imported."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import Result
from openpyxl import load_workbook

from ceremony import demo
from ceremony.core.web import Application

SAMPLE = Path("examples/delegation-qatar.xlsx")


def cells(file: Path) -> list[tuple[object, ...]]:
    return list(load_workbook(file).worksheets[0].values)


@pytest.fixture
def loaded(app: Application) -> Iterator[None]:
    demo.load(60)
    yield
    for name in ("clock", "demo-sign-ins.json"):
        (Path(app.instance_path) / name).unlink(missing_ok=True)


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
