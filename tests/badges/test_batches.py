"""The print room: what a batch claims, checks, draws, marks and leaves to others."""

import re
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from ceremony.badges import jobs as print_jobs
from ceremony.badges import operations, printing
from ceremony.badges import queries as badges
from ceremony.badges.batches import choosing, queries
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.batches.queries import Stage
from ceremony.badges.models import Impression, Order
from ceremony.badges.operations import NothingToPrint
from ceremony.badges.operations.batches import Decided
from ceremony.badges.states import RevokedBecause, State
from ceremony.core import audit, jobs
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed, ReasonNeeded
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import operations as people
from ceremony.people import queries as persons
from ceremony.people.kinds import PassKind
from tests import cast, make
from tests.badges import batches, issuing, passes

NAMES = ["Amina", "Nguyễn Ễ", "Христо", "Suharjo", "Zoë"]


@pytest.fixture
def some(once) -> list[int]:
    return once("five badges", lambda: batches.badges_of(*NAMES))


def named(pages: list[str]) -> list[str]:
    return [next((x for x in NAMES if x in page), page) for page in pages]


def states(ids: list[int]) -> list[State]:
    db.session.rollback()
    return [badges.credential(x).state for x in ids]


def claimed() -> list[int]:
    db.session.rollback()
    rows = select(Impression.credential_id).where(Impression.made_at.is_(None))
    return sorted(db.session.scalars(rows))


@pytest.mark.both_databases
def test_what_is_right_is_printed_and_marked_without_a_question(some, monkeypatch):
    monkeypatch.setattr(print_jobs, "CHUNK", 2)
    batch = batches.start()
    batches.work()
    known = batches.standing(batch)
    assert (known.stage, known.made, known.claimed) == (Stage.DONE, 5, 0)
    assert sorted(named(batches.made(batch)[""])) == sorted(NAMES)
    assert states(some) == [State.PRINTED] * 5
    [page, *_] = batches.made(batch)[""]
    assert re.search(r"000 00\d · batch 1 · personal v1", page)
    assert badges.outdated_ids(badges.Filter()) == set()


@pytest.mark.both_databases
def test_two_operators_who_print_the_same_print_nobody_twice(app, some):
    together, printed, refused = Barrier(2), [], []

    def operator() -> None:
        with app.app_context():
            together.wait()
            try:
                printed.append(batches.start())
            except NothingToPrint as error:
                refused.append(str(error))
            db.session.remove()

    both = [Thread(target=operator) for _ in range(2)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert (len(printed), len(refused)) == (1, 1)
    assert refused[0].startswith(f"All of these are being printed: batch {printed[0]}, by ")
    assert claimed() == sorted(some)


def test_the_second_prints_what_the_first_left_and_sees_by_whom_the_rest_is_printed(some):
    first = cast.actor(Role.BADGE_OFFICER)
    batches.start(Choice(ids=tuple(some[:3])), actor=first)
    seen = choosing.tally(choosing.candidates(Choice()))
    assert (seen.new, seen.again) == (2, 0)
    assert seen.taken == [(choosing.Claim(1, "Bjørn Aasen"), 3)]
    second = batches.start(Choice())
    assert batches.standing(second).total == 2


def test_what_was_printed_is_printed_again_with_a_reason_and_keeps_its_serial(some):
    issuing.mark(*some[:2])
    with pytest.raises(ReasonNeeded):
        batches.start(Choice())
    batch = batches.start(Choice(), reason="Colour faded")
    batches.work()
    assert len(batches.made(batch)[""]) == 5
    [again, first] = queries.printings(some[0])
    assert (again.impression.batch_id, again.batch_reason) == (batch, "Colour faded")
    assert first.impression.batch_id is None
    assert badges.credential(some[0]).serial == 1


def test_only_what_is_new_of_a_choice_needs_no_reason(some):
    issuing.mark(*some[:2])
    batch = batches.start(Choice(is_new_only=True))
    assert batches.standing(batch).total == 3


@pytest.fixture
def wrong(some) -> list[int]:
    """One whose name no font has, one too long, one without a photograph, beside the right."""
    return [
        batches.badge("Smile 😀").id,
        batches.badge("Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren" * 2).id,
        batches.badge("Nobody", photo=None).id,
    ]


def test_what_is_found_stops_a_batch_before_anything_is_printed(wrong):
    batch = batches.start()
    batches.work()
    known = batches.standing(batch)
    assert (known.stage, known.made, known.claimed) == (Stage.ASKING, 0, 8)
    found = sorted(tuple(x) for x in known.findings)
    assert found == [
        (6, "name", "letters", "😀"),
        (7, "name", "long", ""),
        (8, "photo", "absent", ""),
    ]


def test_the_others_are_printed_and_what_was_left_out_is_free(some, wrong):
    batch = batches.start()
    batches.work()
    with transaction(SYSTEM):
        operations.go_on(actor=SYSTEM, batch=queries.batch(batch), is_everything=False)
    batches.work()
    assert sorted(named(batches.made(batch)[""])) == sorted(NAMES)
    assert states(wrong) == [State.ISSUED] * 3
    assert (claimed(), len(batches.standing(batch).findings)) == ([], 3)


def test_all_that_can_be_printed_is_but_never_what_lacks_letters(some, wrong):
    batch = batches.start()
    batches.work()
    with transaction(SYSTEM):
        operations.go_on(actor=SYSTEM, batch=queries.batch(batch), is_everything=True)
    batches.work()
    assert len(batches.made(batch)[""]) == 7
    assert states(wrong) == [State.ISSUED, State.PRINTED, State.PRINTED]
    with pytest.raises(Decided), transaction(SYSTEM):
        operations.go_on(actor=SYSTEM, batch=queries.batch(batch), is_everything=True)


def test_a_batch_of_nothing_that_can_be_printed_is_refused_and_waits_on(wrong):
    batch = batches.start(Choice(ids=(wrong[0],)))
    batches.work()
    with pytest.raises(NothingToPrint), transaction(SYSTEM):
        operations.go_on(actor=SYSTEM, batch=queries.batch(batch), is_everything=True)
    assert batches.standing(batch).stage is Stage.ASKING


@pytest.mark.both_databases
def test_stopped_in_the_middle_what_is_made_stays_and_the_rest_is_free(some, monkeypatch):
    monkeypatch.setattr(print_jobs, "CHUNK", 2)
    batch = batches.start()
    assert jobs.work_once("worker")  # checks
    printing_job = jobs._claim("worker")
    assert jobs._advance(printing_job, "worker")
    with transaction(SYSTEM):
        operations.stop_printing(actor=SYSTEM, batch=queries.batch(batch))
    with pytest.raises(jobs.LostLease):
        jobs._advance(printing_job, "worker")

    known = batches.standing(batch)
    assert (known.stage, known.made, known.claimed) == (Stage.STOPPED, 2, 0)
    assert len(batches.made(batch)[""]) == 2  # not what was drawn and never marked
    assert sorted(states(some)) == [State.ISSUED] * 3 + [State.PRINTED] * 2
    rest = batches.start()
    batches.work()
    both = batches.made(batch)[""] + batches.made(rest)[""]
    assert sorted(named(both)) == sorted(NAMES)


def test_what_a_broken_batch_had_claimed_is_free(some):
    officer = cast.actor(Role.BADGE_OFFICER)
    batch = batches.start(actor=officer)
    with transaction(SYSTEM, working=True) as session:
        session.get_one(jobs.Job, batches.standing(batch).job.id).state = jobs.State.FAILED
    assert choosing.claims() == {}
    again = batches.start()
    batches.work()
    assert batches.standing(again).made == 5


@pytest.mark.both_databases
def test_a_killed_worker_loses_nothing_and_prints_nothing_twice(some, monkeypatch):
    monkeypatch.setattr(print_jobs, "CHUNK", 2)
    batch = batches.start(with_covers=True, is_split=True)
    assert jobs.work_once("first")
    job_id = jobs._claim("first")
    assert jobs._advance(job_id, "first")
    half = print_jobs.path(jobs.get(job_id).checkpoint["files"][-1]["file"])
    half.write_bytes(half.read_bytes() + b"half of the next part")
    with transaction(SYSTEM, working=True) as session:  # it was killed long ago
        session.get_one(jobs.Job, job_id).lease_until = now()

    batches.work()

    assert batches.standing(batch).stage is Stage.DONE
    files = batches.made(batch)
    assert sorted(files) == ["QAT/badges-personal.pdf", "QAT/cover.pdf"]
    assert sorted(named(files["QAT/badges-personal.pdf"])) == sorted(NAMES)
    assert all(name in files["QAT/cover.pdf"][0] for name in NAMES)


def test_each_delegation_has_its_folder_and_a_cover_with_list_and_receipt(some):
    other = batches.badge("Mai", body=make.body("VNM"))
    batch = batches.start(with_covers=True, is_split=True)
    batches.work()
    files = batches.made(batch)
    assert {x: len(pages) for x, pages in files.items()} == {
        "QAT/badges-personal.pdf": 5,
        "VNM/badges-personal.pdf": 1,
        "QAT/cover.pdf": 1,
        "VNM/cover.pdf": 1,
    }
    [cover] = files["VNM/cover.pdf"]
    wanted = ["Viet Nam", "1 badge", f"Batch {batch}", f"000 00{other.serial} Mai", "Signature"]
    assert [x for x in wanted if x not in cover] == []


def test_covers_lie_beside_the_badges_which_may_be_on_other_paper(some):
    batches.badge("Mai", body=make.body("VNM"))
    batch = batches.start(with_covers=True)
    batches.work()
    files = batches.made(batch)
    assert {x: len(pages) for x, pages in files.items()} == {
        "badges-personal.pdf": 6,
        "covers.pdf": 2,
    }


def test_passes_of_several_kinds_come_in_a_file_for_each_layout(some):
    qatar = badges.sender(badges.credential(some[0]))
    passes.floaters(2, body=qatar)
    passes.vehicle(body=qatar)
    seen = choosing.tally(choosing.candidates(Choice()))
    assert seen.kinds == {PassKind.PERSONAL: 5, PassKind.FLOATER: 2, PassKind.VEHICLE: 1}
    batch = batches.start(with_covers=True)
    batches.work()
    files = batches.made(batch)
    assert {x: len(pages) for x, pages in files.items()} == {
        "badges-personal.pdf": 5,
        "badges-floater.pdf": 2,
        "badges-vehicle.pdf": 1,
        "covers.pdf": 1,
    }
    assert "29A" in files["badges-vehicle.pdf"][0]
    listed = ("8 badges", "Floater 1", "Floater 2")
    assert [x for x in listed if x not in files["covers.pdf"][0]] == []


def test_backs_stand_behind_their_fronts(some):
    batch = batches.start(Choice(ids=(some[0],)), with_backs=True)
    batches.work()
    [front, back] = batches.made(batch)[""]
    assert ("000 001 · batch" in front, "The code holds no personal data." in back) == (True, True)


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (Order.DELEGATION, ["Driver Vũ", "Head Abel", "Amina"]),
        (Order.RANK, ["Head Abel", "Driver Vũ", "Amina"]),
        (Order.NAME, ["Amina", "Driver Vũ", "Head Abel"]),
    ],
)
def test_a_batch_comes_in_the_order_asked_for(order, expected):
    make.ceremony()
    albania, qatar = make.body("ALB"), make.body("QAT")
    batches.badge("Amina", body=qatar)
    batches.badge("Head Abel", body=albania, function="head", rank="minister")
    batches.badge("Driver Vũ", body=albania, function="driver")
    batch = batches.start(sorted_by=order)
    batches.work()
    pages = batches.made(batch)[""]
    assert [next(x for x in expected if x in page) for page in pages] == expected


def test_a_part_of_the_pile_is_printed_again(some):
    first = batches.start()
    batches.work()
    part = choosing.candidates(Choice(batch=first, first=2, last=4))
    pile = [
        badges.credential(x.credential_id).serial
        for x in db.session.scalars(select(Impression).order_by(Impression.position))
    ]
    ends = sorted((pile.index(2), pile.index(4)))
    assert [x.serial for x in part] == sorted(pile[ends[0] : ends[1] + 1])
    with pytest.raises(DomainError, match=r"Badge 99 was not printed in this batch\."):
        choosing.candidates(Choice(batch=first, first=99))


def test_what_was_revoked_meanwhile_is_left_out(some):
    batch = batches.start()
    with transaction(SYSTEM):
        lost = [badges.credential(some[1])]
        operations.revoke(actor=SYSTEM, credentials=lost, reason=RevokedBecause.LOST)
    batches.work()
    assert sorted(named(batches.made(batch)[""])) == sorted([NAMES[0], *NAMES[2:]])
    assert claimed() == []


def test_a_batch_that_waits_anybody_may_stop_who_prints_and_nobody_else(wrong):
    batch = batches.start(actor=cast.actor(Role.BADGE_OFFICER))
    colleague, reader = cast.actor(Role.REGISTRAR), cast.actor(Role.GATE_SUPERVISOR)
    with pytest.raises(NotAllowed), transaction(colleague):  # it is being checked
        operations.stop_printing(actor=colleague, batch=queries.batch(batch))
    batches.work()
    with pytest.raises(NotAllowed), transaction(reader):
        operations.stop_printing(actor=reader, batch=queries.batch(batch))
    with transaction(colleague):
        operations.stop_printing(actor=colleague, batch=queries.batch(batch))
    assert (claimed(), batches.standing(batch).stage) == ([], Stage.STOPPED)


def test_on_the_spot_a_badge_is_printed_marked_and_noted():
    make.ceremony()
    badge, officer = batches.badge("Amina"), cast.actor(Role.BADGE_OFFICER)
    pdf = batches.on_the_spot(badge.id, officer)
    [front, _back] = batches.pages(pdf)
    assert "000 001 · personal v1" in front
    db.session.rollback()
    assert badges.credential(badge.id).state is State.PRINTED
    [noted] = queries.printings(badge.id)
    assert (noted.by, noted.impression.layout_code) == ("Bjørn Aasen", "personal")
    with pytest.raises(ReasonNeeded):
        batches.on_the_spot(badge.id, officer)
    batches.on_the_spot(badge.id, officer, reason="Torn")
    assert queries.printings(badge.id)[0].impression.reason == "Torn"


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("x" * 201, "A reason has at most 200 characters."),
        ("Torn\0", r"invisible control characters: U\+0000"),
        ("Torn\u202e", r"invisible control characters: U\+202E"),
    ],
)
def test_why_a_badge_is_printed_again_is_a_short_clean_line(reason, sentence):
    make.ceremony()
    badge = batches.badge("Amina")
    for _time in ("first", "second"):
        with pytest.raises(DomainError, match=sentence):
            batches.on_the_spot(badge.id, reason=reason)
        with pytest.raises(DomainError, match=sentence):
            batches.start(Choice(), reason=reason)
        batches.on_the_spot(badge.id, reason=" Torn \n in two ")
    assert queries.printings(badge.id)[0].impression.reason == "Torn in two"


def test_who_began_a_batch_stops_it_whoever_decided_on_it(wrong):
    first, second = cast.actor(Role.REGISTRAR), cast.actor(Role.BADGE_OFFICER)
    batch = batches.start(actor=first)
    batches.work()
    with transaction(second):
        operations.go_on(actor=second, batch=queries.batch(batch), is_everything=False)
    with transaction(first):
        operations.stop_printing(actor=first, batch=queries.batch(batch))
    assert (batches.standing(batch).stage, claimed()) == (Stage.STOPPED, [])


def test_on_the_spot_a_badge_leaves_a_batch_that_has_not_begun_to_draw(some):
    batch = batches.start()
    batches.on_the_spot(some[0])
    batches.work()
    assert batches.standing(batch).made == 4
    held = batches.start(Choice(), reason="All again")
    assert jobs.work_once("worker")  # checked: now it is being printed
    with pytest.raises(NothingToPrint):
        batches.on_the_spot(some[0], reason="Torn")
    assert batches.standing(held).claimed == 5


def test_on_the_spot_nothing_is_printed_that_lacks_letters(wrong):
    with pytest.raises(printing.Unprintable, match=r"No font has 😀 U\+1F600\."):
        batches.on_the_spot(wrong[0], as_it_is=True)
    assert states(wrong[:1]) == [State.ISSUED]


def test_that_a_batch_was_begun_decided_and_fetched_is_in_the_trail(some):
    officer = cast.actor(Role.BADGE_OFFICER)
    batch = batches.start(actor=officer)
    batches.work()
    with transaction(officer):
        operations.record_fetched(actor=officer, batch=queries.batch(batch))
    entries = select(audit.AuditEntry).where(audit.AuditEntry.subject_type == "batch")
    found = db.session.scalars(entries.order_by(audit.AuditEntry.id)).all()
    assert [(x.event, x.actor_id, x.details) for x in found] == [
        ("badges.print_started", officer.id, {"badges": 5}),
        ("badges.print_confirmed", officer.id, {"badges": 5, "left_out": 0}),
        ("badges.print_fetched", officer.id, {}),
    ]
    colleague = cast.actor(Role.REGISTRAR)
    with pytest.raises(NotAllowed), transaction(colleague):
        operations.record_fetched(actor=colleague, batch=queries.batch(batch))


def renamed(credential_id: int, name: str) -> None:
    """Their badge no longer says what is true."""
    db.session.rollback()
    person_id = badges.credential(credential_id).accreditation.person_id
    with transaction(SYSTEM):
        people.change(actor=SYSTEM, person=persons.person(person_id), badge_name=name)


def collected(credential_id: int) -> None:
    issuing.mark(credential_id)
    with transaction(SYSTEM):
        operations.hand_over(actor=SYSTEM, credentials=[badges.credential(credential_id)])


def test_what_is_in_reprint_and_not_here_is_not_printed_again_but_made_anew(some):
    held, other = some[0], some[1]
    collected(held)
    collected(other)
    renamed(held, "Somebody Else")
    seen = choosing.tally(choosing.candidates(Choice()))
    assert (seen.new, seen.again, seen.anew) == (3, 1, 1)
    with pytest.raises(NothingToPrint, match="make them anew"):
        batches.start(Choice(ids=(held,)), reason="Colour faded")
    with pytest.raises(printing.Unprintable, match="make it anew"):
        batches.on_the_spot(held, reason="Torn")
    batch = batches.start(Choice(), reason="Colour faded")
    batches.work()
    assert batches.standing(batch).made == 4
    assert badges.outdated_ids(badges.Filter()) == {held}


def test_of_whom_a_new_badge_waits_only_that_one_is_printed(some):
    old = some[0]
    collected(old)
    with transaction(SYSTEM):
        [new] = operations.reprint(actor=SYSTEM, ids=[old], reason="New title")
    right = badges.credential(old).accreditation_id
    assert {x.id for x in choosing.candidates(Choice())} == {*some[1:], new}
    assert [x.id for x in choosing.candidates(Choice(ids=(old, new)))] == [new]
    assert badges.current_ids(badges.Filter(), accreditation_ids=[right]) == [new]


@pytest.mark.both_databases
def test_stopping_while_the_checking_ends_waits_for_it_in_the_same_order(app, some):
    batch = batches.start()
    job_id, failed = jobs._claim("worker"), []

    def stop() -> None:
        with app.app_context():
            try:
                with transaction(SYSTEM):
                    operations.stop_printing(actor=SYSTEM, batch=queries.batch(batch))
            except Exception as error:
                failed.append(error)
            db.session.remove()

    stopping = Thread(target=stop)
    with transaction(SYSTEM):  # what the last chunk of the checking does
        jobs._hold(job_id, "worker", state=jobs.State.DONE, result={"findings": []})
        stopping.start()
        stopping.join(0.3)
        operations.checked(actor=SYSTEM, batch=queries.batch(batch))
    stopping.join()
    known = batches.standing(batch)
    assert (failed, known.stage, known.claimed) == ([], Stage.STOPPED, 0)
    assert known.job.name == queries.PRINT


def test_a_batch_of_which_everything_was_taken_out_while_it_was_checked_just_ends(some):
    batch = batches.start(Choice(ids=(some[0],)))
    batches.on_the_spot(some[0])
    batches.work()
    known = batches.standing(batch)
    assert (known.stage, known.is_empty, known.job.error) == (Stage.STOPPED, True, None)


def test_on_the_spot_what_is_wrong_is_asked_about_first(wrong):
    with pytest.raises(printing.Doubtful) as asked:
        batches.on_the_spot(wrong[2])
    assert (str(asked.value), states(wrong[2:])) == ("Photograph: Missing", [State.ISSUED])
    batches.on_the_spot(wrong[2], as_it_is=True)
    assert states(wrong[2:]) == [State.PRINTED]


def test_what_changes_after_the_checking_is_told_of_the_batch(some, wrong):
    batch = batches.start(Choice(ids=(*some, wrong[2])))
    assert jobs.work_once("worker")
    with transaction(SYSTEM):
        operations.go_on(actor=SYSTEM, batch=queries.batch(batch), is_everything=True)
    renamed(some[0], "Smile 😀")
    renamed(some[1], "Wolfeschlegelsteinhausenbergerdorffwelchevoralternwaren" * 2)
    batches.work()
    known = batches.standing(batch)
    late = [(1, "name", "letters", "😀"), (2, "name", "long", "")]
    assert sorted(tuple(x) for x in known.findings) == late
    assert (known.made, states(some[:2])) == (5, [State.ISSUED, State.PRINTED])


def test_who_printed_a_badge_is_kept_with_it(some):
    first, second = cast.actor(Role.BADGE_OFFICER), cast.actor(Role.PICKUP_OFFICER)
    issuing.mark(some[0])
    batches.start(Choice(ids=(some[0],)), actor=first, reason="Torn")
    batches.work()
    batches.on_the_spot(some[0], second, reason="Torn again")
    assert [x.by for x in queries.printings(some[0])] == ["Petra Novák", "Bjørn Aasen", ""]


def test_who_does_not_print_neither_goes_on_nor_frees_anything(some):
    batch, reader = batches.start(), cast.actor(Role.GATE_SUPERVISOR)
    with pytest.raises(NotAllowed), transaction(reader):
        operations.checked(actor=reader, batch=queries.batch(batch))
    with pytest.raises(NotAllowed), transaction(reader):
        operations.release(actor=reader, batch_id=batch)
