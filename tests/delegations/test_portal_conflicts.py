"""Two focal points with the same member open: the second sees what the first changed."""

import pytest

from tests import make
from tests.client import parse, words
from tests.delegations.entering import HEAD, Portal

pytestmark = pytest.mark.usefixtures("ceremony")


@pytest.fixture
def own(app):
    return Portal(app, make.delegation("draft"))


def held(text):
    """What the form of the page sends that nobody sees: version, and what it was opened with."""
    inputs = {x.get("name"): x.get("value") or "" for x in parse(text).iter("input")}
    return {x: inputs[x] for x in ("version", "opened")}


def said(answer):
    """The sentences above the form."""
    return [words(x) for x in parse(answer.text).findall(".//div[@class='summary']//li")]


@pytest.mark.both_databases
def test_only_what_the_other_changed_is_listed_and_nothing_is_lost(own):
    person = own.add(title="Judge", phone="+974 5555 0100")
    page = f"/members/{person.id}"
    form = HEAD | {"document_number": "", "title": "Judge", "phone": "+974 5555 0100"}
    first = form | held(own.text(page))
    own.send(page, **first | {"title": "Minister", "phone": "+974 5555 0199"})

    mine = {"given_names": "Aminata", "title": "Envoy", "dietary_needs": "No nuts"}
    answer = own.send(page, **first | mine)
    assert said(answer) == [
        "Somebody else changed this a moment ago. Look again, then repeat.",
        "Telephone: saved meanwhile as +974 5555 0199, and so here: you had not changed it.",
        "Position: saved meanwhile as Minister",
    ]
    shown = ('value="Aminata"', 'value="Envoy"', 'value="+974 5555 0199"', "No nuts</textarea>")
    assert [x for x in shown if x not in answer.text] == []
    assert "Take what was saved: Minister" in answer.text

    again = first | mine | held(answer.text) | {"phone": "+974 5555 0199", "take": "title"}
    assert own.send(page, **again).status_code == 303
    [person] = own.members()
    assert (person.given_names, person.phone, person.dietary_needs) == (
        "Aminata",
        "+974 5555 0199",
        "No nuts",
    )
    assert person.participations[0].title == "Minister"


def test_what_is_secret_is_said_to_be_another_and_not_shown(own):
    person = own.add(title="Judge")
    page = f"/members/{person.id}"
    first = HEAD | {"document_number": "", "title": "Judge"} | held(own.text(page))
    own.send(page, **first | {"document_number": "D1", "medical_needs": "Insulin"})

    answer = own.send(page, **first | {"document_number": "E2", "title": "Envoy"})
    assert said(answer)[1:] == [
        (
            "Document number: somebody else changed it meanwhile. Sent again, yours takes its"
            " place; left empty, theirs stays."
        )
    ]
    assert ["D1" in answer.text, "Insulin" in answer.text] == [False, False]
    own.send(page, **first | held(answer.text) | {"title": "Envoy"})
    [person] = own.members()
    assert (person.document_number, person.medical_needs) == ("D1", "Insulin")
    assert person.participations[0].title == "Envoy"
