"""The confirmation: mailed once for each approval, whoever approved and whatever breaks."""

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from sqlalchemy import select

from ceremony.core import clock, files, jobs
from ceremony.core import mail as outbox
from ceremony.core.db import db, transaction
from ceremony.core.errors import NotAllowed
from ceremony.core.mail import Message
from ceremony.core.mail.delivery import Postman
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations import jobs as work
from ceremony.delegations.confirmations import paper
from ceremony.delegations.confirmations.facts import Confirmation, Here
from ceremony.delegations.limits import QuotaReached
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.delegations.operations import changes, confirmations, decisions, invitations
from ceremony.delegations.queries.confirmations import approvals
from ceremony.people import operations as people
from ceremony.people import queries
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Person
from tests import cast, make, smtp
from tests.counting import statements
from tests.delegations.people import entered, member

PLACE = {"en": "Gate 3", "fr": "Porte 3"}


@pytest.fixture(autouse=True)
def ceremony(session):
    make.ceremony(collection_place=PLACE, collection_hours={"en": "08:00 to 20:00"})
    make.category("delegate")


@pytest.fixture
def delegation():
    made = make.delegation()
    make.focal_point(made)
    return made


def guest(delegation: Delegation, email: str = "", **values: Any) -> Person:
    return entered(delegation, email=email, **values)


def approve(*persons: Person, by: Role | None = Role.REGISTRAR) -> None:
    actor = cast.actor(by) if by else SYSTEM
    with transaction(actor):
        people.decide(actor=actor, move="approve", ids=rights(*persons))


def rights(*persons: Person) -> list[int]:
    return [queries.accreditation_of(x.id).id for x in persons]


def code_of(person: Person) -> str | None:
    return queries.person(person.id).accreditation.collection_code


def finish() -> None:
    while jobs.work_once("a worker"):
        pass
    db.session.rollback()


def mails() -> list[Message]:
    db.session.rollback()
    return list(db.session.scalars(select(Message).order_by(Message.id)))


def told() -> list[tuple[str, str]]:
    return [(x.address, x.subject) for x in mails()]


def pages(message: Message) -> list[str]:
    """What each page of the enclosed paper says."""
    [enclosed] = message.attachments
    document = pypdfium2.PdfDocument(files.read(enclosed["file"]))
    return [page.get_textpage().get_text_range() for page in document]


OWN = "You are accredited: Convention"
TO_POINTS = "Approved: members of the delegation of Qatar"


class TestWhoIsTold:
    def test_members_with_an_address_and_the_focal_point_get_one_mail_each(self, delegation):
        amina, omar = guest(delegation, "amina@mfa.example"), guest(delegation)
        approve(amina, omar)
        assert told() == []
        finish()
        assert told() == [
            ("amina@mfa.example", OWN),
            ("focal.point@ceremony.test", TO_POINTS),
        ]

    def test_the_paper_of_the_focal_point_has_a_page_for_each_member(self, delegation):
        amina, omar = guest(delegation, "amina@mfa.example"), guest(delegation)
        approve(amina, omar)
        finish()
        own, theirs = mails()
        assert [len(pages(own)), len(pages(theirs))] == [1, 2]
        spelt = [f"{x[:4]} {x[4:]}" for x in (code_of(amina), code_of(omar)) if x]
        assert [code in page for code, page in zip(spelt, pages(theirs), strict=True)] == [True] * 2
        assert all(x.badge_name in theirs.text for x in (amina, omar))

    def test_what_the_paper_says(self, delegation):
        amina = guest(delegation, "amina@mfa.example", document_number="Q7654321")
        approve(amina)
        finish()
        [page] = pages(mails()[0])
        said = ("Qatar", "Gate 3", "08:00 to 20:00", "Passport", "1 Zone 1", amina.badge_name)
        assert [x for x in said if x not in page] == []
        assert "Q7654321" not in page
        assert "not valid" not in page

    def test_in_a_demonstration_the_paper_is_marked(self, delegation):
        make.ceremony(is_demo=True)
        amina = guest(delegation, "amina@mfa.example")
        approve(amina)
        finish()
        assert "DEMONSTRATION: not valid" in pages(mails()[0])[0]

    def test_focal_points_who_were_revoked_get_nothing(self, delegation):
        point = db.session.scalars(select(FocalPoint)).one()
        with transaction(SYSTEM):
            invitations.revoke(actor=SYSTEM, point=point)
        approve(guest(delegation))
        finish()
        assert told() == []

    def test_staff_of_the_host_get_their_own_only(self):
        service = make.body(None, kind=BodyKind.WORKFORCE)
        ana = make.person(body=service, email="ana@host.example", function=Function.STAFF)
        approve(ana)
        finish()
        assert told() == [("ana@host.example", OWN)]

    def test_who_was_imported_without_a_document_reads_what_to_bring(self, delegation):
        make.ceremony(collection_place={}, collection_hours={})
        amina = guest(delegation, "amina@mfa.example", document_type=None)
        approve(amina)
        finish()
        [page] = pages(mails()[0])
        said = ("The travel document you were registered with", "Announced later")
        assert [x for x in said if x not in page] == []
        assert "is announced later" in mails()[0].text

    def test_what_no_person_decided_mails_nobody(self, delegation):
        approve(guest(delegation, "amina@mfa.example"), by=None)
        finish()
        assert told() == []

    def test_each_focal_point_reads_of_the_own_delegation_only(self, delegation):
        other = make.delegation(sender=make.body("KAZ"))
        make.focal_point(other, email="other@ceremony.test")
        amina, askar = guest(delegation), guest(other)
        approve(amina, askar)
        finish()
        assert [(x.address, len(pages(x))) for x in mails()] == [
            ("focal.point@ceremony.test", 1),
            ("other@ceremony.test", 1),
        ]
        first, second = mails()
        assert amina.badge_name not in second.text
        assert askar.badge_name not in first.text

    def test_approvals_before_a_worker_comes_are_one_mail_for_a_focal_point(self, delegation):
        approve(guest(delegation))
        approve(guest(delegation), by=Role.PROTOCOL_OFFICER)
        finish()
        [message] = mails()
        assert len(pages(message)) == 2

    def test_the_paper_of_a_delegation_asks_as_often_however_many_others_were_approved(
        self, delegation, monkeypatch
    ):
        monkeypatch.setattr(work, "CHUNK", 2)
        france = make.delegation(sender=make.body("FRA"))
        one, others = guest(delegation), [guest(france) for _ in range(7)]
        approve(one, *others)

        number, everybody, alone = delegation.id, rights(one, *others), rights(one)

        def asked(ids: list[int]) -> int:
            approved = approvals(ids)
            db.session.remove()  # as a worker begins
            with statements() as sent:
                chunk = work._to_focal_points(approved, [number])
            assert chunk.done == len(ids)
            return len(sent)

        assert asked(everybody) == asked(alone)

    def test_it_arrives_with_the_paper(self, delegation, mail_server):
        approve(guest(delegation, "amina@mfa.example"))
        finish()
        Postman("a worker").deliver_some()
        assert sorted(mail_server.addresses) == ["amina@mfa.example", "focal.point@ceremony.test"]
        own = next(x for x in mail_server.received if "amina" in x["To"])
        assert [x.get_filename() for x in own.iter_attachments()] == ["confirmation.pdf"]
        assert "Where: Gate 3" in smtp.text(own)


FOOT = 52  # points from the edge of the paper: there the foot begins


def test_a_paper_with_much_to_say_ends_above_its_foot():
    long = "Collection of badges, hall of the delegations " * 4
    here = Here("Ceremony", "Convention", "Hanoi", "", "Convention.", long, long, "a@host.example")
    zones = " · ".join(f"{x} Lounge of the heads of delegation" for x in range(1, 13))
    said = ("Amina Maria " * 6, "أمينة", long, long, "K7M29QXB", "Delegate", zones, "Today", long)
    document = pypdfium2.PdfDocument(paper.drawn(here, [Confirmation(*said)]))
    text = document[0].get_textpage()
    start, _count = text.search("a@host.example").get_next()
    assert len(document) == 1
    assert text.get_charbox(start)[1] > FOOT


@pytest.mark.both_databases
class TestOnce:
    def test_a_worker_killed_between_two_chunks_mails_nobody_twice(self, delegation, monkeypatch):
        monkeypatch.setattr(work, "CHUNK", 2)
        guests = [guest(delegation, f"guest{x}@mfa.example") for x in range(5)]
        approve(*guests)
        owner = "the dead"
        job_id = jobs._claim(owner)
        assert job_id is not None
        assert jobs._advance(job_id, owner)
        assert [x for x, _subject in told()] == ["guest0@mfa.example", "guest1@mfa.example"]
        clock.shift(jobs.LEASE + timedelta(seconds=1))
        finish()
        assert [x for x, _subject in told()] == [
            *(f"guest{x}@mfa.example" for x in range(5)),
            "focal.point@ceremony.test",
        ]
        assert len(pages(mails()[-1])) == 5

    def test_who_is_withdrawn_before_the_worker_comes_gets_none(self, delegation):
        amina, omar = guest(delegation, "amina@mfa.example"), guest(delegation, "o@mfa.example")
        approve(amina, omar)
        with transaction(SYSTEM):
            people.decide(actor=SYSTEM, move="withdraw", ids=rights(omar))
        finish()
        assert [x for x, _subject in told()] == ["amina@mfa.example", "focal.point@ceremony.test"]
        assert len(pages(mails()[-1])) == 1

    def test_who_is_approved_anew_before_the_worker_comes_gets_one(self, delegation):
        amina = guest(delegation, "amina@mfa.example")
        approve(amina)
        with transaction(SYSTEM):
            people.decide(actor=SYSTEM, move="withdraw", ids=rights(amina))
        with transaction(SYSTEM):
            people.decide(actor=SYSTEM, move="reopen", ids=rights(amina))
        approve(amina)
        finish()
        assert [x for x, _subject in told()] == ["amina@mfa.example", "focal.point@ceremony.test"]

    def test_who_is_withdrawn_while_the_paper_is_made_gets_none(self, delegation):
        amina, omar = guest(delegation, "amina@mfa.example"), guest(delegation, "o@mfa.example")
        approve(amina, omar)
        job_id = jobs._claim("slow")
        assert job_id is not None
        assert jobs._advance(job_id, "slow")
        chunk = work.confirm(jobs.get(job_id))
        with transaction(SYSTEM):
            people.decide(actor=SYSTEM, move="withdraw", ids=rights(omar))
        with transaction(SYSTEM):
            assert chunk.write is not None
            chunk.write()
        assert len(pages(mails()[-1])) == 1

    def test_an_approval_that_is_undone_queues_nothing(self):
        delegation = make.delegation(quota={"delegate": 1})
        with pytest.raises(QuotaReached):
            approve(guest(delegation, "amina@mfa.example"), guest(delegation, "o@mfa.example"))
        finish()
        assert told() == []


class TestPersonPage:
    def test_it_says_the_code_and_what_became_of_the_mail(self, delegation, signed_in):
        amina = guest(delegation, "amina@mfa.example")
        approve(amina)
        finish()
        code = code_of(amina) or ""
        text = signed_in(Role.REGISTRAR).get(f"/desk/people/{amina.id}").text
        wanted = (f"{code[:4]} {code[4:]}", OWN, "Mail the confirmation again", "Waiting")
        assert [x for x in wanted if x not in text] == []

    def test_it_is_mailed_again_to_the_person_alone(self, delegation, signed_in):
        amina = guest(delegation, "amina@mfa.example")
        approve(amina, by=None)
        client = signed_in(Role.REGISTRAR)
        url, page = f"/desk/delegations/confirmations/{amina.id}", f"/desk/people/{amina.id}"
        assert client.send(url, page=page).location.endswith(page)
        assert told() == [("amina@mfa.example", OWN)]

    def test_who_is_not_approved_or_has_no_address_gets_none(self, delegation, signed_in):
        waiting, silent = guest(delegation, "amina@mfa.example"), guest(delegation)
        approve(silent, by=None)
        client = signed_in(Role.REGISTRAR)
        for person in (waiting, silent):
            page = f"/desk/people/{person.id}"
            client.send(f"/desk/delegations/confirmations/{person.id}", page=page)
        assert told() == []
        assert client.get(f"/desk/delegations/confirmations/{waiting.id}.pdf").status_code == 404

    def test_the_code_is_for_who_hands_badges_over_and_not_for_gates(self, delegation, signed_in):
        amina = guest(delegation)
        approve(amina, by=None)
        code, url = code_of(amina) or "", f"/desk/delegations/confirmations/{amina.id}.pdf"
        seen = {}
        for role in (Role.BADGE_OFFICER, Role.REGISTRAR, Role.GATE_SUPERVISOR):
            client = signed_in(role)
            page = client.get(f"/desk/people/{amina.id}").text
            seen[role] = client.get(url).status_code, code[:4] in page
        assert seen == {
            Role.BADGE_OFFICER: (200, True),
            Role.REGISTRAR: (200, True),
            Role.GATE_SUPERVISOR: (403, False),
        }

    def test_it_is_downloaded_and_kept_by_no_cache(self, delegation, signed_in):
        amina = guest(delegation)
        approve(amina, by=None)
        answer = signed_in(Role.BADGE_OFFICER).get(
            f"/desk/delegations/confirmations/{amina.id}.pdf"
        )
        assert (answer.mimetype, answer.headers["Cache-Control"]) == (
            "application/pdf",
            "private, no-store",
        )
        assert answer.data.startswith(b"%PDF")

    def test_only_who_decides_mails_it(self, delegation):
        amina = guest(delegation, "amina@mfa.example")
        approve(amina, by=None)
        [right] = queries.accreditations(rights(amina))
        officer = cast.actor(Role.BADGE_OFFICER)
        with pytest.raises(NotAllowed), transaction(officer):
            confirmations.mail_again(actor=officer, accreditation=right, letter=None)


class TestDecisionsAreTold:
    def test_a_returned_delegation_reads_what_is_wrong_with_whom(self, delegation):
        amina, registrar = guest(delegation), cast.actor(Role.REGISTRAR)
        [right] = rights(amina)
        with transaction(registrar):
            decisions.return_(
                actor=registrar,
                delegation=delegation,
                reason="The note verbale is missing.",
                reasons={right: "The passport has expired."},
            )
        [message] = mails()
        assert message.subject == "Returned to you: the delegation of Qatar"
        said = (
            "The note verbale is missing.",
            f"{amina.badge_name}: The passport has expired.",
            outbox.url("portal.show", delegation_id=delegation.id),
        )
        assert [x for x in said if x not in message.text] == []
        assert not message.has_link

    @pytest.mark.parametrize("role", [None, Role.REGISTRAR])
    def test_a_change_is_answered_unless_nobody_answers(self, delegation, role):
        point = make.focal_point(delegation, email="second@ceremony.test")
        actor = cast.actor(role) if role else SYSTEM
        made = []
        for _number in range(2):
            with transaction(point):
                made.append(changes.ask(actor=point, delegation=delegation, words="", **member()))
        with transaction(actor):
            changes.accept(actor=actor, request=made[0])
        with transaction(actor):
            changes.decline(actor=actor, request=made[1], answer="No place is left.")
        words = ("Accepted", "Accepted", "Declined", "Declined") if role else ()
        assert [x.subject.partition(":")[0] for x in mails()] == list(words)
        assert all("No place is left." in x.text for x in mails() if "Declined" in x.subject)

    def test_the_page_of_the_delegation_says_what_became_of_it(self, delegation, signed_in):
        guest(delegation)
        registrar = cast.actor(Role.REGISTRAR)
        with transaction(registrar):
            decisions.return_(
                actor=registrar, delegation=delegation, reason="Unsigned.", reasons={}
            )
        text = signed_in(Role.REGISTRAR).get(f"/desk/delegations/{delegation.id}").text
        wanted = ("Mail to the focal points", "Returned to you: the delegation of Qatar", "Waiting")
        assert [x for x in wanted if x not in text] == []

    def test_who_refuses_mails_nothing(self, delegation):
        chief = cast.actor(Role.CHIEF_OF_PROTOCOL)
        with transaction(chief):
            decisions.refuse(actor=chief, delegation=delegation, reason="No.")
        assert told() == []
