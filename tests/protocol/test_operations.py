from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed, ReasonNeeded
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people import operations as people
from ceremony.people.kinds import Rank
from ceremony.protocol import operations, queries
from ceremony.protocol.operations import NothingToDraw, NotInTheList, StandsThere
from ceremony.protocol.order import Alphabet
from tests import cast, make
from tests.protocol import place

ENGLISH = Alphabet.ENGLISH


def did(operation, **arguments):
    actor = cast.actor(Role.PROTOCOL_OFFICER)
    with transaction(actor):
        return operation(actor=actor, **arguments)


def listed():
    return [x.head.sender.name for x in queries.precedence().rows]


@pytest.fixture
def three():
    """Ids of the delegations of France, Peru and Qatar, all headed by ministers."""
    return [place.sent(place.head(x)) for x in ("FRA", "PER", "QAT")]


@pytest.mark.both_databases
def test_a_delegation_is_moved_with_a_reason_and_the_move_taken_back(three):
    france, _peru, qatar = three
    change = did(operations.move, body_id=qatar, before_id=france, reason=" Presidency ")

    assert listed() == ["Qatar", "France", "Peru"]
    [row, *_rest] = queries.precedence().rows
    assert (row.change.reason, row.change.rank) == ("Presidency", Rank.MINISTER)
    assert row.change.officer.name == cast.NAMES[Role.PROTOCOL_OFFICER]

    did(operations.take_back, change=queries.change(change.id))
    assert (listed(), queries.changes()) == (["France", "Peru", "Qatar"], [])
    ours = select(AuditEntry.event).where(AuditEntry.event.startswith("protocol."))
    events = db.session.scalars(ours.order_by(AuditEntry.id)).all()
    assert events == ["protocol.moved", "protocol.move_taken_back"]


def test_a_delegation_can_be_moved_to_the_end(three):
    did(operations.move, body_id=three[0], before_id=None, reason="Asked for it")

    assert listed() == ["Peru", "Qatar", "France"]


@pytest.mark.parametrize(
    ("body", "before", "reason", "error"),
    [
        (1, 0, "", ReasonNeeded),
        (1, 0, "  ", ReasonNeeded),
        (0, 1, "Why not", StandsThere),
        (1, 1, "Why not", StandsThere),
        (2, None, "Why not", StandsThere),
    ],
)
def test_a_move_that_says_or_changes_nothing_is_refused(three, body, before, reason, error):
    before_id = None if before is None else three[before]
    with pytest.raises(error):
        did(operations.move, body_id=three[body], before_id=before_id, reason=reason)
    assert queries.changes() == []


def test_only_who_is_in_the_list_can_be_moved(three):
    headless = make.delegation(sender=make.body("CHL"))
    for body_id, before_id in ((headless.body_id, three[0]), (three[0], headless.body_id)):
        with pytest.raises(NotInTheList):
            did(operations.move, body_id=body_id, before_id=before_id, reason="Why not")


def test_a_change_waits_while_its_head_is_away_and_holds_again(three):
    france, _peru, qatar = three
    did(operations.move, body_id=qatar, before_id=france, reason="Presidency")
    [head] = [x for x in queries.precedence().heads if x.sender.body_id == qatar]
    accreditation = make.queries.accreditation_of(head.person_id)
    with transaction(SYSTEM):
        people.withdraw(
            actor=SYSTEM, accreditations=make.queries.accreditations([accreditation.id])
        )

    shown = queries.precedence()
    assert (listed(), [x.reason for x in shown.waiting]) == (["France", "Peru"], ["Presidency"])

    with transaction(SYSTEM):
        people.restore(actor=SYSTEM, accreditations=make.queries.accreditations([accreditation.id]))
    assert listed() == ["Qatar", "France", "Peru"]


def test_a_moved_head_whose_rank_changes_keeps_the_place_by_hand(three):
    france, _peru, qatar = three
    did(operations.move, body_id=qatar, before_id=france, reason="Presidency")
    [part] = [x for x in make.queries.participations_of(_heads()) if x.body_id == qatar]
    with transaction(SYSTEM):
        people.change_participation(actor=SYSTEM, participation=part, rank=Rank.AMBASSADOR)

    [first, *_rest] = queries.precedence().rows
    assert (first.head.rank, first.change.rank) == (Rank.AMBASSADOR, Rank.MINISTER)
    assert listed() == ["Qatar", "France", "Peru"]


def _heads():
    return [x.person_id for x in queries.heads()]


def test_papers_are_made_as_the_office_says(three):
    place.host()
    did(operations.arrange, alphabet=Alphabet.FRENCH, is_host_first=True, list_number=3)

    how = queries.arrangement()
    assert (how.alphabet, how.is_host_first, how.list_number) == (Alphabet.FRENCH, True, 3)
    assert listed() == ["Viet Nam", "France", "Peru", "Qatar"]


def test_nobody_writes_over_what_another_officer_arranged():
    known = {"alphabet": ENGLISH, "is_host_first": False}
    did(operations.arrange, **known, list_number=2, version=0)

    with pytest.raises(EditConflict):
        did(operations.arrange, **known, list_number=5, version=0)
    assert queries.arrangement().list_number == 2


@pytest.mark.both_databases
def test_a_letter_is_drawn_among_those_of_the_states(three):
    offered = []

    def last(letters):
        offered.append(letters)
        return letters[-1]

    drawn = did(operations.draw, alphabet=ENGLISH, choose=last)

    assert (drawn.letter, drawn.is_by_hand, drawn.reason) == ("Q", False, "")
    assert offered == [["F", "P", "Q"]]


def test_a_second_draw_needs_a_reason_and_counts_from_then_on(three):
    did(operations.draw, alphabet=ENGLISH, letter="F")
    with pytest.raises(ReasonNeeded):
        did(operations.draw, alphabet=ENGLISH, letter="P")
    did(operations.draw, alphabet=ENGLISH, letter="P", reason="Drawn before all were there")

    assert [(x.letter, x.is_by_hand, x.reason) for x in queries.draws()] == [
        ("P", True, "Drawn before all were there"),
        ("F", True, ""),
    ]


@pytest.mark.parametrize("letter", ["Z", "1", "É", "f"])
def test_a_letter_with_which_no_name_begins_is_refused(three, letter):
    with pytest.raises(NothingToDraw):
        did(operations.draw, alphabet=ENGLISH, letter=letter)


def test_without_a_state_there_is_nothing_to_draw():
    make.delegation(sender=make.body(None))
    with pytest.raises(NothingToDraw):
        did(operations.draw, alphabet=ENGLISH)


def test_who_may_only_read_changes_nothing(three):
    registrar = cast.actor(Role.REGISTRAR)
    tries = [
        (operations.move, {"body_id": three[1], "before_id": three[0], "reason": "Why not"}),
        (operations.draw, {"alphabet": ENGLISH}),
        (operations.arrange, {"alphabet": ENGLISH, "is_host_first": True, "list_number": 2}),
    ]
    for operation, arguments in tries:
        with pytest.raises(NotAllowed), transaction(registrar):
            operation(actor=registrar, **arguments)
    change = did(operations.move, body_id=three[1], before_id=three[0], reason="Dean")
    with pytest.raises(NotAllowed), transaction(registrar):
        operations.take_back(actor=registrar, change=queries.change(change.id))


def at_once(app, operation, *, count=4, **arguments):
    """What each of *count* officers got who did the same at the same instant."""
    together = Barrier(count)

    def act(_number):
        with app.app_context():
            together.wait()
            try:
                with transaction(SYSTEM):
                    operation(actor=SYSTEM, **arguments)
            except DomainError as error:
                return type(error)
            return None

    db.session.rollback()
    with ThreadPoolExecutor(count) as pool:
        return Counter(pool.map(act, range(count)))


@pytest.mark.both_databases
def test_of_letters_drawn_at_once_one_counts(app, three):
    assert at_once(app, operations.draw, alphabet=ENGLISH) == {None: 1, ReasonNeeded: 3}
    assert len(queries.draws()) == 1


@pytest.mark.both_databases
def test_of_moves_made_at_once_the_others_stand_there_already(app, three):
    france, _peru, qatar = three
    move = {"body_id": qatar, "before_id": france, "reason": "Presidency"}

    assert at_once(app, operations.move, **move) == {None: 1, StandsThere: 3}
    assert listed() == ["Qatar", "France", "Peru"]


@pytest.mark.both_databases
def test_of_first_arrangements_made_at_once_one_is_saved(app):
    how = {"alphabet": ENGLISH, "is_host_first": True, "list_number": 2, "version": 0}

    assert at_once(app, operations.arrange, **how) == {None: 1, EditConflict: 3}
