"""Changing layouts: what is saved, what is refused, what stays."""

import pytest

from ceremony.badges.documents import pictograms
from ceremony.badges.layouts import operations, queries
from ceremony.badges.layouts.operations import LayoutNeeded, LayoutRefused
from ceremony.badges.models import Batch, Impression, Order
from ceremony.core.db import transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.permissions import Role
from ceremony.people.kinds import PassKind
from ceremony.people.pictograms import Pictogram
from tests import cast, make
from tests.badges import issuing

OFFICER = Role.BADGE_OFFICER


def change(code="personal", role=OFFICER, **values):
    row = queries.layout(code)
    facts = {"name": row.name["en"], "serves": row.serves or "", "definition": row.definition}
    actor = cast.actor(role)
    with transaction(actor):
        return operations.change(actor=actor, layout=row, **facts | values)


def act(operation, of, role=OFFICER, **values):
    actor = cast.actor(role)
    with transaction(actor):
        return operation(actor=actor, layout=queries.layout(of), **values)


@pytest.mark.both_databases
def test_the_first_change_keeps_all_that_the_instance_came_with():
    codes = [x.code for x in queries.layouts()]
    saved = change(name="Badge of persons", version=1)
    assert (saved.version, saved.name) == (2, {"en": "Badge of persons"})
    assert [(x.code, x.version) for x in queries.saved()] == [
        (x, 2 if x == "personal" else 1) for x in codes
    ]
    assert change(name="Badge of persons").version == 2
    assert list(queries.changed_at(queries.layouts())) == codes


def test_what_is_wrong_is_refused_whole():
    definition = queries.layout("personal").definition
    with pytest.raises(LayoutRefused, match="There is no QR code"):
        change(definition={"size": "A6", "front": definition["front"][:2]})
    assert queries.saved() == []


def test_who_was_slower_is_told():
    change(name="Quick", version=1)
    with pytest.raises(EditConflict):
        change(name="Slow", version=1)
    assert queries.layout("personal").name == {"en": "Quick"}


@pytest.mark.both_databases
def test_passes_are_taken_over_but_never_left_without_a_layout():
    with pytest.raises(LayoutNeeded, match="let another one serve it"):
        change(serves="")
    change("card", serves="personal")
    assert queries.for_kind(PassKind.PERSONAL).code == "card"
    assert queries.layout("personal").serves is None
    with pytest.raises(LayoutNeeded, match="serves “Personal”"):
        act(operations.remove, "card")
    act(operations.remove, "personal")
    assert "personal" not in [x.code for x in queries.layouts()]


def test_a_copy_looks_the_same_and_serves_nothing():
    made = act(operations.copy, "floater", code="floater_2", name="Second floater")
    assert (made.serves, made.version) == (None, 1)
    assert made.definition == queries.layout("floater").definition
    with pytest.raises(DomainError, match="“floater_2” is there already"):
        act(operations.copy, "card", code="floater_2", name="Again")
    with pytest.raises(LayoutRefused, match="A code has small letters"):
        act(operations.copy, "card", code="Floater 3", name="Again")
    assert queries.layouts()[-1].code == "floater_2"


def test_a_layout_with_which_badges_wait_to_be_printed_stays():
    credential = issuing.credential()
    batch = Batch(asked={}, layout_code="card", sorted_by=Order.NAME)
    make.save(batch)
    make.save(Impression(credential_id=credential.id, batch_id=batch.id))
    with pytest.raises(LayoutNeeded, match="wait for them"):
        act(operations.remove, "card")


def test_only_who_designs_badges_changes_them():
    with pytest.raises(NotAllowed):
        change(role=Role.REGISTRAR)
    assert change(role=Role.ADMINISTRATOR).code == "personal"


def test_a_layout_is_read_once_as_long_as_it_stays_the_same():
    first = queries.drawn(queries.layout("personal"))
    assert queries.drawn(queries.layout("personal")) is first
    change(name="Other")
    assert queries.drawn(queries.layout("personal")).name == "Other"


def test_every_sign_of_a_zone_can_be_drawn():
    assert {str(x) for x in Pictogram} == set(pictograms.NAMES)
