"""``flask ceremony load`` and ``dump``."""

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from ceremony.core.ceremony_file import text
from ceremony.core.settings import current
from tests import make

HANOI = "examples/hanoi-2025.yaml"
Run = Callable[..., Result]


def test_a_file_is_loaded_once(run: Run) -> None:
    first = run("ceremony", "load", HANOI)
    assert first.exit_code == 0
    assert "Zones: 1 is added." in first.output.splitlines()
    assert run("ceremony", "load", HANOI).output == "Nothing changes.\n"


def test_a_dry_run_changes_nothing(run: Run) -> None:
    result = run("ceremony", "load", HANOI, "--dry-run")
    assert result.exit_code == 0
    assert result.output.endswith("This was a dry run: nothing was changed.\n")
    assert current().title == "New ceremony"


def test_a_dry_run_tells_how_many_move(run: Run, tmp_path: Path) -> None:
    run("ceremony", "load", HANOI)
    make.person(function="driver")
    changed = tmp_path / "changed.yaml"
    content = (
        Path(HANOI).read_text().replace("driver, category: workforce", "driver, category: guest")
    )
    changed.write_text(content)
    assert run("ceremony", "load", str(changed), "--dry-run").output.splitlines() == [
        "Who gets what: any kind · Driver · any rank changes.",
        "    Category: workforce → guest",
        "One person gets another category or other zones.",
        "    Workforce: 1 → 0",
        "    Guest: 0 → 1",
        "This was a dry run: nothing was changed.",
    ]


def test_errors_come_with_file_and_line_and_nothing_changes(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("zones:\n  - {code: 1}\nzone: []\n")
    result = run("ceremony", "load", str(wrong))
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        f"{wrong}: line 2, column 5: “name” is missing.",
        f"{wrong}: line 3, column 1: “zone” is not a section we know. Did you mean “zones”?",
        "Error: 2 errors; nothing was changed.",
    ]
    assert text.present()["zones"] == []


def test_a_dump_can_be_loaded(run: Run, tmp_path: Path) -> None:
    run("ceremony", "load", HANOI)
    out = tmp_path / "now.yaml"
    assert run("ceremony", "dump", "--out", str(out)).exit_code == 0
    assert run("ceremony", "dump").output == out.read_text()
    assert run("ceremony", "load", str(out)).output == "Nothing changes.\n"


def test_a_missing_file_is_named(run: Run) -> None:
    result = run("ceremony", "load", "nowhere.yaml")
    assert result.exit_code == 2
    assert "'nowhere.yaml' does not exist" in result.output
