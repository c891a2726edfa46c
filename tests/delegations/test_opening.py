"""Who is opened as what: States by the register, the host by the ceremony, guests by name."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.core import clock, settings
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations import lookup
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import opening
from ceremony.delegations.queries import delegations
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Body
from ceremony.protocol import operations as protocol
from ceremony.protocol import queries as papers
from ceremony.protocol.order import Alphabet
from tests import make
from tests.delegations.people import entered
from tests.delegations.test_desk import open_one

pytestmark = pytest.mark.usefixtures("vietnamese")


@pytest.fixture
def vietnamese(session):
    make.ceremony(host="VNM")
    make.category("delegate")


def open_states(*iso3s):
    with transaction(SYSTEM):
        return opening.open_from_register(actor=SYSTEM, iso3s=iso3s)


def open_body(**facts):
    with transaction(SYSTEM):
        return opening.open_body(actor=SYSTEM, **{"name": ""} | facts)


def opened():
    rows = select(Body.name, Body.kind, Body.code).join(Delegation).order_by(Delegation.id)
    return [tuple(x) for x in db.session.execute(rows)]


class TestTheHost:
    def test_opened_with_all_others_it_is_the_host_and_stands_first(self):
        for delegation in open_states("ALB", "VNM"):
            entered(delegation, Function.HEAD)
        with transaction(SYSTEM):
            protocol.arrange(
                actor=SYSTEM, alphabet=Alphabet.ENGLISH, is_host_first=True, list_number=1
            )
        listed = [(x.name, x.kind) for x in (row.head.sender for row in papers.precedence().rows)]
        assert listed == [("Viet Nam", BodyKind.HOST), ("Albania", BodyKind.STATE)]

    @pytest.mark.parametrize("kind", ["state", "observer_state", "host"])
    def test_which_kind_a_participant_is_the_register_and_the_ceremony_say(self, kind):
        for iso3 in ("VNM", "ALB", "VAT", "EUE"):
            open_body(kind=kind, participant=iso3, name="Whatever")
        assert opened() == [
            ("Viet Nam", BodyKind.HOST, "VNM"),
            ("Albania", BodyKind.STATE, "ALB"),
            ("Holy See", BodyKind.OBSERVER_STATE, "VAT"),
            ("European Union", BodyKind.REIO, "EUE"),
        ]

    def test_a_state_is_opened_once_whatever_kind_is_said(self):
        open_body(kind="state", participant="VNM")
        with pytest.raises(opening.AlreadyOpen):
            open_body(kind="observer_state", participant="VNM")
        assert open_states("VNM") == []

    @pytest.mark.parametrize("kind", ["", "state", "host", "ngo"])
    def test_a_workbook_means_the_same(self, kind):
        found = lookup.prefetch()
        meant = [found.body(x, kind) for x in ("Viet Nam", "Albania")]
        assert [(x.kind, x.participant) for x in meant] == [("host", "VNM"), ("state", "ALB")]
        [host] = open_states("VNM")
        assert lookup.prefetch().body("Việt Nam", kind).id == host.body_id

    def test_nobody_but_a_state_is_the_host(self):
        assert lookup.prefetch().body("Lantern House", "host") is None
        with pytest.raises(DomainError, match="Choose the State from the register"):
            open_body(kind="host", name="Lantern House")


class TestGuests:
    def test_they_are_opened_by_name_and_are_no_state(self):
        guests = open_body(kind="guests", name="Guests of the host")
        assert (guests.body.kind, guests.body.participant_id) == (BodyKind.GUESTS, None)
        with pytest.raises(opening.AlreadyOpen):
            open_body(kind="guests", name="GUESTS of the  host")

    @pytest.mark.parametrize("kind", ["guests", "ngo", "organisation", "un_entity"])
    def test_who_is_no_state_takes_none_from_the_register(self, kind):
        with pytest.raises(DomainError, match="not in the register") as refused:
            open_body(kind=kind, name="Guests", participant="VNM")
        assert refused.value.field == "participant"
        assert opened() == []

    def test_those_that_have_a_state_from_before_do_not_stand_in_its_way(self):
        make.delegation(sender=make.body("VNM", kind=BodyKind.GUESTS, code="O-0001"))
        assert "VNM" in [x.iso3 for x in delegations.participants_without()]
        [state] = open_states("VNM")
        assert (state.body.kind, state.body.code) == (BodyKind.HOST, "VNM")
        assert "VNM" not in [x.iso3 for x in delegations.participants_without()]

    def test_their_people_stand_behind_everybody_and_beside_no_host(self):
        for delegation in (open_body(kind="guests", name="Aunts"), *open_states("VNM", "ALB")):
            entered(delegation, Function.HEAD)
        listed = [x.name for x in papers.delegations()]
        assert listed == ["Albania", "Viet Nam", "Aunts"]

    def test_the_desk_opens_them_and_offers_no_host(self, signed_in):
        registrar = signed_in(Role.REGISTRAR)
        page = registrar.get("/desk/delegations/open").text
        assert ('value="guests"' in page, 'value="host"' in page) == (True, False)
        open_one(registrar, kind="guests", name="Guests of  the host")
        assert opened() == [("Guests of the host", BodyKind.GUESTS, "O-0001")]


class TestDays:
    @pytest.mark.parametrize(("days", "is_refused"), [(0, False), (1, True)])
    def test_a_note_verbale_is_of_a_day_that_has_come_in_the_ceremony(self, days, is_refused):
        """At 20:00 UTC it is 03:00 of the next day in Hanoi."""
        clock.shift(clock.now().replace(hour=20, minute=0) - clock.now())
        delegation, today = make.delegation(), settings.current().today
        assert today == clock.now().date() + timedelta(days=1)
        noted = today + timedelta(days=days)
        if is_refused:
            with pytest.raises(DomainError, match="of a day to come"):
                self.note(delegation, noted)
        else:
            assert self.note(delegation, noted).note_on == noted

    def note(self, delegation, day):
        with transaction(SYSTEM):
            return opening.change(actor=SYSTEM, delegation=delegation, note_on=day)
