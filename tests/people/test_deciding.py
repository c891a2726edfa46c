"""Deciding about many: who cannot be decided on is left out, and holds up nobody."""

import pytest
from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.accounts import queries as users
from ceremony.core import jobs
from ceremony.core.audit import AuditEntry, RowChange
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import jobs as people_jobs
from ceremony.people import operations, queries
from ceremony.people.operations import deciding
from ceremony.people.states import State
from tests import cast, make
from tests.client import parse, words
from tests.people.vetting import vetted


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(people_jobs, "CHUNK", 2)
    monkeypatch.setattr("ceremony.people.views.decisions.CHUNK", 2)


def crowd(count, **more):
    """Accreditations of so many, in the order of their names."""
    return [make.person(f"P{number:03}", "", **more).accreditation.id for number in range(count)]


def state(id_):
    db.session.rollback()
    return dict(queries.states_of([id_]))[id_]


def begin(actor, ids, move="approve", reason=""):
    with transaction(actor):
        asked = {"move": move, "ids": ids, "reason": reason}
        return operations.start_deciding(actor=actor, **asked).id


def job(job_id):
    db.session.rollback()
    return jobs.get(job_id)


class TestPossible:
    @pytest.mark.both_databases
    def test_whoever_a_rule_refuses_is_left_out_with_its_sentence(self):
        make.category()
        make.delegation(quota={"delegate": 2}, sender=make.body("QAT"))
        ids = crowd(5)
        other = make.person("Z", "", body=make.body("FRA")).accreditation.id
        with transaction(SYSTEM):
            outcome = operations.decide_possible(actor=SYSTEM, move="approve", ids=[*ids, other])
        assert outcome.done == 3
        assert [x.id for x in outcome.skipped] == ids[2:]
        assert len({x.reason for x in outcome.skipped}) == 1
        assert "Qatar" in outcome.skipped[0].reason
        assert [state(x) for x in (*ids, other)] == [
            *[State.APPROVED] * 2,
            *[State.SUBMITTED] * 3,
            State.APPROVED,
        ]

    @pytest.mark.both_databases
    def test_whoever_holds_the_rows_does_not_see_what_was_undone(self):
        make.category()
        make.delegation(quota={"delegate": 2}, sender=make.body("QAT"))
        ids = crowd(4)
        with transaction(SYSTEM):
            held = queries.candidates(ids)
            assert {x.state for x in held} == {State.SUBMITTED}
            outcome = operations.decide_possible(actor=SYSTEM, move="approve", ids=ids)
            assert [x.state for x in held] == [State.APPROVED] * 2 + [State.SUBMITTED] * 2
        assert (outcome.done, [x.id for x in outcome.skipped]) == (2, ids[2:])
        assert "Qatar has 2 places" in outcome.skipped[0].reason

    def test_whoever_was_decided_meanwhile_or_is_gone_is_said_to_be(self):
        first, second = crowd(2)
        with transaction(SYSTEM):
            operations.decide(actor=SYSTEM, move="withdraw", ids=[first])
        with transaction(SYSTEM):
            outcome = operations.decide_possible(
                actor=SYSTEM, move="approve", ids=[first, 9_999, second]
            )
        assert outcome == (
            1,
            [
                (first, "Decided by somebody else meanwhile: Withdrawn."),
                (9_999, "No longer in the list."),
            ],
        )

    def test_where_nobody_can_be_decided_on_it_says_why(self):
        [only] = crowd(1)
        with transaction(SYSTEM):
            operations.decide(actor=SYSTEM, move="approve", ids=[only])
        with pytest.raises(DomainError, match="meanwhile: Approved"), transaction(SYSTEM):
            operations.decide_some(actor=SYSTEM, move="approve", ids=[only])

    @pytest.mark.parametrize("operation", [operations.decide_possible, operations.start_deciding])
    def test_it_needs_the_permission_and_the_reason(self, operation):
        ids, officer = crowd(1), cast.actor(Role.GATE_SUPERVISOR)
        with pytest.raises(NotAllowed), transaction(officer):
            operation(actor=officer, move="approve", ids=ids)
        with pytest.raises(DomainError, match="Say why"), transaction(SYSTEM):
            operation(actor=SYSTEM, move="return", ids=ids, reason=" ")


class TestJob:
    @pytest.mark.both_databases
    def test_it_goes_on_in_chunks_as_the_one_who_began_it(self, small):
        make.ceremony()
        make.category()
        make.delegation(quota={"delegate": 3}, sender=make.body("QAT"))
        officer, ids = cast.actor(Role.PROTOCOL_OFFICER), crowd(5)
        started = begin(officer, ids)
        assert jobs.work_once("worker")
        done = job(started)
        assert (done.state, done.done, done.result["done"]) == (jobs.State.DONE, 5, 3)
        assert [id_ for id_, _reason in done.result["skipped"]] == ids[3:]
        for trail, event in (
            (AuditEntry, AuditEntry.event == "people.approved"),
            (RowChange, True),
        ):
            rows = select(trail.actor_kind, trail.actor_id, trail.transaction_key).where(
                event, trail.subject_type == "accreditation", trail.subject_id.in_(ids[:3])
            )
            if trail is RowChange:
                rows = rows.where(RowChange.verb == "update")
            seen = db.session.execute(rows.distinct()).all()
            assert {(kind, id_) for kind, id_, _key in seen} == {("user", officer.id)}
            assert len({key for _kind, _id, key in seen}) == 2

    def test_permissions_are_asked_again(self, small):
        cast.officer(Role.ADMINISTRATOR)
        officer, ids = cast.actor(Role.REGISTRAR), crowd(3)
        started = begin(officer, ids)
        user = cast.officer(Role.REGISTRAR)
        with transaction(SYSTEM):
            accounts.disable(actor=SYSTEM, user=users.user(user.id))
        assert jobs.work_once("worker")
        ended = job(started)
        assert (ended.state, ended.error) == (
            jobs.State.FAILED,
            "The account of whoever began this was disabled.",
        )
        assert [state(x) for x in ids] == [State.SUBMITTED] * 3

    def test_what_was_decided_before_a_stop_stays(self, small):
        officer, ids = cast.actor(Role.REGISTRAR), crowd(5)
        started = begin(officer, ids)
        assert jobs._claim("worker") == started
        assert jobs._advance(started, "worker")
        with transaction(officer):
            operations.stop_deciding(actor=officer, job=jobs.get(started))
        with pytest.raises(jobs.LostLease):
            jobs._advance(started, "worker")
        assert (job(started).state, job(started).result["done"]) == (jobs.State.STOPPED, 2)
        assert [state(x) for x in ids] == [State.APPROVED] * 2 + [State.SUBMITTED] * 3


class TestPages:
    @pytest.fixture
    def registrar(self, signed_in):
        make.ceremony()
        return signed_in(Role.REGISTRAR)

    def test_many_are_counted_and_the_first_are_named(self, registrar):
        ids = crowd(30)
        with transaction(SYSTEM):
            operations.decide(actor=SYSTEM, move="withdraw", ids=ids[:1])
        asked = registrar.send("/desk/people/decide/approve", page="/desk/people", all="yes")
        [table] = parse(asked.text).iter("tbody")
        assert (len(table.findall("tr")), "Approve 29 people" in asked.text) == (25, True)
        assert "And 4 more." in asked.text
        assert "1 of those chosen stays as it is" in asked.text

    def test_many_are_decided_while_one_watches(self, registrar, small):
        ids = crowd(3)
        sure = {"is_sure": "yes", "ids": " ".join(map(str, [*ids, 9_999]))}
        begun = registrar.send("/desk/people/decide/approve", page="/desk/people", **sure)
        assert begun.status_code == 303
        assert "Waiting to begin" in registrar.get(begun.location).text
        assert jobs.work_once("worker")
        page = registrar.get(begun.location)
        assert "3 people approved." in page.text
        assert "1 person was left out" in page.text
        [table] = parse(page.text).iter("tbody")
        assert [words(x) for x in table.iter("td")] == ["No longer in the list."]
        part = registrar.get(begun.location, headers={"HX-Request": "true"})
        assert "<html" not in part.text

    def test_names_and_reasons_are_for_who_reads_people_now(self, registrar, signed_in, small):
        held, *others = crowd(3)
        vetted.act("hold", queries.accreditations([held])[0].person_id, "Ask again")
        sure = {"is_sure": "yes", "ids": " ".join(map(str, [held, *others]))}
        url = registrar.send("/desk/people/decide/approve", page="/desk/people", **sure).location
        assert jobs.work_once("worker")
        assert "ask the vetting officers" in registrar.get(url).text
        administrator = signed_in(Role.ADMINISTRATOR)
        holder = cast.officer(Role.REGISTRAR)
        with transaction(SYSTEM):
            left = [Role.LIAISON_OFFICER]
            accounts.change(actor=SYSTEM, user=holder, name="Ravi", roles=left)
        for reader in (administrator, registrar):
            page = reader.get(url).text
            assert ("1 person was left out" in page, "P000" in page) == (True, False)
            assert "ask the vetting officers" not in page

    def test_whoever_is_left_out_is_named_in_one_notice_with_the_reason(self, registrar):
        make.delegation(quota={"delegate": 1}, sender=make.body("QAT"))
        ids = crowd(25)
        sure = {"is_sure": "yes", "ids": " ".join(map(str, ids))}
        registrar.send("/desk/people/decide/approve", page="/desk/people", **sure)
        page = parse(registrar.get("/desk/people").text)
        [notice] = [x for x in page.iter("div") if x.get("class", "").startswith("notice ")]
        [folded] = notice.iter("summary")
        assert words(notice).startswith("1 person approved.")
        assert words(folded) == "24 people were left out and stay as before."
        lines = [words(x) for x in notice.iter("li")]
        assert lines[0] == "P001 Qatar has 1 place as Delegate, and it is taken."
        assert lines[20:] == ["And 4 more."]
        assert len(list(notice.iter("a"))) == 20

    def test_a_reason_that_names_somebody_names_them_once(self, registrar):
        ids = crowd(2)
        held = queries.accreditations(ids[:1])[0].person_id
        vetted.act("hold", held, "Ask again")
        sure = {"is_sure": "yes", "ids": " ".join(map(str, ids))}
        registrar.send("/desk/people/decide/approve", page="/desk/people", **sure)
        [left] = parse(registrar.get("/desk/people").text).find(".//details/ul").iter("li")
        assert words(left) == "P000 cannot be approved yet: ask the vetting officers."

    def test_it_can_be_stopped_by_whoever_began_it(self, registrar, signed_in, small):
        ids = " ".join(map(str, crowd(3)))
        begun = registrar.send(
            "/desk/people/decide/approve", page="/desk/people", is_sure="yes", ids=ids
        ).location
        assert signed_in(Role.PROTOCOL_OFFICER).get(begun).status_code == 403
        stopped = registrar.send(f"{begun}/stop", page=begun)
        assert (stopped.status_code, stopped.location) == (303, begun)
        assert "It was stopped" in registrar.get(begun).text

    def test_another_job_is_no_page_of_it(self, registrar):
        with transaction(SYSTEM):
            other = jobs.start("badges.print", actor=cast.actor(Role.REGISTRAR), total=1, ids=[1])
        for page in ("decisions", "exports"):
            assert registrar.get(f"/desk/people/{page}/{other.id}").status_code == 404

    @pytest.mark.parametrize("move", ["submit", "return", "restore", "withdraw"])
    def test_the_other_moves_ask_too(self, registrar, move):
        [id_] = crowd(1)
        before = {"submit": "return", "restore": "withdraw"}.get(move)
        if before:
            with transaction(SYSTEM):
                operations.decide(actor=SYSTEM, move=before, ids=[id_], reason="Photograph")
        asked = registrar.send(f"/desk/people/decide/{move}", page="/desk/people", id=str(id_))
        assert asked.status_code == 200
        done = registrar.send(
            f"/desk/people/decide/{move}",
            page="/desk/people",
            is_sure="yes",
            ids=str(id_),
            reason="No photograph",
        )
        assert done.status_code == 303


def test_the_one_whom_a_rule_refuses_is_looked_for_in_parts(monkeypatch):
    """One in many costs some tries, not one for each."""
    make.category()
    monkeypatch.setattr(deciding, "PARTS", (4, 1))
    ids, tries = crowd(16), []
    original = deciding.accreditations.decide

    def counting(**asked):
        tries.append(len(asked["ids"]))
        if ids[5] in asked["ids"]:
            raise DomainError("Not this one.")
        return original(**asked)

    monkeypatch.setattr(deciding.accreditations, "decide", counting)
    with transaction(SYSTEM):
        outcome = operations.decide_possible(actor=SYSTEM, move="approve", ids=ids)
    assert outcome == (15, [(ids[5], "Not this one.")])
    assert tries == [16, 4, 4, 1, 1, 1, 1, 4, 4]
