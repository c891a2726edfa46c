import os
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.badges import jobs as print_jobs
from ceremony.badges import operations, printing, queries
from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.queries import Filter
from ceremony.badges.states import RevokedBecause
from ceremony.core import audit, jobs
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from tests import cast, make
from tests.badges import issuing, printed

NAMES = ["Amina Al-Kuwari", "Nguyễn Thị Ễ", "Христо Вълчев", "张伟", "Suharjo"]


@pytest.fixture
def some() -> list[int]:
    make.ceremony()
    return [issuing.credential(given_names=name, family_name="").id for name in NAMES]


def start(ids: list[int]) -> int:
    with transaction(SYSTEM):
        return operations.start_printing(actor=SYSTEM, ids=ids).id


def job(job_id: int) -> jobs.Job:
    db.session.rollback()
    return jobs.get(job_id)


def names(pdf: object) -> list[str]:
    """Which of NAMES stand on each page."""
    found = ("".join(line for line in lines if line in NAMES) for lines in printed.texts(pdf))
    return list(found)


def test_a_printed_badge_is_genuine_for_a_stranger(some):
    [picture] = printed.pictures(printing.one(some[0]))
    [code] = printed.codes(picture)
    credential = queries.credential(some[0])
    public = db.session.scalars(select(CredentialKey.public_key)).one()
    serial, category, zones, start_s, end_s = printed.check(code, public)
    assert (serial, category, zones) == (credential.serial, 1, [0])
    assert (start_s, end_s) == (
        int(credential.valid_from.timestamp()),
        int(credential.valid_until.timestamp()),
    )


def test_printing_twice_gives_the_same_code_and_changes_nothing(some):
    before = [(x.version, x.state) for x in map(queries.credential, some)]
    one, two = (printed.codes(printed.pictures(printing.one(some[0]))[0]) for _ in range(2))
    assert one == two
    assert [(x.version, x.state) for x in map(queries.credential, some)] == before


def test_a_job_makes_one_file_in_the_order_asked_for(some, monkeypatch):
    monkeypatch.setattr(print_jobs, "CHUNK", 2)
    started = start(some)
    assert jobs.work_once("worker")
    done = job(started)
    assert (done.state, done.done, done.result["pages"]) == (jobs.State.DONE, 5, 5)
    assert names(print_jobs.path(done.result["file"])) == NAMES


@pytest.mark.both_databases
def test_a_killed_job_goes_on_and_prints_nothing_twice(some, monkeypatch):
    monkeypatch.setattr(print_jobs, "CHUNK", 2)
    started = start(some)
    assert jobs._claim("first") == started
    assert jobs._advance(started, "first")
    spoilt = print_jobs.path(job(started).checkpoint["file"])
    spoilt.write_bytes(spoilt.read_bytes() + b"half of the next part")
    with transaction(SYSTEM, working=True):  # the first worker was killed long ago
        jobs.get(started).lease_until = jobs.get(started).created_at

    assert jobs.work_once("second")

    done = job(started)
    assert (done.state, done.tries, done.result["pages"]) == (jobs.State.DONE, 2, 5)
    assert names(print_jobs.path(done.result["file"])) == NAMES


def test_what_was_revoked_in_the_meantime_is_left_out(some):
    started = start(some)
    with transaction(SYSTEM):
        operations.revoke(
            actor=SYSTEM,
            credentials=[queries.credential(some[1])],
            reason=RevokedBecause.LOST,
        )
    assert jobs.work_once("worker")
    assert names(print_jobs.path(job(started).result["file"])) == [NAMES[0], *NAMES[2:]]


def test_the_command_prints_what_counts_of_the_filter(run, some, tmp_path):
    other = make.body("VNM")
    issuing.credential(given_names="Somebody", family_name="Else", body=other)
    file = tmp_path / "badges.pdf"

    result = run("badges", "print", "--out", str(file), "--delegation", "QAT")

    assert result.exit_code == 0, result.output
    assert f"5 badges in {file}." in result.output
    assert sorted(names(file)) == sorted(NAMES)


@pytest.mark.parametrize("written", ["QAT", "qat", "QA", "Qatar", "Catar"])
def test_the_command_takes_a_delegation_as_imports_do(run, some, tmp_path, written):
    file = tmp_path / "badges.pdf"
    result = run("badges", "print", "--out", str(file), "--delegation", written)
    assert (result.exit_code, len(names(file))) == (0, 5)


@pytest.mark.parametrize(
    ("option", "given", "sentence"),
    [
        ("--delegation", "Qattar", "Qattar is not known. Did you mean QAT, Qatar?"),
        ("--delegation", "FRA", "France sends nobody so far."),
        ("--delegation", "#", "# is not among: QAT."),
        ("--category", "delegat", "delegat is not known. Did you mean delegate, Delegate?"),
    ],
)
def test_the_command_names_what_it_does_not_know(run, some, tmp_path, option, given, sentence):
    result = run("badges", "print", "--out", str(tmp_path / "badges.pdf"), option, given)
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert sentence in result.output


@pytest.mark.parametrize("processes", ["1", "2"])
def test_the_command_works_in_parts_side_by_side(run, some, tmp_path, monkeypatch, processes):
    monkeypatch.setattr(printing, "CHUNK", 1)
    file = tmp_path / "badges.pdf"
    run("badges", "print", "--out", str(file), "--processes", processes)
    assert names(file) == [
        queries.credential(x).accreditation.person.badge_name for x in queries.current_ids(Filter())
    ]


def test_a_photograph_that_is_gone_is_said_in_words():
    lost = issuing.credential(photo="0" * 64 + ".jpg")
    assert "No photograph" in printed.texts(printing.one(lost.id))[0]


@pytest.mark.parametrize("part", [{"rank": "head_of_government"}, {"function": "spouse"}])
def test_of_whom_none_is_asked_the_badge_says_so(part):
    own = issuing.credential(**part)
    assert "No photograph, by protocol" in " ".join(printed.texts(printing.one(own.id))[0])


def test_what_was_printed_is_deleted_after_a_day(some):
    first = start(some)
    assert jobs.work_once("worker")
    old = print_jobs.path(job(first).result["file"])
    os.utime(old, (0, 0))
    start(some)
    assert jobs.work_once("worker")
    assert not old.exists()


def test_one_badge_that_cannot_be_made_does_not_stop_the_others(some):
    with transaction(SYSTEM) as session:
        broken = session.get_one(Credential, some[0])
        broken.valid_from = datetime(1950, 1, 1, tzinfo=UTC)
        audit.record(SYSTEM, "test.broken", broken)
    press = printing.Press()

    faces = press.faces(some)

    assert [x.serial for x in faces] == [2, 3, 4, 5]
    assert press.findings == [(1, "badge")]


def test_the_command_says_that_nothing_matches(run, some, tmp_path):
    file = tmp_path / "badges.pdf"
    make.category("press")
    result = run("badges", "print", "--out", str(file), "--category", "press")
    assert (result.exit_code, result.output) == (
        1,
        "Error: No badge that counts matches this filter.\n",
    )
    assert list(tmp_path.iterdir()) == []


def test_the_command_names_what_could_not_be_set_well(run, tmp_path):
    issuing.credential(given_names="Wolfeschlegelsteinhausenbergerdorff" * 2, family_name="")
    result = run("badges", "print", "--out", str(tmp_path / "badges.pdf"))
    assert "000 001: look at name." in result.stderr


def test_the_order_of_printing_is_by_delegation_then_name(some):
    first = make.body("ALB")
    early = issuing.credential(given_names="Zana", family_name="Hoxha", body=first)
    assert queries.current_ids(Filter())[0] == early.id
    assert len(queries.current_ids(Filter(category="delegate"))) == 6


def test_whoever_lost_the_role_prints_nothing_more(some):
    officer = cast.actor(Role.BADGE_OFFICER)
    with transaction(officer):
        started = operations.start_printing(actor=officer, ids=some).id
    cast.officer(Role.ADMINISTRATOR)
    holder = cast.officer(Role.BADGE_OFFICER)
    with transaction(SYSTEM):
        left = [Role.LIAISON_OFFICER]
        accounts.change(actor=SYSTEM, user=holder, name=holder.name, roles=left)
    assert jobs.work_once("worker")
    ended = job(started)
    assert (ended.state, ended.error) == (jobs.State.FAILED, "You may not do this.")
    assert print_jobs.find(ended) is None
