"""``flask badges print``."""

import os
from zipfile import ZipFile

import pytest

from ceremony.badges import operations, printing, queries
from ceremony.badges.batches import by_command, choosing
from ceremony.badges.batches import queries as batch_queries
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.models import Batch
from ceremony.badges.operations.printing import ClaimLost
from ceremony.badges.queries import Filter
from ceremony.badges.states import State
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from tests import make
from tests.badges import batches, issuing

NAMES = ["Amina", "Nguyễn Ễ", "Христо", "Suharjo"]


@pytest.fixture
def some(once) -> list[int]:
    return once("four badges", lambda: batches.badges_of(*NAMES))


def printed(ids: list[int]) -> list[bool]:
    db.session.rollback()
    return [queries.credential(x).state is State.PRINTED for x in ids]


def test_it_prints_what_counts_of_the_filter_and_changes_nothing(run, some, tmp_path):
    batches.badge("Else", body=make.body("VNM"))
    file = tmp_path / "badges.pdf"

    result = run("badges", "print", "--out", str(file), "--delegation", "QAT")

    assert result.exit_code == 0, result.output
    assert f"4 badges in {file}." in result.output
    pages = batches.pages(file)
    assert sorted(next(x for x in NAMES if x in page) for page in pages) == sorted(NAMES)
    assert "000 001 · personal v1" in "".join(pages)
    assert (printed(some), db.session.query(Batch).count()) == ([False] * 4, 0)


def test_marked_it_makes_a_batch_and_prints_nobody_twice(run, some, tmp_path):
    file = tmp_path / "badges.pdf"
    asked = ("badges", "print", "--out", str(file), "--not-printed", "--mark", "--backs")

    result = run(*asked)

    assert result.exit_code == 0, result.output
    assert "Marked as printed: batch 1." in result.output
    assert (len(batches.pages(file)), "· batch 1 ·" in batches.pages(file)[0]) == (8, True)
    assert printed(some) == [True] * 4
    known = batches.standing(1)
    assert (known.stage, known.made, known.claimed) == ("done", 4, 0)
    again = run(*asked)
    sentence = "Error: Nothing new is left: batch 1 was the last to print of it.\n"
    assert (again.exit_code, again.output) == (1, sentence)
    without = run("badges", "print", "--out", str(file), "--mark")
    assert (without.exit_code, without.output) == (1, "Error: Say why they are printed again.\n")


def test_with_covers_and_folders_it_makes_a_zip_file(run, some, tmp_path):
    batches.badge("Mai", body=make.body("VNM"))
    file = tmp_path / "badges.zip"
    result = run("badges", "print", "--out", str(file), "--split", "--covers", "--order", "name")
    assert result.exit_code == 0, result.output
    with ZipFile(file) as archive:
        made = {x: batches.pages(archive.read(x)) for x in archive.namelist()}
    assert {name: len(pages) for name, pages in made.items()} == {
        "QAT/badges-personal.pdf": 4,
        "VNM/badges-personal.pdf": 1,
        "QAT/cover.pdf": 1,
        "VNM/cover.pdf": 1,
    }
    assert "Batch" not in made["VNM/cover.pdf"][0]


def test_cover_sheets_lie_beside_the_file(run, some, tmp_path):
    run("badges", "print", "--out", str(tmp_path / "all.pdf"), "--covers")
    assert sorted(x.name for x in tmp_path.iterdir()) == ["all-covers.pdf", "all.pdf"]
    [cover] = batches.pages(tmp_path / "all-covers.pdf")
    assert [x for x in NAMES if x not in cover] == []


def test_what_is_wrong_is_said_before_and_what_lacks_letters_is_left_out(run, some, tmp_path):
    smile = batches.badge("Smile 😀")
    batches.badge("Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren" * 2)
    file = tmp_path / "badges.pdf"
    result = run("badges", "print", "--out", str(file), "--mark")
    assert result.exit_code == 0, result.output
    said = [line for line in result.stderr.splitlines() if "·" in line]
    assert "000 005 · Smile 😀 · Qatar · Name: No font has 😀 U+1F600 · not printed" in said
    assert any(x.endswith("Name: Too long to be read well") for x in said)
    assert (len(batches.pages(file)), printed([smile.id])) == (5, [False])
    assert batches.standing(1).claimed == 0


class Bar:
    """Stops the batch when two badges are drawn."""

    done = 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def update(self, count):
        self.done += count
        if self.done == 2:
            with transaction(SYSTEM):
                operations.stop_printing(actor=SYSTEM, batch=batch_queries.batch(1))


def test_stopped_in_the_middle_its_file_has_what_counts_as_printed(some, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "CHUNK", 1)
    run = by_command.Run(Choice(), operations.Options(), lambda *_: Bar())
    run.claim("")
    run.read()
    with pytest.raises(ClaimLost):
        run.write(tmp_path / "badges.pdf", 1)
    assert len(batches.pages(tmp_path / "badges.pdf")) == 2
    assert run.files == list(tmp_path.iterdir())
    marked = dict(zip(some, printed(some), strict=True))
    assert {x for x, is_printed in marked.items() if is_printed} == run.printed
    assert [batches.standing(1).made, len(choosing.candidates(Choice(state="issued")))] == [2, 2]


def test_what_breaks_frees_what_was_claimed(run, some, tmp_path, monkeypatch):
    monkeypatch.setattr(printing, "set_badges", lambda *_given, **_more: 1 / 0)
    run("badges", "print", "--out", str(tmp_path / "badges.pdf"), "--mark", "--processes", "1")
    assert (batches.standing(1).claimed, printed(some)) == (0, [False] * 4)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("written", ["QAT", "qa", "Catar"])
def test_it_takes_a_delegation_as_imports_do(run, some, tmp_path, written):
    file = tmp_path / "badges.pdf"
    result = run("badges", "print", "--out", str(file), "--delegation", written)
    assert (result.exit_code, len(batches.pages(file))) == (0, 4)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        (("--delegation", "Qattar"), "Qattar is not known. Did you mean QAT, Qatar?"),
        (("--delegation", "FRA"), "France sends nobody so far."),
        (("--delegation", "#"), "# is not among: QAT."),
        (("--category", "delegat"), "delegat is not known. Did you mean delegate, Delegate?"),
        (("--layout", "persona"), "persona is not known. Did you mean personal, "),
        (("--split",), "With --split, --out names a .zip file."),
    ],
)
def test_it_names_what_it_does_not_know(run, some, tmp_path, asked, sentence):
    result = run("badges", "print", "--out", str(tmp_path / "badges.pdf"), *asked)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert sentence in result.output


def test_it_writes_a_file_for_its_owner_alone_and_takes_the_place_of_no_device(run, tmp_path):
    make.ceremony()
    batches.badge("Amina")
    device, beside = tmp_path / "full", tmp_path / "all-covers.pdf"
    os.mkfifo(device)
    os.mkfifo(beside)
    for out, sentence in (
        (str(device), f"{device} is there and is no file."),
        (str(tmp_path / "all.pdf"), f"{beside} is there and is no file."),
        ("", "--out names a file."),
    ):
        result = run("badges", "print", "--covers", "--mark", "--out", out)
        assert (result.exit_code, sentence in result.output) == (2, True), result.output
    assert (device.is_fifo(), db.session.query(Batch).count()) == (True, 0)
    for name in ("badges.pdf", "badges.zip"):
        assert run("badges", "print", "--out", str(tmp_path / name)).exit_code == 0
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("processes", ["1", "2"])
def test_it_works_in_parts_side_by_side(run, some, tmp_path, monkeypatch, processes):
    monkeypatch.setattr(printing, "CHUNK", 1)
    file = tmp_path / "badges.pdf"
    run("badges", "print", "--out", str(file), "--processes", processes)
    found = [next(x for x in NAMES if x in page) for page in batches.pages(file)]
    ids = queries.current_ids(Filter())
    assert found == [queries.credential(x).accreditation.person.badge_name for x in ids]


def test_it_says_that_nothing_matches(run, some, tmp_path):
    file = tmp_path / "badges.pdf"
    make.category("press")
    result = run("badges", "print", "--out", str(file), "--category", "press")
    assert (result.exit_code, result.output) == (
        1,
        "Error: No badge that counts matches this filter.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_what_a_command_left_unprinted_when_it_was_ended_can_be_freed(some):
    with transaction(SYSTEM):
        batch = operations.start_printing(actor=SYSTEM, choice=Choice(), is_by_job=False).id
    assert batch_queries.standing(batch).stage == "by_command"
    with transaction(SYSTEM):
        operations.stop_printing(actor=SYSTEM, batch=batch_queries.batch(batch))
    assert batches.standing(batch).claimed == 0


def test_a_badge_in_the_hands_of_its_holder_is_printed_too(run, tmp_path):
    issuing.collected()
    file = tmp_path / "badges.pdf"
    assert run("badges", "print", "--out", str(file)).exit_code == 0
