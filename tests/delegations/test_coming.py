"""Who is silent: invited, not let go, and never come, by whatever way somebody comes."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.accounts import passwords, queries
from ceremony.core import audit, clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.models import FocalPoint
from ceremony.delegations.operations import invitations
from ceremony.delegations.queries import lists, points
from tests import make
from tests.cast import PASSWORD
from tests.client import parse, words

pytestmark = pytest.mark.usefixtures("ceremony")
URL = "/desk/delegations"


def invited(delegation, email="farida@mission.test"):
    with transaction(SYSTEM):
        return invitations.invite(actor=SYSTEM, delegation=delegation, name="F. P.", email=email)


def link_of(point):
    with transaction(SYSTEM):
        user = queries.user(point.user_id)
        return accounts.make_entry_link(actor=SYSTEM, user=user, lasts=timedelta(days=1))


def came(delegation):
    db.session.rollback()
    rows = select(FocalPoint.entered_at).where(FocalPoint.delegation_id == delegation.id)
    return db.session.scalars(rows).one()


def silent():
    """Codes of the delegations that the filter finds; the column must say the same."""
    found = {x.delegation.body.code for x in lists.everything() if x.is_silent}
    assert found == {x.body.code for x in lists.delegations_of(lists.ids(points="silent"))}
    return found


@pytest.fixture
def qatar():
    return make.delegation("invited")


class TestComing:
    def test_by_the_link_is_noted_once(self, client, qatar):
        enter = f"/enter/{link_of(invited(qatar))}"
        client.get(enter)
        assert came(qatar) is None  # programs look at links too
        client.send(enter)
        assert came(qatar) is None
        client.get(f"/delegation/{qatar.id}")
        first = came(qatar)
        clock.shift(timedelta(hours=1))
        client.get(f"/delegation/{qatar.id}")
        assert first is not None
        assert came(qatar) == first
        noted = select(AuditEntry.actor_id).where(AuditEntry.event == "delegations.entered")
        assert len(db.session.scalars(noted).all()) == 1

    def test_by_password_is_noted(self, client, qatar):
        point = invited(qatar)
        chosen = passwords.make_hash(PASSWORD)
        with transaction(SYSTEM):
            user = queries.user(point.user_id)
            user.password_hash = chosen
            audit.record(SYSTEM, "test.made", user)
        client.send("/sign-in", email="farida@mission.test", password=PASSWORD)
        client.get("/delegation", follow_redirects=True)
        assert came(qatar) is not None

    def test_by_a_second_link_while_signed_in_is_noted_there_alone(self, client, qatar):
        client.send(f"/enter/{link_of(invited(qatar))}")
        client.get(f"/delegation/{qatar.id}")
        france = make.delegation("invited", sender=make.body("FRA"))
        again = invited(france)
        assert silent() == {"FRA"}
        assert client.get(f"/enter/{link_of(again)}").status_code == 303
        client.get(f"/delegation/{france.id}/members/new")
        assert came(france) is not None
        assert silent() == set()

    def test_of_an_organiser_is_no_answer(self, signed_in, qatar):
        invited(qatar)
        signed_in(Role.REGISTRAR).get(f"/delegation/{qatar.id}")
        assert came(qatar) is None

    def test_to_the_page_of_another_delegation_is_none(self, client, qatar):
        client.send(f"/enter/{link_of(invited(make.delegation(sender=make.body('FRA'))))}")
        assert client.get(f"/delegation/{qatar.id}").status_code == 404
        assert silent() == {"FRA"}


def test_who_came_and_was_let_go_does_not_answer_for_the_next(client, qatar):
    first = invited(qatar)
    client.send(f"/enter/{link_of(first)}")
    client.get(f"/delegation/{qatar.id}")
    assert silent() == set()
    with transaction(SYSTEM):
        invitations.revoke(actor=SYSTEM, point=points.focal_point(first.id))
    assert silent() == set()
    invited(qatar, "other@mission.test")
    assert silent() == {"QAT"}


class TestReminding:
    @pytest.fixture
    def three(self, qatar):
        """Silent; come and not submitted; silent and submitted. All by the codes of States."""
        france = make.delegation("draft", sender=make.body("FRA"))
        japan = make.delegation("submitted", sender=make.body("JPN"))
        for delegation in (qatar, france, japan):
            point = invited(delegation, f"{delegation.body.code}@mission.test".lower())
            if delegation is france:
                who = queries.acting("user", point.user_id)
                with transaction(who):
                    invitations.enter(actor=who, delegation_id=france.id)

    def test_from_the_list_mails_the_silent_alone_and_says_so_before(self, signed_in, three):
        registrar = signed_in(Role.REGISTRAR)
        page = parse(registrar.get(URL).text)
        buttons = [x for x in page.iter("button") if "remind" in x.get("formaction", "")]
        assert {words(x) for x in buttons} == {"Remind the silent"}
        preview = registrar.send(f"{URL}/send/remind", page=URL, all="yes")
        text = words(parse(preview.text))
        assert "Each of them was invited and never came" in text
        found = [x in text for x in ("qat@", "fra@", "jpn@")]
        assert found == [True, False, False]
        registrar.send(f"{URL}/send/remind", page=URL, all="yes", is_sure="yes")
        db.session.rollback()
        letters = select(Message.address).where(Message.subject_type == "delegation")
        assert db.session.scalars(letters.order_by(Message.id)).all()[3:] == ["qat@mission.test"]

    def test_who_comes_after_the_preview_is_not_mailed(self, qatar):
        point = invited(qatar)
        who = queries.acting("user", point.user_id)
        with transaction(who):
            invitations.enter(actor=who, delegation_id=qatar.id)
        with transaction(SYSTEM):
            assert invitations.remind(actor=SYSTEM, points=[point]) == 0
