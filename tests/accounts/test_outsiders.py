"""People outside the desk: how they get their account, their roles and their links."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from ceremony.accounts import operations, queries
from ceremony.accounts.models import Link, Purpose, RoleGrant, UserSession
from ceremony.core import clock
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, NotAllowed
from ceremony.core.mail import Message
from ceremony.core.permissions import OFFICE, OUTSIDE, SYSTEM, Grant, Role
from tests import cast
from tests.accounts import signing
from tests.accounts.outside import (
    EMAIL,
    disable,
    focal_point,
    grant,
    link,
    revoke,
    welcome,
    withdraw,
)


def enter(token):
    with transaction(SYSTEM):
        return operations.enter(actor=SYSTEM, token=token, address="192.0.2.1", agent="x")[0]


def sign_in(user):
    with transaction(SYSTEM):
        return operations.sign_in(
            actor=SYSTEM, user=queries.user(user.id), address="192.0.2.1", agent="x"
        )


def grants(user):
    db.session.rollback()
    return {x.grant for x in queries.user(user.id).role_grants}


def is_in(session_token):
    db.session.rollback()
    return queries.find_signed_in(session_token) is not None


def events():
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


@pytest.fixture
def administrator():
    return cast.officer(Role.ADMINISTRATOR)


@pytest.fixture
def farida(administrator):
    """A focal point of body 4."""
    return focal_point()


def test_a_new_outsider_has_an_account_without_password_and_without_role():
    made = queries.user(welcome(" Farida@Mission.Example ", language="fr").id)

    assert (made.email, made.name, made.language) == (EMAIL, "Farida Point", "fr")
    assert (made.password_hash, made.role_grants) == (None, [])
    assert events() == ["accounts.created"]


def test_the_account_of_an_address_is_found_and_left_as_it_is():
    known = signing.user()

    found = welcome(signing.ADDRESS.upper(), language="fr")

    assert found.id == known.id
    kept = queries.user(known.id)
    assert (kept.name, kept.language) == ("Lê Thu Hạnh", None)
    assert [x.role for x in kept.role_grants] == [Role.REGISTRAR]


def test_an_officer_who_becomes_focal_point_keeps_the_office():
    officer = signing.user()

    grant(officer)

    assert grants(officer) == {Grant(Role.REGISTRAR), Grant(Role.FOCAL_POINT, "body", 4)}


@pytest.mark.both_databases
def test_a_role_is_granted_and_withdrawn_once_however_often_it_is_said(administrator):
    user = welcome()
    for _time in range(2):
        grant(user)
    assert grants(user) == {Grant(Role.FOCAL_POINT, "body", 4)}
    for _time in range(2):
        withdraw(user)

    assert grants(user) == set()
    assert [x for x in events() if "role_" in x][-2:] == [
        "accounts.role_granted",
        "accounts.role_withdrawn",
    ]
    assert events().count("accounts.role_withdrawn") == 1


@pytest.mark.parametrize("role", sorted(set(Role) - set(OUTSIDE)))
@pytest.mark.parametrize("giver", [Role.ADMINISTRATOR, Role.CHIEF_OF_PROTOCOL, Role.REGISTRAR])
def test_nobody_gives_an_office_or_a_gate_this_way(giver, role):
    user, actor = welcome(), cast.actor(giver)

    for operation in (grant, withdraw):
        with pytest.raises(NotAllowed):
            operation(user, actor, role=role)

    assert grants(user) == set()


GIVERS = {Role.REGISTRAR, Role.CHIEF_OF_PROTOCOL, Role.PROTOCOL_OFFICER}


@pytest.mark.parametrize("role", sorted(OFFICE - GIVERS))
def test_who_does_not_manage_delegations_gives_no_role(farida, role):
    actor = cast.actor(role)

    for operation in (grant, withdraw):
        with pytest.raises(NotAllowed):
            operation(farida, actor, scope_id=5)

    assert grants(farida) == {Grant(Role.FOCAL_POINT, "body", 4)}


@pytest.mark.parametrize("role", sorted(OFFICE - GIVERS - {Role.ADMINISTRATOR}))
def test_who_neither_manages_delegations_nor_accounts_opens_no_door(farida, role):
    actor = cast.actor(role)

    for operation in (lambda: welcome("x@y.example", actor), lambda: link(farida, actor=actor)):
        with pytest.raises(NotAllowed):
            operation()
    with pytest.raises(NotAllowed):
        revoke(farida, actor)


@pytest.mark.parametrize("giver", sorted(GIVERS))
def test_who_manages_delegations_invites(farida, giver):
    actor = cast.actor(giver)
    made = welcome("second@mission.example", actor)
    grant(made, actor)
    token = link(made, actor=actor)
    assert is_in(enter(token))
    revoke(made, actor)
    withdraw(made, actor)
    assert grants(made) == set()


def test_a_focal_point_invites_nobody(farida):
    actor = queries.find_signed_in(enter(link(farida)))

    with pytest.raises(NotAllowed):
        welcome("friend@mission.example", actor)
    with pytest.raises(NotAllowed):
        grant(farida, actor, scope_id=5)
    with pytest.raises(NotAllowed):
        link(farida, actor=actor)


def test_a_disabled_account_is_neither_welcomed_nor_let_in(farida):
    token = link(farida)
    disable(farida)

    for operation in (welcome, lambda: grant(farida, scope_id=5), lambda: link(farida)):
        with pytest.raises(DomainError, match=f"The account of {EMAIL} is disabled"):
            operation()
    with pytest.raises(DomainError, match="does not work any more"):
        enter(token)


def test_only_the_hash_of_a_link_is_stored(farida):
    token = link(farida)

    [row] = db.session.scalars(select(Link)).all()
    assert token not in str([getattr(row, x.name) for x in Link.__table__.columns])
    assert (len(row.token_hash), row.purpose, row.user_id) == (64, Purpose.ENTRY, farida.id)


def test_a_link_is_used_many_times_and_several_live_beside_each_other(farida):
    first, second = link(farida), link(farida)

    sessions = [enter(x) for x in (first, second, first)]

    assert all(map(is_in, sessions))
    assert len(set(sessions)) == 3
    assert [x.last_used_at is not None for x in queries.entry_links(farida.id)] == [True, True]


def test_a_link_ends_by_time_and_what_it_began_goes_on(farida):
    token = link(farida, timedelta(hours=1))
    session = enter(token)
    clock.shift(timedelta(minutes=61))

    with pytest.raises(DomainError, match="does not work any more"):
        enter(token)
    assert is_in(session)


@pytest.mark.both_databases
def test_a_revoked_link_lets_nobody_in_and_ends_what_it_began(farida):
    tokens = [link(farida), link(farida)]
    sessions = [enter(x) for x in tokens]
    by_password = sign_in(farida)

    revoke(farida)

    assert [is_in(x) for x in (*sessions, by_password)] == [False, False, True]
    for token in tokens:
        with pytest.raises(DomainError, match="does not work any more"):
            enter(token)
    assert queries.entry_links(farida.id) == []


def test_a_session_ends_with_its_link_even_if_nobody_ended_it(farida):
    """Someone who came in at the very instant of the revocation."""
    session = enter(link(farida))
    revoke(farida)
    with transaction(SYSTEM, working=True):
        [row] = db.session.scalars(select(UserSession)).all()
        row.ended_at = None

    assert not is_in(session)


def test_the_last_role_withdrawn_signs_out_and_ends_the_links(farida):
    grant(farida, scope_id=5)
    token = link(farida)
    by_link, by_password = enter(token), sign_in(farida)

    withdraw(farida)
    assert (is_in(by_link), is_in(by_password)) == (True, True)
    withdraw(farida, scope_id=5)

    assert (is_in(by_link), is_in(by_password)) == (False, False)
    with pytest.raises(DomainError):
        enter(token)


def test_an_officer_who_is_no_focal_point_any_more_stays_at_the_desk(administrator):
    officer = signing.user()
    grant(officer)
    by_link, by_password = enter(link(officer)), sign_in(officer)

    withdraw(officer)

    assert (is_in(by_link), is_in(by_password)) == (False, True)


def test_a_role_that_is_withdrawn_is_gone_in_the_open_session(farida):
    grant(farida, scope_id=5)
    session = enter(link(farida))

    withdraw(farida)

    db.session.rollback()
    assert queries.find_signed_in(session).grants == {Grant(Role.FOCAL_POINT, "body", 5)}


def test_a_personal_link_opens_no_office():
    """Mail is read by others too, and a protocol officer may send it to an administrator."""
    officer = signing.user("boss@host.example", Role.ADMINISTRATOR)
    grant(officer)

    by_link = queries.find_signed_in(enter(link(officer)))
    by_password = queries.find_signed_in(sign_in(officer))

    assert by_link.grants == {Grant(Role.FOCAL_POINT, "body", 4)}
    assert by_password.grants == {Grant(Role.ADMINISTRATOR), Grant(Role.FOCAL_POINT, "body", 4)}


def test_an_account_with_nothing_to_enter_for_gets_no_link():
    for user in (welcome(), signing.user()):
        with pytest.raises(DomainError, match="nothing to enter for"):
            link(user)


def test_a_link_of_another_purpose_enters_nowhere(farida):
    password_link = signing.link(farida)

    for token in (password_link, "", "x" * 500):
        with pytest.raises(DomainError):
            enter(token)


def test_a_personal_link_sets_no_password(farida):
    assert queries.find_link(Purpose.PASSWORD, link(farida)) is None


def test_everything_leaves_its_entry(farida):
    enter(link(farida))
    revoke(farida)
    revoke(farida)

    assert events()[-3:] == [
        "accounts.entry_link_made",
        "accounts.entered",
        "accounts.entry_links_revoked",
    ]
    last = db.session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert (last.subject_type, last.subject_id, last.details) == ("user", farida.id, {"links": 1})


def test_the_grants_of_the_form_leave_roles_outside_alone(farida, administrator):
    with transaction(SYSTEM):
        operations.change(
            actor=SYSTEM, user=queries.user(farida.id), name="F. Point", roles=[Role.REGISTRAR]
        )
    with transaction(SYSTEM):
        operations.change(actor=SYSTEM, user=queries.user(farida.id), name="F. Point", roles=[])

    assert grants(farida) == {Grant(Role.FOCAL_POINT, "body", 4)}
    assert db.session.scalars(select(RoleGrant.role)).all().count(Role.FOCAL_POINT) == 1


def test_long_work_goes_on_only_for_an_account(farida):
    assert queries.acting("system", None) is SYSTEM
    assert queries.acting("user", farida.id).email == EMAIL
    for kind, number in (("visitor", None), ("device", farida.id), ("user", None)):
        with pytest.raises(NotAllowed):
            queries.acting(kind, number)
    disable(farida)
    with pytest.raises(NotAllowed, match="was disabled"):
        queries.acting("user", farida.id)


class TestAPasswordChosenByALink:
    @pytest.fixture
    def chosen(self, farida):
        """Of Farida, by a session that her personal link began."""
        token = enter(link(farida))
        actor = queries.find_signed_in(token)
        with transaction(actor):
            operations.choose_password(
                actor=actor,
                user=queries.user(farida.id),
                password_hash=signing.hashed(),
                session_id=actor.session_id,
            )
        return farida

    def has_password(self, user):
        db.session.rollback()
        return queries.user(user.id).password_hash is not None

    def test_ends_with_the_links_and_so_does_what_it_began(self, chosen):
        token = sign_in(chosen)
        revoke(chosen)
        assert (self.has_password(chosen), is_in(token)) == (False, False)
        assert events()[-1] == "accounts.password_forgotten"

    def test_ends_when_there_is_nothing_to_enter_for_any_more(self, chosen):
        withdraw(chosen)
        assert not self.has_password(chosen)

    def test_opens_no_office_that_is_given_later(self, chosen):
        token = sign_in(chosen)
        with transaction(SYSTEM):
            operations.change(
                actor=SYSTEM, user=queries.user(chosen.id), name="F", roles=[Role.REGISTRAR]
            )
        assert (self.has_password(chosen), is_in(token)) == (False, False)

    def test_is_mailed_to_the_owner_without_any_link(self, chosen):
        [message] = db.session.scalars(select(Message)).all()
        assert (message.address, message.subject) == (
            chosen.email,
            "Your password for New ceremony",
        )
        assert message.link is None


def test_revoking_links_leaves_the_password_of_an_officer(farida):
    officer = signing.user()
    grant(officer)
    link(officer)
    revoke(officer)
    db.session.rollback()
    assert queries.user(officer.id).password_hash is not None
