"""What officers do in bulk has a command."""

import csv

from ceremony.people.vetting.states import State
from tests import make
from tests.people.vetting import vetted


def test_a_batch_goes_out_and_its_answers_come_back(run, tmp_path):
    make.ceremony()
    first, second = vetted.somebody("Bo"), vetted.somebody("Cy")
    dry = run("people", "vetting", "batch", "--dry-run")
    assert dry.output == "2 people would be sent.\n"
    assert run("people", "vetting", "batch").output == "Batch 1 was made of 2 people.\n"
    file = tmp_path / "out.csv"
    sent = run("people", "vetting", "export", "1", "--out", str(file))
    assert sent.output == f"2 people in {file}.\n"
    assert file.stat().st_mode & 0o777 == 0o600
    with file.open(encoding="utf-8-sig", newline="") as text:
        rows = list(csv.DictReader(text))
    answers = tmp_path / "answers.csv"
    lines = [f"{rows[0]['reference']},no objection", "V-999999,cleared"]
    answers.write_text("\n".join(["reference,result", *lines]))

    import_ = ("people", "vetting", "import", str(answers), "--batch", "1")
    dry = run(*import_, "--dry-run")
    assert dry.output == ("3: V-999999 Nobody has this reference.\nImport 1, leave out 1 row\n")
    refused = run(*import_)
    assert (refused.exit_code, "1 row cannot be imported" in refused.output) == (1, True)
    assert vetted.of(first).state is State.SENT
    done = run(*import_, "--leave-out")
    assert done.output.endswith("Imported: 1 cleared, 0 objected, 1 left out.\n")
    assert [vetted.of(x).state for x in (first, second)] == [State.CLEARED, State.SENT]


def test_some_kinds_of_sender_alone(run):
    make.ceremony()
    vetted.somebody()
    assert run("people", "vetting", "batch", "--kind", "ngo").exit_code == 1
    assert "1 person" in run("people", "vetting", "batch", "--kind", "state").output


def test_there_is_no_such_batch(run, tmp_path):
    make.ceremony()
    refused = run("people", "vetting", "export", "7", "--out", str(tmp_path / "x.csv"))
    assert (refused.exit_code, refused.output) == (1, "Error: There is no batch 7.\n")
    assert not (tmp_path / "x.csv").exists()
