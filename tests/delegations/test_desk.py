"""The desk's pages of delegations: opened, invited, looked at, decided."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import func, select

from ceremony.core import audit
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.mail.models import LINK
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.models import ChangeRequest, Delegation, Document, FocalPoint, Terms
from ceremony.delegations.operations import changes, decisions, invitations, opening
from ceremony.delegations.queries import members, points
from ceremony.delegations.states.delegations import State
from ceremony.people import queries as people
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Body
from ceremony.people.states import State as Member
from tests import cast, make
from tests.counting import statements
from tests.delegations.people import entered, member

URL = "/desk/delegations"


@pytest.fixture(autouse=True)
def ceremony(session):
    make.ceremony()
    make.category("delegate")


@pytest.fixture
def registrar(signed_in):
    return signed_in(Role.REGISTRAR)


def only() -> Delegation:
    db.session.expire_all()
    return db.session.scalars(select(Delegation)).one()


def open_one(registrar: Any, **fields: str) -> Any:
    """Send the form as a browser does: what nobody filled in is there, and empty."""
    empty = dict.fromkeys(("participant", "name", "note_number", "note_on", "language"), "")
    return registrar.send(f"{URL}/open", **empty | fields)


class TestOpening:
    def test_all_invited_states_are_opened_at_once_with_what_is_usual_for_them(self, registrar):
        registrar.send(
            f"{URL}/terms/state", **{"deadline": "2025-10-01T18:00", "places-delegate": 8}
        )
        registrar.send(f"{URL}/open-all", iso3s=["QAT", "KAZ", "EUE"])
        found = db.session.scalars(select(Delegation).order_by(Delegation.id)).all()
        assert [(x.body.code, x.body.kind, x.state, x.quota, x.deadline) for x in found] == [
            (code, kind, State.INVITED, quota, deadline)
            for code, kind, quota, deadline in (
                ("EUE", BodyKind.REIO, {}, None),
                ("KAZ", BodyKind.STATE, {"delegate": 8}, datetime(2025, 10, 1, 11, tzinfo=UTC)),
                ("QAT", BodyKind.STATE, {"delegate": 8}, datetime(2025, 10, 1, 11, tzinfo=UTC)),
            )
        ]
        assert "Qatar" not in registrar.get(f"{URL}/open-all").text

    def test_one_is_opened_for_whom_the_register_does_not_know(self, registrar):
        open_one(registrar, kind="guests", name="  Guests of   the host ", note_number="12")
        delegation = only()
        assert (delegation.body.name, delegation.body.kind, delegation.note_number) == (
            "Guests of the host",
            BodyKind.GUESTS,
            "12",
        )

    @pytest.mark.parametrize(
        ("fields", "sentence"),
        [
            ({"kind": "state", "name": "Atlantis"}, "Choose the State from the register."),
            ({"kind": "host", "participant": "VNM"}, "Not a valid choice."),
            ({"kind": "guests", "name": "X", "participant": "VNM"}, "is not in the register"),
            ({"kind": "ngo"}, "Give its name, or choose it from the register."),
            ({"kind": "ngo", "name": "X", "places-delegate": "many"}, "Not a valid integer value."),
            ({"kind": "ngo", "name": "X", "note_on": "2100-01-01"}, "is of a day to come"),
            ({"kind": "ngo", "name": "X", "deadline": "soon"}, "Not a valid datetime value."),
        ],
    )
    def test_what_makes_no_sense_is_said_at_its_field(self, registrar, fields, sentence):
        page = open_one(registrar, **fields)
        assert sentence in page.text
        assert db.session.scalar(select(func.count(Delegation.id))) == 0

    def test_a_name_is_opened_once(self, registrar):
        make.delegation(sender=make.body(None, name="Lantern House", kind=BodyKind.NGO))
        page = open_one(registrar, kind="ngo", name="LANTERN  house")
        assert "LANTERN house has a delegation already." in page.text

    def test_the_terms_of_a_kind_can_be_given_to_those_that_are_open(self, registrar):
        make.delegation(quota={"delegate": 3})
        registrar.send(f"{URL}/terms/state", **{"places-delegate": 5, "applies": "y"})
        assert only().quota == {"delegate": 5}
        assert db.session.scalars(select(Terms.kind)).all() == [BodyKind.STATE]

    def test_what_two_officers_agree_at_once_is_not_lost(self, registrar):
        delegation = make.delegation()
        url = f"{URL}/{delegation.id}/agreement"
        form = {"version": delegation.version, "note_number": "1", "places-delegate": "4"}
        registrar.send(url, **form)
        page = registrar.send(url, **form | {"note_number": "2"})
        assert "Number of the note verbale: saved meanwhile as 1" in page.text
        assert only().note_number == "1"


class TestInviting:
    def test_focal_points_are_named_and_mailed_a_personal_link(self, registrar):
        delegation = make.delegation("invited", language="fr")
        page = f"{URL}/{delegation.id}/focal-points"
        registrar.send(page, name="Ilse Brandt", email="Ilse@mission.test")
        asked = registrar.send(f"{URL}/send/invite", page=page, id=delegation.id)
        assert "Send 1 mail" in asked.text
        assert "(the personal link of Ilse Brandt)" in asked.text
        assert LINK not in asked.text
        assert db.session.scalar(select(func.count(Message.id))) == 0
        sending = {"id": delegation.id, "is_sure": "yes", "back": page}
        assert registrar.send(f"{URL}/send/invite", page=page, **sending).location == page
        [message] = db.session.scalars(select(Message)).all()
        assert (message.address, message.subject_type, message.subject_id) == (
            "ilse@mission.test",
            "delegation",
            delegation.id,
        )
        assert "/enter/" in (message.link or "")

    def test_nobody_is_mailed_twice_by_inviting_twice(self, registrar):
        delegation = make.delegation("invited")
        with transaction(SYSTEM):
            invitations.invite(
                actor=SYSTEM, delegation=delegation, name="A", email="a@mission.test"
            )
        page = registrar.send(f"{URL}/send/invite", page=URL, id=delegation.id, is_sure="yes")
        assert "Nobody of these waits for an invitation." in page.text

    def test_delegations_are_found_by_how_far_their_focal_points_have_come(self, registrar):
        names = {"QAT": "Qatar", "KAZ": "Kazakhstan", "FRA": "France", "BRA": "Brazil"}
        [_nobody, named, invited, busy] = [
            make.delegation("invited", sender=make.body(x)) for x in names
        ]
        for delegation in (named, invited, busy):
            who = make.focal_point(delegation, f"a{delegation.id}@mission.test")
            if delegation is not named:
                with transaction(SYSTEM):
                    invitations.send(actor=SYSTEM, points=points.of(delegation))
        with transaction(who):
            invitations.enter(actor=who, delegation_id=busy.id)

        def found(access: str) -> list[str]:
            text = registrar.get(f"{URL}?points={access}").text
            return [x for x in names.values() if f">{x}</a>" in text]

        assert found("none") == ["Qatar"]
        assert found("uninvited") == ["Kazakhstan"]
        assert found("silent") == ["France"]
        assert found("nonsense") == list(names.values())

    def test_those_who_are_silent_are_found_and_reminded(self, registrar):
        silent, other = make.delegation("invited"), make.delegation(sender=make.body("KAZ"))
        for delegation in (silent, other):
            with transaction(SYSTEM):
                email = f"a{delegation.id}@mission.test"
                invitations.invite(actor=SYSTEM, delegation=delegation, name="A", email=email)
        page = registrar.get(f"{URL}?silent=yes&state=invited").text
        assert ("Qatar" in page, "Kazakhstan" in page) == (True, False)
        registrar.send(f"{URL}/send/remind", page=URL, all="yes", silent="yes", is_sure="yes")
        db.session.expire_all()
        reminded = db.session.scalars(select(FocalPoint).order_by(FocalPoint.id)).all()
        assert [x.reminded_at is not None for x in reminded] == [True, False]

    def test_who_submitted_since_the_preview_is_not_reminded(self):
        delegation = make.delegation("submitted")
        with transaction(SYSTEM):
            point = invitations.invite(
                actor=SYSTEM, delegation=delegation, name="A", email="a@mission.test"
            )
        with transaction(SYSTEM):
            assert invitations.remind(actor=SYSTEM, points=[point]) == 0
        assert db.session.scalar(select(func.count()).select_from(Message)) == 1  # the invitation

    def test_a_focal_point_who_is_revoked_is_not_mailed(self, registrar):
        delegation = make.delegation("invited")
        with transaction(SYSTEM):
            point = invitations.invite(
                actor=SYSTEM, delegation=delegation, name="A", email="a@mission.test"
            )
        page = f"{URL}/{delegation.id}/focal-points"
        registrar.send(f"{URL}/focal-points/{point.id}/revoke", page=page)
        asked = registrar.send(f"{URL}/send/remind", page=page, id=delegation.id)
        assert "Nobody of these is silent" in asked.text


class TestReviewing:
    def test_chosen_members_are_approved_and_the_others_stay(self, registrar):
        delegation = make.delegation()
        head, other = entered(delegation, Function.HEAD), entered(delegation)
        page = f"{URL}/{delegation.id}"
        chosen = people.accreditation_of(head.id).id
        registrar.send(f"{page}/approve", page=page, id=chosen)
        db.session.expire_all()
        assert [(x.person.id, x.accreditation.state) for x in members.of(only())] == [
            (head.id, Member.APPROVED),
            (other.id, Member.SUBMITTED),
        ]
        assert "1 member approved." in registrar.get(page).text

    def test_what_is_still_open_after_the_approval_alarms_nobody(self, registrar):
        make.ceremony()
        delegation = make.delegation()
        head = entered(delegation, Function.HEAD, nationality_code="KAZ")
        page = f"{URL}/{delegation.id}"
        assert "1 thing to look at before you decide" in registrar.get(page).text
        registrar.send(f"{page}/approve", page=page, id=people.accreditation_of(head.id).id)
        shown = registrar.get(page).text
        said = ("Approved, with 1 open point", "before you decide", "another nationality: KAZ.")
        assert [x in shown for x in said] == [True, False, True]

    def test_each_thing_to_look_at_is_said(self, registrar):
        make.ceremony()
        delegation = make.delegation(quota={"delegate": 1})
        twin = {"given_names": "Noor", "family_name": "Haddad", "born_on": member()["born_on"]}
        entered(delegation, nationality_code="KAZ", document_expires_on=member()["born_on"], **twin)
        entered(delegation, sex=None)
        make.person(body=make.body(None, kind=BodyKind.OUTLET, name="Daily"), **twin)
        page = registrar.get(f"{URL}/{delegation.id}").text
        for sentence in (
            "Nobody is head of the delegation.",
            "Delegate: 2 come, 1 places were agreed.",
            "Noor Haddad has the name and birthday of a journalist, Daily.",
            "Noor Haddad: The document expired on",
            "Noor Haddad has another nationality: KAZ.",
            ": sex is missing.",
        ):
            assert sentence in page

    def test_the_page_asks_the_database_as_often_for_three_members_as_for_one(self, registrar):
        delegation = make.delegation()
        counts = []
        for _round in range(2):
            entered(delegation)
            entered(delegation, given_names="Same", born_on=member()["born_on"])
            with statements() as asked:
                registrar.get(f"{URL}/{delegation.id}")
            counts.append(len(asked))
        assert counts[0] == counts[1]

    def test_a_delegation_is_returned_with_a_word_on_a_member(self, registrar):
        delegation = make.delegation()
        wrong = people.accreditation_of(entered(delegation).id).id
        url = f"{URL}/{delegation.id}/return"
        assert "Say what has to be mended." in registrar.send(url).text
        registrar.send(url, **{f"member-{wrong}": "The photograph shows two people."})
        assert (only().state, [x.accreditation.reason for x in members.of(only())]) == (
            State.RETURNED,
            ["The photograph shows two people."],
        )

    def test_only_the_chief_of_protocol_sees_how_to_refuse_a_state(self, registrar, signed_in):
        delegation = make.delegation()
        chief = signed_in(Role.CHIEF_OF_PROTOCOL)
        url = f"{URL}/{delegation.id}/refuse"
        assert url not in registrar.get(f"{URL}/{delegation.id}").text
        assert registrar.get(url).status_code == 403
        chief.send(url, reason="Credentials were not presented.")
        assert only().state is State.REFUSED
        assert db.session.scalar(select(func.count(Message.id))) == 0

    def test_a_change_of_members_is_answered(self, registrar):
        delegation = make.delegation("approved")
        point = make.focal_point(delegation)
        with transaction(point):
            asked = changes.ask(actor=point, delegation=delegation, words="One more.", **member())
        page = f"{URL}/{delegation.id}"
        shown = registrar.get(page).text
        assert "One more." in shown
        assert "as one more?" in shown
        assert "Asked just now." in shown
        registrar.send(f"{URL}/changes/{asked.id}/decline", answer="There is no place.")
        db.session.expire_all()
        assert db.session.get_one(ChangeRequest, asked.id).answer == "There is no place."
        registrar.send(f"{URL}/changes/{asked.id}/accept", page=page)
        assert "Not possible while the state is Declined." in registrar.get(page).text


def test_the_queue_goes_by_deadline_then_by_the_rank_of_the_head(registrar):
    ranks = {"QAT": "ambassador", "KAZ": "head_of_state", "PER": "minister"}
    for code, rank in ranks.items():
        late = datetime(2025, 10, 2 if code == "PER" else 1, tzinfo=UTC)
        delegation = make.delegation(sender=make.body(code), deadline=late)
        entered(delegation, Function.HEAD, rank=rank)
    page = registrar.get(f"{URL}?state=submitted").text
    order = [page.index(f">{name}</a>") for name in ("Kazakhstan", "Qatar", "Peru")]
    assert order == sorted(order)


class TestTheRegister:
    def test_a_regional_group_is_opened_as_a_whole(self, registrar):
        page = registrar.get(f"{URL}/open-all").text
        assert "Western European and other States" in page
        registrar.send(f"{URL}/open-all", groups="Western European and other States", iso3s="QAT")
        codes = db.session.scalars(select(Body.code).order_by(Body.code)).all()
        assert (len(codes), {"QAT", "FRA", "USA"} <= set(codes)) == (30, True)

    def test_who_chose_nobody_is_told_so_and_keeps_what_was_typed(self, registrar):
        page = registrar.send(f"{URL}/open-all", **{"places-delegate": "7"}).text
        assert "Choose at least one." in page
        assert 'value="7"' in page

    def test_a_code_that_the_register_does_not_know_opens_nothing(self, registrar):
        page = registrar.send(f"{URL}/open-all", iso3s=["QAT", "ZZZ"])
        assert page.status_code == 200
        assert db.session.scalar(select(func.count(Delegation.id))) == 0

    def test_a_name_that_is_too_long_is_refused_with_its_limit(self, registrar):
        page = open_one(registrar, kind="ngo", name="a" * 1000)
        assert "A name has at most 200 letters." in page.text

    def test_what_is_opened_with_a_deadline_that_has_passed_is_warned_about(self, registrar):
        open_one(registrar, kind="ngo", name="Beacon", deadline="2020-01-01T10:00")
        page = registrar.get(f"{URL}/{only().id}/focal-points").text
        assert "This deadline has passed" in page


def test_a_quota_below_what_is_approved_says_how_many_are_over(registrar):
    delegation = make.delegation()
    for _number in range(3):
        someone = entered(delegation)
        with transaction(SYSTEM):
            decisions.approve(
                actor=SYSTEM, delegation=only(), ids=[people.accreditation_of(someone.id).id]
            )
        with transaction(SYSTEM):
            only().state = State.SUBMITTED
            audit.record(SYSTEM, "test.made", only())
    url = f"{URL}/{delegation.id}"
    fields = {"note_number": "", "note_on": "", "language": "", "liaison_id": "", "notes": ""}
    registrar.send(f"{url}/agreement", version=only().version, **fields, **{"places-delegate": "1"})
    assert only().quota == {"delegate": 1}
    assert "3 are approved, 2 more than there are places now." in registrar.get(url).text


@pytest.mark.both_databases
def test_two_officers_who_open_the_same_state_at_once_make_one_delegation(app):
    barrier = Barrier(2)

    def open_it(_number: int) -> str:
        with app.app_context():
            barrier.wait()
            try:
                with transaction(SYSTEM):
                    opening.open_body(actor=SYSTEM, name="", kind="state", participant="QAT")
            except opening.AlreadyOpen as error:
                return f"{error.field}: {error}"
            finally:
                db.session.remove()
            return "opened"

    with ThreadPoolExecutor(2) as pool:
        outcomes = sorted(pool.map(open_it, range(2)))
    assert outcomes == ["opened", "participant: Qatar has a delegation already."]
    assert only().body.code == "QAT"


class TestTheList:
    def test_a_liaison_officer_sees_their_own_first_and_all_when_asked(self, signed_in):
        officer = cast.officer(Role.LIAISON_OFFICER)
        make.delegation(liaison_id=officer.id)
        make.delegation(sender=make.body("KAZ"))
        browser = signed_in(Role.LIAISON_OFFICER)
        shown = [
            [name in browser.get(url).text for name in (">Qatar</a>", ">Kazakhstan</a>")]
            for url in (URL, f"{URL}?liaison=", f"{URL}?liaison={officer.id}")
        ]
        assert shown == [[True, False], [True, True], [True, False]]

    def test_those_who_ask_for_a_change_are_found(self, registrar):
        asking = make.delegation("approved")
        make.delegation("approved", sender=make.body("KAZ"))
        with transaction(SYSTEM):
            changes.ask(actor=SYSTEM, delegation=asking, words="One more.", **member())
        page = registrar.get(f"{URL}?asks=yes").text
        assert (">Qatar</a>" in page, ">Kazakhstan</a>" in page) == (True, False)

    def test_the_file_says_what_the_list_says(self, registrar):
        late = datetime(2025, 10, 1, 11, tzinfo=UTC)
        delegation = make.delegation(quota={"delegate": 4}, deadline=late)
        entered(delegation, Function.HEAD, rank="minister")
        make.delegation("invited", sender=make.body("KAZ"))
        file = registrar.get(f"{URL}/list.csv?state=submitted")
        heads, *rows = [x.split(",") for x in file.data.decode("utf-8-sig").splitlines()]
        assert ", ".join(heads) == (
            "Delegation, Kind, Status, Members, Places, Waiting, Approved, Rank of the head,"
            " Deadline, Focal points, Silent"
        )
        assert rows == ["Qatar,State,Submitted,1,4,1,0,Minister,2025-10-01 18:00,0,No".split(",")]
        book = load_workbook(BytesIO(registrar.get(f"{URL}/list.xlsx").data))
        rows = list(book.worksheets[0].iter_rows(min_row=2, values_only=True))
        assert [row[:3] for row in rows] == [
            ("Kazakhstan", "State", "Invited"),
            ("Qatar", "State", "Submitted"),
        ]

    def test_a_person_leads_to_the_delegation_and_to_the_people_of_what_has_none(self, registrar):
        delegation = make.delegation()
        outlet = make.body(None, kind=BodyKind.OUTLET, name="Daily")
        there = registrar.get(f"{URL}/of/{delegation.body_id}").location
        assert there == f"{URL}/{delegation.id}"
        assert registrar.get(f"{URL}/of/{outlet.id}").location == f"/desk/people?body={outlet.id}"


class TestPapersAndPoints:
    def test_a_document_is_removed_after_a_question(self, registrar):
        delegation = make.delegation()
        page = f"{URL}/{delegation.id}/papers"
        scan = (BytesIO(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"), "note.pdf")
        registrar.send(page, kind="note_verbale", file=scan)
        [document] = db.session.scalars(select(Document)).all()
        url = f"{URL}/papers/{document.id}/remove"
        assert url in registrar.get(page).text
        assert "note.pdf" in registrar.get(url).text
        registrar.send(url, is_sure="yes")
        assert db.session.scalar(select(func.count(Document.id))) == 0

    def test_what_is_no_document_is_refused_in_a_sentence(self, registrar):
        page = f"{URL}/{make.delegation().id}/papers"
        answer = registrar.send(page, kind="other", file=(BytesIO(b"MZ\x90"), "note.pdf"))
        assert "Send a PDF, JPEG or PNG file." in answer.text

    def test_revoking_can_be_undone_and_needs_a_new_invitation(self, registrar):
        delegation = make.delegation("invited")
        with transaction(SYSTEM):
            point = invitations.invite(
                actor=SYSTEM, delegation=delegation, name="Ilse Brandt", email="a@mission.test"
            )
        page = f"{URL}/{delegation.id}/focal-points"
        registrar.send(f"{URL}/focal-points/{point.id}/revoke", page=page)
        assert "Undo" in registrar.get(page).text
        registrar.send(page, name="Ilse Brandt", email="a@mission.test")
        db.session.expire_all()
        again = db.session.get_one(FocalPoint, point.id)
        assert (again.revoked_at, again.invited_at) == (None, None)

    def test_the_search_finds_a_focal_point_by_name_and_by_address(self, registrar, signed_in):
        make.focal_point(make.delegation(), "farida@mission.test")
        badges = signed_in(Role.BADGE_OFFICER)
        asked = [(registrar, "farida p"), (registrar, "mission.test"), (badges, "farida")]
        found = [
            "farida@mission.test, Qatar" in x.get(f"/desk/search?q={q}").text for x, q in asked
        ]
        assert found == [True, True, False]

    def test_for_a_delegation_that_is_over_nobody_is_named(self, registrar):
        page = f"{URL}/{make.delegation('withdrawn').id}/focal-points"
        answer = registrar.send(page, name="Ilse", email="ilse@mission.test").text
        assert "Qatar is Withdrawn: nobody can be invited for it." in answer


def test_the_history_says_why_a_delegation_was_returned(registrar):
    delegation = make.delegation()
    entered(delegation, Function.HEAD)
    registrar.send(f"{URL}/{delegation.id}/return", reason="The note verbale is unsigned.")
    with transaction(SYSTEM):
        decisions.submit_on_behalf(actor=SYSTEM, delegation=only())
    page = registrar.get(f"{URL}/{delegation.id}").text
    assert "Delegation returned: The note verbale is unsigned." in page


def test_a_move_that_is_not_possible_any_more_is_said_before_anybody_tries(registrar):
    page = registrar.get(f"{URL}/{make.delegation('withdrawn').id}/withdraw").text
    assert "This is not possible while the delegation is Withdrawn." in page
    assert "Withdraw Qatar</button>" not in page


def test_what_waits_is_named_on_the_overview(registrar):
    asking = make.delegation("approved")
    make.delegation(sender=make.body("KAZ"))
    with transaction(SYSTEM):
        changes.ask(actor=SYSTEM, delegation=asking, words="One more.", **member())
    page = registrar.get("/desk").text
    assert "Delegations to decide" in page
    assert "Changes of members asked for" in page


def test_a_liaison_officer_reads_the_members_without_links_to_what_is_not_theirs(signed_in):
    delegation = make.delegation()
    someone = entered(delegation, Function.HEAD)
    page = signed_in(Role.LIAISON_OFFICER).get(f"{URL}/{delegation.id}").text
    assert someone.badge_name in page
    assert [x for x in ("/desk/people/", "/approve", "/agreement", "/refuse") if x in page] == []


def test_the_queue_asks_the_database_as_often_for_three_delegations_as_for_one(registrar):
    counts = []
    for codes in (("QAT",), ("KAZ", "PER")):
        for code in codes:
            entered(make.delegation(sender=make.body(code)), Function.HEAD)
        with statements() as asked:
            registrar.get(f"{URL}?state=submitted")
        counts.append(len(asked))
    assert (counts[0], counts[0] <= 12) == (counts[1], True)
