"""The host country of the ceremony: its body is the host, whenever it was opened."""

import pytest
from sqlalchemy import select

from ceremony.core import settings
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Body
from tests import make
from tests.people.test_arrangement import FILE, load, refusals, rehearse, rights

CEREMONY = """
ceremony:
  title: Convention
  subtitle: Ceremony
  short_title: Convention
  place: Hall
  city: Hanoi
  starts_on: 2025-10-25
  ends_on: 2025-10-26
  time_zone: Asia/Ho_Chi_Minh
  accent: "#8a1a1f"
  gold: "#a5853b"
  passes_from: 2025-10-23 06:00
  passes_until: 2025-10-27 00:00
"""
OWN_LINE = FILE.replace("access:", "access:\n  - {kind: host, category: guest}")


def hosted_by(given):
    return f"{CEREMONY}  host: {given}\n"


def kinds():
    return {x.code: x.kind for x in db.session.scalars(select(Body))}


@pytest.fixture
def both(session):
    """Qatar and Viet Nam, each with a delegate, under a table with a line for the host."""
    load(CEREMONY + OWN_LINE)
    return [
        make.person(name, body=make.body(code), function=Function.DELEGATE)
        for name, code in (("Amina", "QAT"), ("Ha", "VNM"))
    ]


def test_who_was_open_becomes_the_host_and_its_people_get_what_the_table_says(both):
    assert rights(*both) == [("delegate", ["1", "2"])] * 2
    planned = rehearse(hosted_by("VNM"))
    [effect] = planned.effects
    assert [person[:2] for person in effect.persons] == [("Ha Al-Kuwari", "Viet Nam")]

    load(hosted_by("VNM"))
    assert kinds() == {"QAT": BodyKind.STATE, "VNM": BodyKind.HOST}
    assert rights(*both) == [("delegate", ["1", "2"]), ("guest", ["1"])]
    changed = select(AuditEntry.subject_id).where(AuditEntry.event == "people.body_kind_changed")
    assert db.session.scalars(changed).all() == [both[1].participations[0].body_id]


def test_another_host_takes_its_place_and_nobody_may_have_it(both):
    load(hosted_by("VNM"))
    load(hosted_by("Qatar"))
    assert kinds() == {"QAT": BodyKind.HOST, "VNM": BodyKind.STATE}
    load(CEREMONY)
    assert settings.current().host is None
    assert kinds() == {"QAT": BodyKind.STATE, "VNM": BodyKind.STATE}


def test_a_file_that_says_nothing_of_the_ceremony_leaves_the_host(both):
    load(hosted_by("VNM"))
    load(OWN_LINE)
    assert settings.current().host == "VNM"
    assert kinds() == {"QAT": BodyKind.STATE, "VNM": BodyKind.HOST}


def test_two_bodies_of_one_country_from_before_do_not_change_places(both):
    twin = make.body("VNM", code="VNM-2", kind=BodyKind.HOST)
    load(hosted_by("VNM"))
    assert kinds() == {"QAT": BodyKind.STATE, "VNM": BodyKind.STATE, twin.code: BodyKind.HOST}


@pytest.mark.parametrize("written", ["VNM", "VN", "Viet Nam", "Việt Nam", "vietnam"])
def test_the_file_may_name_the_host_as_people_do(session, written):
    assert load(hosted_by(written)).changes != []
    assert settings.current().host == "VNM"


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        ("Viet Nan", "“Viet Nan” is not a State we know. Did you mean “Viet Nam”?"),
        ("Austia", "“Austia” is not a State we know. Did you mean “Austria”?"),
    ],
)
def test_what_is_no_state_is_no_host(session, written, sentence):
    assert refusals(hosted_by(written)) == [sentence]
    assert settings.current().host is None


def test_a_union_of_states_is_no_host(session):
    assert len(refusals(hosted_by("European Union"))) == 1
