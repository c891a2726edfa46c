import pytest

from ceremony.people.kinds import BodyKind, Function, Rank
from ceremony.protocol import participants, queries
from tests import make
from tests.counting import statements
from tests.protocol import place


def listing():
    return participants.listing(queries.delegations(), queries.members())


def shown():
    """The list as plain values: delegation, function, lines; and how many are not named."""
    return [
        (
            entry.sender.name,
            [(str(part.function), [x.text for x in part.lines]) for part in entry.parts],
            entry.unnamed,
        )
        for group in listing().groups
        for entry in group.entries
    ]


def member(body, given_names, family_name, function=Function.DELEGATE, **more):
    known = {"is_listed": True, "function": function}
    return make.accreditation(
        given_names=given_names, family_name=family_name, body=body, **known | more
    )


def test_the_head_comes_first_then_functions_ranks_and_names():
    qatar = make.body("QAT")
    make.delegation("approved", qatar)
    member(qatar, "Zaid", "Adviser", Function.ADVISER)
    member(qatar, "Amina", "Zahran")
    member(qatar, "Badr", "Ali", rank=Rank.AMBASSADOR, title="Ambassador", honorific="H.E.")
    member(qatar, "Amal", "Ali")
    member(qatar, "Dana", "Deputy", Function.DEPUTY_HEAD)
    member(qatar, "Hala", "Head", Function.HEAD, title="Minister", organisation="Qatar")

    assert shown() == [
        (
            "Qatar",
            [
                ("head", ["Hala HEAD, Minister"]),
                ("deputy_head", ["Dana DEPUTY"]),
                ("delegate", ["H.E. Badr ALI, Ambassador", "Amal ALI", "Amina ZAHRAN"]),
                ("adviser", ["Zaid ADVISER"]),
            ],
            0,
        )
    ]


def test_groups_follow_one_another_and_names_are_alphabetical():
    for code, kind in (("VAT", BodyKind.OBSERVER_STATE), ("EUE", BodyKind.REIO)):
        place.head(code, sender=make.body(code, kind=kind))
    place.host()
    place.head("CIV")
    place.head(None, sender=make.body(None, name="League of Harbours"))

    assert [(x.number, [e.sender.name for e in x.entries]) for x in listing().groups] == [
        (0, ["Côte d'Ivoire", "Viet Nam"]),
        (1, ["Holy See"]),
        (2, ["European Union"]),
        (4, ["League of Harbours"]),
    ]


def test_who_does_not_agree_is_counted_and_never_named():
    qatar = place.sent(place.head("QAT"))
    body = make.queries.body_of(qatar)
    member(body, "Secret", "Person", is_listed=False)
    place.head("FRA", family_name="Hidden", is_listed=False)

    assert shown() == [
        ("France", [], 1),
        ("Qatar", [("head", ["Amina HEAD-QAT"])], 1),
    ]
    assert (listing().named, listing().unnamed, listing().delegations) == (1, 2, 2)


def test_who_is_not_approved_is_not_in_the_list():
    body = make.body("QAT")
    make.delegation("submitted", body)
    make.person(body=body, is_listed=True)

    assert shown() == []


@pytest.mark.parametrize("state", ["refused", "withdrawn"])
def test_a_delegation_that_does_not_come_is_in_no_paper(state):
    body = make.body("QAT")
    reason = "Not recognised" if state == "refused" else None
    member(body, "Hala", "Head", Function.HEAD)
    make.delegation(state, body, reason=reason)

    assert (shown(), queries.heads(), queries.delegations()) == ([], [], [])


def test_of_two_heads_the_approved_one_stands():
    body = make.body("QAT")
    make.person(given_names="Waits", body=body, function=Function.HEAD, rank=Rank.HEAD_OF_STATE)
    member(body, "Hala", "Head", Function.HEAD)
    make.delegation("approved", body)

    [head] = queries.heads()
    assert (head.name, head.is_approved) == ("Hala Head", True)


@pytest.mark.both_databases
def test_figures_and_papers_ask_the_database_as_often_for_three_as_for_one():
    def ask():
        with statements() as sent:
            listing(), queries.precedence(), queries.figures()
        return len(sent)

    place.head("QAT")
    one = ask()
    for code in ("FRA", "PER"):
        place.head(code)

    assert ask() == one
    assert tuple(queries.figures()) == (3, 3, 3, 3, 3)
