"""The history of a delegation says what was done, to what, and from what to what."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import delete

from ceremony.core import audit
from ceremony.core.audit import RowHistory
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.delegations.models import Document, DocumentKind
from ceremony.delegations.operations import invitations, opening
from ceremony.delegations.queries import delegations, history
from ceremony.people.kinds import BodyKind
from tests import cast, make
from tests.client import parse, words
from tests.counting import statements


@pytest.fixture(autouse=True)
def ceremony(session):
    make.ceremony()
    make.category("delegate", name={"en": "Delegate"})
    make.category("driver", name={"en": "Driver"})


def change(delegation, **facts):
    officer = cast.actor(Role.REGISTRAR)
    with transaction(officer):
        found = delegations.delegation(delegation.id)
        opening.change(actor=officer, delegation=found, **facts)


def told(delegation):
    """What and about what, the latest first, without that it was made."""
    db.session.rollback()
    found = history.of(delegations.delegation(delegation.id))
    return [(x.what, x.about) for x in found if x.what != "test.made"]


@pytest.mark.both_databases
def test_what_was_agreed_anew_is_said_with_what_stood_there_before():
    delegation = make.delegation(quota={"delegate": 8}, language="fr")
    liaison = cast.officer(Role.LIAISON_OFFICER)
    change(
        delegation,
        deadline=datetime(2025, 10, 1, 11, tzinfo=UTC),
        quota={"delegate": 10, "driver": 2},
        note_number="41/2025",
        note_on=date(2025, 9, 14),
        language="",
        liaison_id=liaison.id,
        notes="They ring at night.",
    )
    change(delegation, deadline=datetime(2025, 10, 3, 11, tzinfo=UTC), quota={"driver": 2})
    second, first = told(delegation)
    assert (second[0], second[1].split(", ")) == (
        "Delegation changed",
        [
            "deadline: 1 October 2025 18:00 → 3 October 2025 18:00",
            "places as Delegate: 10 → no limit",
        ],
    )
    assert (first[0], first[1].split(", ")) == (
        "Delegation changed",
        [
            "deadline: none → 1 October 2025 18:00",
            "language: Français → none",
            f"liaison officer: none → {liaison.name}",
            "number of the note verbale: none → 41/2025",
            "date of the note verbale: none → 14 September 2025",
            "notes",
            "places as Delegate: 8 → 10",
            "places as Driver: no limit → 2",
        ],
    )


def test_terms_given_to_all_of_a_kind_are_told_at_each():
    delegation = make.delegation(quota={"delegate": 8})
    with transaction(SYSTEM):
        opening.set_terms(
            actor=SYSTEM, kind=BodyKind.STATE, deadline=None, quota={"delegate": 5}, applies=True
        )
    assert told(delegation) == [("Delegation changed", "places as Delegate: 8 → 5")]


def test_saving_what_was_there_is_no_change():
    delegation = make.delegation(quota={"delegate": 8}, note_number="1")
    change(delegation, note_number="1")
    assert told(delegation) == []


def test_where_retention_purged_the_values_it_says_what_was_changed():
    delegation = make.delegation(quota={"delegate": 8})
    change(delegation, quota={}, note_number="1")
    with transaction(SYSTEM) as session:
        session.execute(delete(RowHistory))
    assert told(delegation) == [("Delegation changed", "number of the note verbale, quota")]


def test_it_names_the_focal_points_and_the_papers():
    delegation = make.delegation("invited")
    officer = cast.actor(Role.REGISTRAR)
    with transaction(officer):
        for name in ("Ilse Brandt", "Jonas Weil"):
            email = f"{name.split()[0].lower()}@mission.test"
            invitations.invite(actor=officer, delegation=delegation, name=name, email=email)
    paper = Document(
        delegation_id=delegation.id,
        kind=DocumentKind.NOTE_VERBALE,
        name="note.pdf",
        file="x.pdf",
        size=1,
        is_ours=True,
    )
    with transaction(officer) as session:
        session.add(paper)
        audit.record(officer, "delegations.document_added", paper)
    assert [(what, set(about.split(", "))) for what, about in told(delegation)] == [
        ("Document added", {"Note verbale"}),
        ("Invitation mailed", {"Ilse Brandt", "Jonas Weil"}),
        ("Focal point named", {"Ilse Brandt", "Jonas Weil"}),
    ]


def test_the_page_carries_it_and_asks_the_database_as_often_for_three_changes(signed_in):
    delegation = make.delegation(quota={"delegate": 8})
    registrar, url = signed_in(Role.REGISTRAR), f"/desk/delegations/{delegation.id}"
    counts = []
    for places in ((9,), (10, 11)):
        for number in places:
            change(delegation, quota={"delegate": number})
        with statements() as asked:
            page = registrar.get(url)
        counts.append(len(asked))
    timeline = [x for x in parse(page.text).iter("ol") if x.get("class") == "timeline"]
    assert "Delegation changed: places as Delegate: 10 → 11" in words(timeline[0])
    assert counts[0] == counts[1]
