from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.accounts.models import User
from ceremony.core import audit, clock, jobs, mail
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.mail import Message
from ceremony.core.mail import State as MailState
from ceremony.core.permissions import SYSTEM, Permission, Role
from ceremony.delegations.models import FocalPoint
from ceremony.mailings import audiences, letters, operations, phrases, plans, words
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


@pytest.mark.parametrize("code", words.PREPARED)
def test_every_prepared_text_can_be_sent_and_names_the_same_in_each_language(code):
    found = {x: phrases.find_phrase(code, x) for x, _name in mail.choices()}
    outbox.draft(outbox.people("a@x.example"), **found["en"]._asdict())
    places = {x: [set(letters.places_in(y)) for y in phrase] for x, phrase in found.items()}
    assert places == dict.fromkeys(found, places["en"])
    assert set().union(*places["en"]) <= set(letters.PLACES)
    assert len(set(found.values())) == len(found)


def three_delegations() -> list[int]:
    """Focal points of a French, a Chinese and a silent delegation, by their ids."""
    make.ceremony(time_zone="Asia/Ho_Chi_Minh", city="Hanoi")
    for participant, language in {"FRA": "fr", "CHN": "zh", "QAT": ""}.items():
        deadline = datetime(2025, 10, 20, 11, 0, tzinfo=UTC)
        made = make.delegation(
            "draft", sender=make.body(participant), language=language, deadline=deadline
        )
        make.focal_point(made, f"{participant.lower()}@x.example")
    return audiences.audience("focal-points").ids({}, SYSTEM)


def test_a_prepared_text_is_read_by_each_in_their_language(mail_server):
    ids = three_delegations()
    phrase = phrases.find_phrase("deadline", "es")
    sent = {"subject": phrase.subject, "text": phrase.text.replace("\n", "\r\n")}
    outbox.released(ids, audience="focal-points", language="es", **sent)
    outbox.work()

    assert {x: y.split("\n\n")[0] for x, y in texts(mail_server).items()} == {
        "chn@x.example": "尊敬的Farida Point：",
        "fra@x.example": "Madame/Monsieur Farida Point,",
        "qat@x.example": "Estimado/a Sr./Sra. Farida Point:",
    }
    subjects = {x["To"].addresses[0].username: x["Subject"] for x in mail_server.received}
    assert subjects == {
        "chn": "提醒：注册截止时间为2025年10月20日 18:00（Hanoi时间）",
        "fra": "Rappel – clôture des inscriptions : 20 octobre 2025, 18:00, heure de Hanoi",
        "qat": (
            "Recordatorio: cierre de la inscripción: 20 de octubre de 2025, 18:00, hora de Hanoi"
        ),
    }
    kept = dict(db.session.execute(select(Message.address, Message.language)).all())
    assert kept == {"chn@x.example": "zh", "fra@x.example": "fr", "qat@x.example": "es"}


def test_once_a_word_is_changed_all_read_it_as_it_is_written(mail_server):
    phrase = phrases.find_phrase("time_changed", "en")
    changed = {"subject": phrase.subject.replace("09:30", "11:15"), "text": phrase.text}
    mailing = outbox.released(
        three_delegations(), audience="focal-points", language="en", **changed
    )
    outbox.work()

    assert {x.partition(",")[0] for x in texts(mail_server).values()} == {"Dear Farida Point"}
    plan = plans.plan(mailing)
    assert (plan.wording.is_prepared, plan.languages, plan.others) == (False, {"en": 3}, 2)


def test_a_mailing_in_no_language_is_prepared_in_english():
    phrase = phrases.find_phrase("deadline", "fr")
    mailing = outbox.draft(three_delegations(), audience="focal-points", **phrase._asdict())
    assert plans.plan(mailing).languages == {"fr": 1, "zh": 1, "en": 1}


def test_who_has_two_delegations_reads_a_prepared_text_in_both_languages():
    ids = three_delegations()
    with transaction(SYSTEM) as session:
        user = session.scalars(select(User).where(User.email == "fra@x.example")).one()
        points = session.scalars(select(FocalPoint)).all()
        for point in points:
            point.user_id = user.id
        audit.record(SYSTEM, "test.made", *points)
    phrase = phrases.find_phrase("time_changed", "en")
    prepared = outbox.draft(ids, audience="focal-points", **phrase._asdict())
    own = outbox.draft(ids, audience="focal-points", text="Dear {name}")
    assert [(len(x.to), x.shared) for x in map(plans.plan, (prepared, own))] == [(3, 0), (1, 2)]


def test_focal_points_are_chosen_by_the_language_of_their_delegation():
    three_delegations()
    focal_points = audiences.audience("focal-points")
    chosen = {
        language: [
            x.address
            for x in focal_points.recipients(focal_points.ids({"language": language}, SYSTEM))
        ]
        for language in ("fr", "none", "tlh")
    }
    assert chosen == {"fr": ["fra@x.example"], "none": ["qat@x.example"], "tlh": []}
    assert focal_points.described({"language": "fr"}) == "Focal points of delegations, Français"


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


def test_what_was_kept_is_sent_once_there_is_a_server(app, request):
    mailing = outbox.released(outbox.people("amina@x.example"))
    outbox.work()
    with transaction(SYSTEM):
        without = operations.send_failed_again(actor=SYSTEM, mailing=mailing)
    server = request.getfixturevalue("mail_server")
    with transaction(SYSTEM):
        again = operations.send_failed_again(actor=SYSTEM, mailing=mailing)
    outbox.work()
    assert (without, again, server.addresses) == (0, 1, ["amina@x.example"])


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


def test_whoever_lost_the_role_mails_nobody_more():
    officer = cast.actor(Role.REGISTRAR)
    made = outbox.draft(outbox.people("amina@x.example"))
    with transaction(officer):
        planned = plans.plan(made).ids
        operations.release(actor=officer, mailing=made, ids=planned, count=1)
    cast.officer(Role.ADMINISTRATOR)
    holder = cast.officer(Role.REGISTRAR)
    with transaction(SYSTEM):
        left = [Role.LIAISON_OFFICER]
        accounts.change(actor=SYSTEM, user=holder, name=holder.name, roles=left)
    outbox.work()
    assert states() == {}
    [ended] = db.session.scalars(select(jobs.Job)).all()
    assert (ended.state, ended.error) == (jobs.State.FAILED, "You may not do this.")
