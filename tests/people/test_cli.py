"""``flask people``."""

import pytest

from ceremony.core.errors import DomainError
from ceremony.people import queries, signals
from ceremony.people.states import State
from tests import make


def states(*people):
    return [queries.accreditation_of(x.id).state for x in people]


def test_approve_decides_for_one_delegation(run):
    ours, theirs = make.person("Ours"), make.person("Theirs", body=make.body("FRA"))
    done = run("people", "approve", "--delegation", "QAT")
    assert (done.exit_code, done.output) == (0, "1 person approved.\n")
    assert states(ours, theirs) == [State.APPROVED, State.SUBMITTED]
    assert run("people", "approve", "--category", "delegate").output == "1 person approved.\n"
    assert run("people", "approve").output == "0 people approved.\n"


def test_a_dry_run_names_them_and_changes_nothing(run):
    person = make.person("Đức", "Nguyễn")
    assert run("people", "approve", "--dry-run").output == (
        "Đức Nguyễn\n1 person would be approved.\n"
    )
    assert states(person) == [State.SUBMITTED]


def test_an_unknown_code_is_told(run):
    done = run("people", "approve", "--delegation", "NOWHERE")
    assert (done.exit_code, done.output) == (1, "Error: There is no such delegation or category.\n")


def test_a_rule_that_says_no_is_told(run):
    make.person()

    def refuse(_sender, **_more):
        raise DomainError("No key signs badges.")

    with signals.approved.connected_to(refuse):
        done = run("people", "approve")
    assert (done.exit_code, done.output) == (1, "Error: No key signs badges.\n")


def test_decide_leaves_out_whom_a_rule_refuses_and_names_them(run, monkeypatch):
    monkeypatch.setattr("ceremony.people.cli.CHUNK", 2)
    make.category()
    make.delegation(quota={"delegate": 2}, sender=make.body("QAT"))
    people = [make.person(name, "") for name in "ABC"]
    assert run("people", "decide", "approve", "--dry-run").output == "Approve 3 people\n"
    done = run("people", "decide", "approve", "--delegation", "QAT")
    lines = done.output.splitlines()
    assert (done.exit_code, lines[-3]) == (0, "2 people approved.")
    assert lines[-2] == "1 person was left out and stays as before."
    assert lines[-1].startswith("C: ")
    assert states(*people) == [State.APPROVED, State.APPROVED, State.SUBMITTED]


def test_decide_asks_for_a_reason_and_for_a_move_that_there_is(run):
    make.person()
    assert run("people", "decide", "return").output.endswith("Error: Say why.\n")
    assert run("people", "decide", "promote").exit_code == 2
    done = run("people", "decide", "return", "--reason", "No photograph")
    assert done.output.endswith("1 person returned.\n")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_export_writes_the_list(run, tmp_path, kind):
    make.ceremony()
    make.person("Amina", "", document_number="ZX1")
    file = tmp_path / f"people.{kind}"
    done = run("people", "export", str(file), "--status", "submitted", "--columns", "rank,email")
    assert (done.exit_code, done.output) == (0, f"1 person in {file}.\n")
    if kind == "csv":
        head = "Name on badge,Name in its own script,Rank,Email"
        assert file.read_text(encoding="utf-8-sig").splitlines() == [head, "Amina,,Other,"]


def test_export_takes_two_kinds_of_files(run, tmp_path):
    done = run("people", "export", str(tmp_path / "people.doc"))
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
