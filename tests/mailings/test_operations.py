from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ceremony.core import audit, clock, jobs
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.mail import Message
from ceremony.core.mail import State as MailState
from ceremony.core.permissions import SYSTEM, Permission, Role
from ceremony.delegations.models import FocalPoint
from ceremony.mailings import audiences, letters, operations, plans
from ceremony.mailings.jobs import CHUNK
from ceremony.mailings.models import Mailing
from ceremony.mailings.states import State
from ceremony.people.models import Person
from tests import cast, make, smtp
from tests.mailings import outbox


def texts(server: smtp.Server) -> dict[str, str]:
    return {
        address: smtp.text(got).partition("\n\n-- ")[0]
        for address, got in zip(server.addresses, server.received, strict=True)
    }


def states() -> dict[str, str]:
    db.session.rollback()
    return dict(db.session.execute(select(Message.address, Message.state)).all())


@pytest.mark.both_databases
def test_each_reads_their_own_mail(mail_server):
    qatar = make.body()
    ids = outbox.people("amina@x.example", "joao@x.example", honorific="Dr", body=qatar)
    mailing = outbox.released(ids, subject="To {name} of {delegation}")

    outbox.work()

    assert texts(mail_server) == {
        "amina@x.example": "Dear Dr Guest 0 Reader,\n\nthe plenary begins at 09:30.",
        "joao@x.example": "Dear Dr Guest 1 Reader,\n\nthe plenary begins at 09:30.",
    }
    assert [x["Subject"] for x in mail_server.received] == [
        "To Dr Guest 0 Reader of Qatar",
        "To Dr Guest 1 Reader of Qatar",
    ]
    sent = db.session.scalars(select(Message)).all()
    assert {(x.mailing_id, x.subject_type) for x in sent} == {(mailing.id, "person")}


def test_focal_points_read_their_deadline_in_the_ceremonys_time(mail_server):
    make.ceremony(time_zone="Asia/Ho_Chi_Minh", city="Hanoi")
    delegation = make.delegation("draft", deadline=datetime(2025, 10, 20, 11, 0, tzinfo=UTC))
    make.focal_point(delegation, "focal@x.example")
    focal_points = audiences.audience("focal-points")
    outbox.released(
        focal_points.chosen([delegation.id]), audience="focal-points", text="By {deadline}."
    )
    outbox.work()
    assert texts(mail_server) == {"focal@x.example": "By 20 October 2025, 18:00, Hanoi time."}


def test_nothing_leaves_in_the_first_minute(mail_server):
    outbox.released(outbox.people("amina@x.example"))
    assert jobs.work_once("a worker")
    assert states() == {"amina@x.example": MailState.QUEUED}
    outbox.work()
    assert states() == {"amina@x.example": MailState.SENT}


@pytest.mark.both_databases
def test_a_stopped_mailing_takes_back_what_has_not_left(mail_server):
    mailing = outbox.released(outbox.people("amina@x.example", "joao@x.example"))
    jobs.work_once("a worker")
    with transaction(SYSTEM):
        taken = operations.stop(actor=SYSTEM, mailing=db.session.get_one(Mailing, mailing.id))
    outbox.work()
    assert (taken, mail_server.received) == (2, [])
    assert set(states().values()) == {MailState.CANCELLED}
    assert db.session.get_one(Mailing, mailing.id).state is State.STOPPED


def test_a_mailing_that_is_stopped_before_its_job_began_writes_nothing(mail_server):
    mailing = outbox.released(outbox.people("amina@x.example"))
    with transaction(SYSTEM):
        operations.stop(actor=SYSTEM, mailing=mailing)
    outbox.work()
    assert states() == {}


def test_many_are_written_in_chunks_each_once(mail_server):
    count = CHUNK + 3
    ids = outbox.people(*(f"p{x}@x.example" for x in range(count)))
    mailing = outbox.released(ids)
    job_id = mailing.job_id
    assert jobs._claim("the dead") == job_id
    assert jobs._advance(job_id, "the dead")
    with transaction(SYSTEM, working=True) as session:
        session.get_one(jobs.Job, job_id).lease_until = datetime(2000, 1, 1, tzinfo=UTC)
    jobs.work_once("the heir")
    assert sorted(states()) == sorted(f"p{x}@x.example" for x in range(count))


def test_who_has_no_address_is_left_out_and_named():
    ids = outbox.people("amina@x.example", "", "no address", "joao@x.example")
    plan = plans.plan(outbox.draft(ids))
    assert [x.address for x in plan.to] == ["amina@x.example", "joao@x.example"]
    assert {why: [x.name for x in who] for why, who in plan.left_out.items()} == {
        "No address": ["Guest 1 Reader"],
        "The address cannot be right": ["Guest 2 Reader"],
    }


def test_who_lacks_what_the_text_names_is_left_out():
    ids = outbox.people("amina@x.example")
    plan = plans.plan(outbox.draft(ids, text="By {deadline}."))
    assert (plan.to, list(plan.left_out)) == ([], ["No deadline, which the text names"])
    with pytest.raises(operations.NobodyChosen):
        outbox.released(ids, text="By {deadline}.", count=0)


def test_the_same_mail_goes_to_a_shared_address_once():
    ids = outbox.people("Mission@x.example", "mission@x.example")
    same, own = outbox.draft(ids, text="Dear all"), outbox.draft(ids, text="Dear {name}")
    assert [(len(x.to), x.shared) for x in map(plans.plan, (same, own))] == [(1, 1), (2, 0)]


def test_what_stands_in_braces_must_be_known():
    for field, known in (("subject", {"text": "a"}), ("text", {"subject": "a"})):
        with pytest.raises(letters.UnknownPlace) as refused:
            outbox.draft(outbox.people("a@x.example"), **known | {field: "Dear {nmae}"})
        assert (refused.value.field, str(refused.value)) == (
            field,
            "{nmae} cannot be filled in. These can: {name}, {delegation}, {deadline}.",
        )


def test_a_lonely_brace_is_text(mail_server):
    outbox.released(outbox.people("a@x.example"), text="Sets {1,\n2} and :-{")
    outbox.work()
    assert texts(mail_server) == {"a@x.example": "Sets {1,\n2} and :-{"}


@pytest.mark.parametrize("code", letters.PHRASES)
def test_every_prepared_text_can_be_sent(code):
    phrase = letters.PHRASES[code]
    subject, text = str(phrase.subject), str(phrase.text)
    outbox.draft(outbox.people("a@x.example"), subject=subject, text=text)
    assert set(letters.places_in(subject, text)) <= set(letters.PLACES)


def test_a_subject_is_one_line():
    with pytest.raises(DomainError) as refused:
        outbox.draft(outbox.people("a@x.example"), subject="a\nBcc: b@x.example")
    assert refused.value.field == "subject"


def test_to_others_than_the_page_said_nothing_is_sent():
    ids = outbox.people("amina@x.example", "")
    with pytest.raises(operations.OthersByNow, match="Meanwhile it is 1 mail"):
        outbox.released(ids, count=2)
    assert states() == {}


def test_nobody_is_written_to_without_words():
    with transaction(SYSTEM):
        mailing = operations.begin(actor=SYSTEM, audience="people", chosen="People", ids=[1])
    with pytest.raises(DomainError, match="Write a subject"), transaction(SYSTEM):
        operations.release(actor=SYSTEM, mailing=mailing, ids=mailing.chosen_ids, count=1)


def test_a_mailing_needs_somebody_and_not_everybody():
    for ids in ([], range(operations.MOST_CHOSEN + 1)):
        with pytest.raises(operations.NobodyChosen), transaction(SYSTEM):
            operations.begin(actor=SYSTEM, audience="people", chosen="People", ids=ids)


def test_what_was_sent_or_discarded_is_not_sent_again():
    mailing, other = (outbox.draft(outbox.people("a@x.example")) for _ in range(2))
    with transaction(SYSTEM):
        operations.release(actor=SYSTEM, mailing=mailing, ids=mailing.chosen_ids, count=1)
        operations.discard(actor=SYSTEM, mailing=other)
    for each in (mailing, other):
        for act, values in (
            (operations.release, {"ids": [1], "count": 1}),
            (operations.write, outbox.PLENARY),
            (operations.discard, {}),
        ):
            with pytest.raises(DomainError), transaction(SYSTEM):
                act(actor=SYSTEM, mailing=each, **values)


def test_two_who_write_the_same_mailing_do_not_overwrite_each_other():
    mailing = outbox.draft(outbox.people("a@x.example"))
    with pytest.raises(EditConflict), transaction(SYSTEM):
        operations.write(
            actor=SYSTEM, mailing=mailing, version=mailing.version - 1, **outbox.PLENARY
        )


def test_what_was_written_anew_since_the_plan_was_made_is_not_sent():
    mailing = outbox.draft(outbox.people("a@x.example"))
    seen = mailing.version
    with transaction(SYSTEM):
        operations.write(actor=SYSTEM, mailing=mailing, **outbox.PLENARY | {"text": "Other words"})
    with pytest.raises(EditConflict), transaction(SYSTEM):
        operations.release(
            actor=SYSTEM, mailing=mailing, ids=mailing.chosen_ids, count=1, version=seen
        )
    assert db.session.get_one(Mailing, mailing.id).state is State.DRAFT


def test_an_address_that_is_spoilt_after_sending_stops_nobody_elses_mail(mail_server):
    ids = outbox.people("amina@x.example", "joao@x.example")
    outbox.released(ids)
    with transaction(SYSTEM) as session:
        person = session.scalars(select(Person).where(Person.email == "amina@x.example")).one()
        person.email = "spoilt"
        audit.record(SYSTEM, "test.made", person)
    outbox.work()
    assert mail_server.addresses == ["joao@x.example"]


def test_failures_are_sent_again_together(mail_server):
    mail_server.answers["RCPT", "joao@x.example"] = "550 5.1.1 Unknown"
    mailing = outbox.released(outbox.people("amina@x.example", "joao@x.example"))
    outbox.work()
    assert states()["joao@x.example"] == MailState.FAILED
    mail_server.answers.clear()
    with transaction(SYSTEM):
        again = operations.send_failed_again(actor=SYSTEM, mailing=mailing)
    outbox.work()
    assert (again, mail_server.addresses) == (1, ["amina@x.example", "joao@x.example"])


def test_only_who_may_write_mail_writes_to_many():
    mailing, officer = outbox.draft(outbox.people("a@x.example")), cast.actor(Role.BADGE_OFFICER)
    for act, values in (
        (operations.write, outbox.PLENARY),
        (operations.release, {"ids": [1], "count": 1}),
        (operations.discard, {}),
        (operations.stop, {}),
        (operations.send_failed_again, {}),
    ):
        with pytest.raises(NotAllowed), transaction(officer):
            act(actor=officer, mailing=mailing, **values)
    with pytest.raises(NotAllowed), transaction(officer):
        operations.begin(actor=officer, audience="people", chosen="", ids=[1])


def test_only_who_may_read_its_audience_sends_what_failed_again(monkeypatch):
    mailing = outbox.draft(outbox.people("a@x.example"))
    closed = replace(audiences.audience("people"), permission=Permission.ACCOUNTS_MANAGE)
    monkeypatch.setitem(audiences._audiences, "people", closed)
    officer = cast.actor(Role.PROTOCOL_OFFICER)
    with pytest.raises(NotAllowed), transaction(officer):
        operations.send_failed_again(actor=officer, mailing=mailing)


def test_every_step_is_in_the_trail(mail_server):
    mailing = outbox.released(outbox.people("a@x.example"))
    with transaction(SYSTEM):
        operations.stop(actor=SYSTEM, mailing=mailing)
    events = select(AuditEntry.event).where(AuditEntry.subject_type == "mailing")
    assert list(db.session.scalars(events.order_by(AuditEntry.id))) == [
        "mailings.begun",
        "mailings.written",
        "mailings.released",
        "mailings.stopped",
    ]


# Audiences


def test_people_are_chosen_as_their_list_shows_them():
    ids = outbox.people("a@x.example", "b@x.example")
    make.accreditation(given_names="Approved")
    people = audiences.audience("people")
    given = {"status": "submitted", "q": "Guest"}
    assert people.ids(given, cast.actor(Role.REGISTRAR)) == ids
    assert people.described(given) == "People, Submitted, “Guest”"
    assert people.chosen([5, 3]) == [5, 3]


def test_focal_points_are_chosen_by_their_delegation_and_by_silence():
    silent, busy = make.delegation("invited"), make.delegation("draft", sender=make.body("FRA"))
    make.focal_point(silent, "silent@x.example")
    make.focal_point(busy, "busy@x.example")
    with transaction(SYSTEM) as session:
        entered = session.scalars(
            select(FocalPoint).where(FocalPoint.delegation_id == busy.id)
        ).one()
        entered.entered_at = clock.now()
        points = session.scalars(select(FocalPoint)).all()
        for each in points:
            each.invited_at = clock.now()
        audit.record(SYSTEM, "test.made", *points)
    focal_points = audiences.audience("focal-points")

    def chosen(**given: str) -> list[str]:
        return [x.address for x in focal_points.recipients(focal_points.ids(given, SYSTEM))]

    assert chosen() == ["busy@x.example", "silent@x.example"]
    assert chosen(state="invited") == ["silent@x.example"]
    assert chosen(silent="yes") == ["silent@x.example"]
    assert chosen(words="franc") == ["busy@x.example"]
    assert chosen(kind="journalist's dog") == ["busy@x.example", "silent@x.example"]
    assert chosen(kind="outlet") == []


def test_whose_access_was_taken_away_is_not_written_to():
    delegation = make.delegation("draft")
    make.focal_point(delegation, "gone@x.example")
    with transaction(SYSTEM) as session:
        gone = session.scalars(select(FocalPoint)).one()
        gone.revoked_at = clock.now()
        audit.record(SYSTEM, "test.made", gone)
    assert audiences.audience("focal-points").chosen([delegation.id]) == []


def test_an_audience_that_is_not_there_is_an_error():
    with pytest.raises(ValueError, match="nobody"):
        audiences.audience("nobody")


def test_only_audiences_that_somebody_may_see_are_offered():
    codes = {
        role: {x.code for x in audiences.open_to(cast.actor(role))}
        for role in Role
        if role in cast.NAMES
    }
    assert codes[Role.REGISTRAR] == {"people", "focal-points"}
    assert codes[Role.LIAISON_OFFICER] == {"focal-points"}
    assert codes[Role.VETTING_OFFICER] == set()
