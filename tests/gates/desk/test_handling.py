"""Incidents at the desk: told, handled, closed; the watch-list is the supervisors' own."""

from uuid import UUID

import pytest
from sqlalchemy import select

from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations
from ceremony.gates.models import Incident, IncidentKind, IncidentPass, Severity
from tests import cast, make
from tests.client import parse, words
from tests.gates import place
from tests.people.vetting import vetted

LIST = "/desk/gates/incidents"


def tell(**facts):
    actor = cast.actor(Role.GATE_SUPERVISOR)
    known = {"kind": IncidentKind.MEDICAL, "severity": Severity.LOW, "words": "Faint"}
    with transaction(actor):
        return operations.tell_incident(actor=actor, **known | facts).event


def opened(desk, page):
    """What the form on *page* was filled in with."""
    fields = parse(desk.get(page).text).iter("input")
    known = {x.get("name"): x.get("value") for x in fields}
    return {x: known[x] for x in ("csrf_token", "version", "opened")}


def kept():
    db.session.rollback()
    return [(x.kind, x.state, x.words, x.action) for x in db.session.scalars(select(Incident))]


def test_an_incident_is_told_handled_closed_and_opened_again(signed_in):
    make.ceremony()
    at, badge = place.checkpoint(), place.credential()
    serial, desk = badge.serial, signed_in(Role.GATE_SUPERVISOR)
    told = {"kind": "crowd", "severity": "high", "words": "The queue reaches the road."}

    sent = desk.send(f"{LIST}/new", **told, checkpoint_id=str(at.id), serial=f"000 {serial:03}")
    page = sent.headers["Location"]
    desk.post(page, data=opened(desk, page) | {"action": "One lane more"})
    closed = desk.send(f"{page}/close", page=page)

    assert closed.status_code == 303
    assert kept() == [("crowd", "closed", "The queue reaches the road.", "One lane more")]
    assert db.session.scalars(select(IncidentPass.serial)).all() == [serial]
    text = words(parse(desk.get(page).text))
    assert "Amina Al-Kuwari" in text
    assert text.index("Incident closed") < text.index("Incident told at the desk")
    desk.send(f"{page}/reopen", page=page)
    assert kept()[0][1] == "open"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"words": " "}, "Say what happened."),
        ({"serial": "77"}, "No badge has this number."),
        ({"serial": "abc"}, "Write the number on the badge: 004 812."),
        ({"at": "2099-01-01T10:00"}, "This is still to come."),
        ({"kind": "watched"}, "Not a valid choice."),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_lost(signed_in, wrong, sentence):
    place.checkpoint()
    good = {"kind": "medical", "severity": "low", "words": "Faint", "checkpoint_id": "0"}

    page = signed_in(Role.GATE_SUPERVISOR).send(f"{LIST}/new", **good | wrong)

    assert sentence in page.text
    assert "words" in wrong or "Faint" in page.text
    assert kept() == []


def test_what_somebody_else_wrote_meanwhile_is_shown_beside(signed_in):
    place.checkpoint()
    page, desk = f"{LIST}/{tell()}", signed_in(Role.GATE_SUPERVISOR)
    before = opened(desk, page)
    desk.post(page, data=opened(desk, page) | {"action": "First aid came"})

    stale = desk.post(page, data=before | {"action": "Sent home"})

    assert "saved meanwhile as First aid came" in stale.text
    assert kept()[0][3] == "First aid came"


def test_open_ones_come_first_and_filters_narrow(signed_in):
    make.ceremony()
    place.checkpoint()
    first, second = tell(words="First"), tell(kind=IncidentKind.CROWD, words="Second")
    with transaction(SYSTEM):
        over = db.session.scalars(select(Incident).where(Incident.event == second)).one()
        operations.move_incident(actor=SYSTEM, incident=over, move="close")
    desk = signed_in(Role.GATE_SUPERVISOR)

    def listed(**asked):
        root = parse(desk.get(LIST, query_string=asked).text)
        return [UUID(x.get("href").rsplit("/", 1)[1]) for x in root.findall(".//tbody/tr/th/a")]

    assert listed() == [first, second]
    assert listed(state="closed") == listed(kind="crowd") == [second]
    assert listed(severity="high") == []
    assert listed(state="nonsense", checkpoint="x") == [first, second]


class TestWatched:
    """A hit of the watch-list."""

    @pytest.fixture
    def hit(self, client):
        make.ceremony()
        right = make.accreditation()
        person_id, serial = right.person_id, place.credential(right).serial
        db.session.rollback()
        vetted.act("watch", person_id, "Seen near the hall")
        place.read(client, place.device(place.checkpoint()), place.code(serial))
        return db.session.scalars(select(Incident.event)).one()

    def test_only_supervisors_see_it_and_no_count_tells_others(self, signed_in, hit):
        seen = {}
        for role in (Role.GATE_SUPERVISOR, Role.PROTOCOL_OFFICER, Role.ADMINISTRATOR):
            desk = signed_in(role)
            pages = [desk.get(x) for x in ("/desk/gates", LIST, f"{LIST}?kind=watched")]
            one = desk.get(f"{LIST}/{hit}").status_code
            seen[role] = [sum("Watch-list" in x.text for x in pages), one]
            counted = "Incidents<span" in "".join(pages[0].text.split())
            assert counted is (role is Role.GATE_SUPERVISOR)

        assert list(seen.values()) == [[3, 200], [0, 404], [0, 404]]

    def test_no_address_has_a_number_in_sequence_to_tell_others_of_it(self, signed_in, hit):
        told = tell()
        page = signed_in(Role.PROTOCOL_OFFICER).get(LIST).text
        assert (f"{LIST}/{told}" in page, f"{LIST}/{hit}" in page) == (True, False)
        assert signed_in(Role.GATE_SUPERVISOR).get(f"{LIST}/1").status_code == 404

    def test_scans_and_refusals_do_not_tell_others_of_it(self, signed_in, hit):
        pages = ("", "/figures", "/refused", "/scans", "/scans?verdict=call_supervisor")
        seen = {}
        for role in (Role.GATE_SUPERVISOR, Role.PROTOCOL_OFFICER, Role.CHIEF_OF_PROTOCOL):
            desk = signed_in(role)
            texts = [desk.get(f"/desk/gates{x}").text for x in pages]
            texts.append(desk.get("/desk").text)
            sent = desk.send("/desk/gates/scans/export/csv", page="/desk/gates/scans")
            texts.append(sent.text)
            seen[role] = ["Supervisor called" in x for x in texts]

        assert [any(x) for x in seen.values()] == [True, False, False], seen

    def test_nobody_else_closes_it(self, signed_in, hit):
        desk = signed_in(Role.PROTOCOL_OFFICER)
        token = desk.token("/desk/gates/muster")
        answer = desk.post(f"{LIST}/{hit}/close", data={"csrf_token": token})
        assert answer.status_code == 403

    def test_closing_it_is_not_in_the_trail_of_auditors(self, signed_in, hit):
        desk = signed_in(Role.GATE_SUPERVISOR)
        desk.send(f"{LIST}/{hit}/close", page=f"{LIST}/{hit}")
        auditor = signed_in(Role.ADMINISTRATOR, Role.DATA_PROTECTION_OFFICER)
        rows = [words(x) for x in parse(auditor.get("/desk/audit").text).iter("tr")]
        assert kept()[0][1] == "closed"
        assert [x for x in rows if "ncident" in x] == []


def test_who_only_looks_changes_nothing():
    place.checkpoint()
    event = tell()
    reader = cast.actor(Role.PROTOCOL_OFFICER)
    found = db.session.scalars(select(Incident).where(Incident.event == event)).one()
    acts = [
        lambda: operations.move_incident(actor=reader, incident=found, move="close"),
        lambda: operations.note_action(actor=reader, incident=found, action="x", version=1),
        lambda: operations.tell_incident(
            actor=reader, kind=IncidentKind.CROWD, severity=Severity.LOW, words="x"
        ),
    ]
    for act in acts:
        with pytest.raises(DomainError, match="You may not do this"), transaction(reader):
            act()


def test_without_a_run_nothing_is_kept_and_gates_notice_by_themselves(signed_in):
    place.checkpoint()
    with pytest.raises(DomainError, match="Gates notice this by themselves"):
        tell(kind=IncidentKind.ADMITTED_TWICE)
    place.end_run()
    with pytest.raises(DomainError, match="Neither a rehearsal nor the ceremony goes on"):
        tell()
    assert kept() == []
