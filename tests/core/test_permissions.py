import pytest

from ceremony.accounts.actors import SignedIn, Visitor
from ceremony.core.errors import NotAllowed
from ceremony.core.permissions import (
    GRANTS,
    OFFICE,
    SYSTEM,
    Grant,
    Permission,
    Role,
    in_office,
    may,
    require,
)


def officer(*grants: Grant) -> SignedIn:
    return SignedIn(1, "A", "a@b.test", frozenset(grants), session_id=1, token="")


def test_every_permission_is_on_the_map_and_sorted():
    assert set(GRANTS) == set(Permission)
    assert list(GRANTS) == sorted(GRANTS)
    assert list(Permission) == sorted(Permission)


def test_the_system_may_do_all_that_roles_may():
    assert {x for x in Permission if not may(SYSTEM, x)} == {Permission.ACCOUNTS_OWN}


def test_a_visitor_may_see_what_is_public_and_nothing_else():
    assert {x for x in Permission if may(Visitor(), x)} == {Permission.PUBLIC}


def test_a_role_with_a_scope_is_not_the_role_for_everything():
    scoped = officer(Grant(Role.REGISTRAR, "body", 7))
    assert not may(scoped, Permission.PEOPLE_EDIT)
    assert may(officer(Grant(Role.REGISTRAR)), Permission.PEOPLE_EDIT)


def test_a_device_scans_where_its_grant_says_and_holds_no_office():
    device = officer(Grant(Role.GATE, "checkpoint", 4))
    assert may(device, Permission.GATES_SCAN)
    assert not in_office(device)
    assert Role.GATE not in OFFICE


def test_require_raises_where_may_says_no():
    require(SYSTEM, Permission.PEOPLE_EDIT)
    with pytest.raises(NotAllowed):
        require(Visitor(), Permission.PEOPLE_EDIT)


def test_every_role_has_a_name_for_people():
    assert len({role.label for role in Role}) == len(Role)
