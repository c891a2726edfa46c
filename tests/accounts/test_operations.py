from dataclasses import replace

import pytest
from sqlalchemy import select

from ceremony.accounts import operations, queries
from ceremony.accounts.models import Purpose
from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError, EditConflict, NotAllowed
from ceremony.core.permissions import SYSTEM, Grant, Role
from tests import cast
from tests.accounts import signing

AT_THE_DOOR = Grant(Role.GATE, "checkpoint", 1)


def device():
    with transaction(SYSTEM):
        made, code = operations.register_device(actor=SYSTEM, name="Handheld", grant=AT_THE_DOOR)
    return made, code


def events():
    return list(db.session.scalars(select(AuditEntry.event).order_by(AuditEntry.id)))


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (operations.create, {"email": "a@b.example", "name": "A", "roles": []}),
        (operations.open_account, {"email": "a@b.example", "name": "A", "roles": []}),
        (operations.invite_administrator, {"email": "a@b.example", "name": "A"}),
        (operations.change, {"user": "registrar", "name": "A", "roles": []}),
        (operations.disable, {"user": "registrar"}),
        (operations.enable, {"user": "registrar"}),
        (operations.invite, {"user": "registrar"}),
        (operations.end_sessions, {"user": "registrar"}),
        (operations.register_device, {"name": "Handheld", "grant": AT_THE_DOOR}),
    ],
)
def test_a_badge_officer_manages_nobody(operation, arguments):
    actor = cast.actor(Role.BADGE_OFFICER)
    registrar = cast.officer(Role.REGISTRAR)
    given = arguments | ({"user": registrar} if "user" in arguments else {})

    with pytest.raises(NotAllowed), transaction(actor):
        operation(actor=actor, **given)


def test_the_first_administrator_is_invited_once():
    with transaction(SYSTEM):
        token = operations.invite_first_administrator(actor=SYSTEM, email="a@b.example", name="A")
    with transaction(SYSTEM):
        again = operations.invite_first_administrator(actor=SYSTEM, email="c@d.example", name="C")

    assert (
        queries.link(Purpose.PASSWORD, token).user_id
        == queries.find_user_by_email("a@b.example").id
    )
    assert again is None
    assert [x.email for x in queries.users()] == ["a@b.example"]


def test_an_address_belongs_to_one_account():
    signing.user()
    other = signing.user("other@host.example")

    with pytest.raises(DomainError) as made, transaction(SYSTEM):
        operations.create(actor=SYSTEM, email=" HANH@host.example", name="B", roles=[])
    with pytest.raises(DomainError) as changed, transaction(SYSTEM):
        operations.change(
            actor=SYSTEM,
            user=queries.user(other.id),
            name="B",
            roles=[Role.ADMINISTRATOR],
            email=signing.ADDRESS,
        )

    assert made.value.field == changed.value.field == "email"


def test_an_office_role_only_is_given_to_a_person():
    with transaction(SYSTEM):
        user = operations.create(
            actor=SYSTEM, email="a@b.example", name="A", roles=[Role.GATE, Role.REGISTRAR]
        )
        user_id = user.id

    assert [x.role for x in queries.user(user_id).role_grants] == [Role.REGISTRAR]


def test_a_link_is_used_by_one_of_two_who_hold_it():
    holder = signing.user()
    link = queries.link(Purpose.PASSWORD, signing.link(holder))
    with transaction(SYSTEM):
        operations.set_password_by_link(actor=SYSTEM, link=link, password_hash="one")

    with pytest.raises(DomainError), transaction(SYSTEM):
        operations.set_password_by_link(actor=SYSTEM, link=link, password_hash="two")

    assert queries.user(holder.id).password_hash == "one"


def test_a_device_is_paired_by_its_code_once():
    _device, code = device()
    link = queries.link(Purpose.PAIRING, code)

    with transaction(SYSTEM):
        paired, token = operations.pair(actor=SYSTEM, link=link)
        assert paired.token_hash != token
    with pytest.raises(DomainError), transaction(SYSTEM):
        operations.pair(actor=SYSTEM, link=link)

    assert queries.device(paired.id).paired_at is not None


def test_a_revoked_device_is_not_paired_again():
    made, _code = device()
    with transaction(SYSTEM):
        code = operations.new_pairing_code(actor=SYSTEM, device=queries.device(made.id))
    with transaction(SYSTEM):
        operations.revoke_device(actor=SYSTEM, device=queries.device(made.id))

    with pytest.raises(DomainError), transaction(SYSTEM):
        operations.pair(actor=SYSTEM, link=queries.link(Purpose.PAIRING, code))


def test_a_session_that_is_used_again_soon_is_not_noted():
    holder = signing.user()
    with transaction(SYSTEM):
        token = operations.sign_in(actor=SYSTEM, user=holder, address="::1", agent="x" * 300)
    signed_in = queries.find_signed_in(token)

    with transaction(SYSTEM, working=True):
        operations.see(signed_in.session_id)

    [session] = queries.open_sessions(holder.id)
    assert session.seen_at == signed_in.seen_at
    assert session.agent == "x" * 200


@pytest.mark.parametrize(
    ("operation", "arguments"),
    [
        (operations.change_password, {"password_hash": "x", "session_id": 1}),
        (operations.change_language, {"language": "fr"}),
    ],
)
def test_the_own_account_is_changed_by_its_holder_alone(operation, arguments):
    holder = signing.user()
    administrator = cast.actor(Role.ADMINISTRATOR)
    for stranger in (administrator, replace(SYSTEM, kind="device", id=holder.id)):
        with pytest.raises(NotAllowed), transaction(stranger):
            operation(actor=stranger, user=queries.user(holder.id), **arguments)


def test_a_stale_version_is_refused():
    user = cast.officer(Role.REGISTRAR)
    with pytest.raises(EditConflict), transaction(SYSTEM):
        operations.change(
            actor=SYSTEM, user=queries.user(user.id), name="A", roles=[], version=user.version - 1
        )


def test_the_trail_names_the_officer_who_signed_in(client):
    holder = signing.user()
    signing.sign_in(client)

    [entry] = db.session.scalars(select(AuditEntry).filter_by(event="accounts.signed_in"))
    assert (entry.actor_kind, entry.actor_id) == ("user", holder.id)
    assert (entry.subject_type, entry.subject_id) == ("user", holder.id)


def test_every_act_stands_in_the_trail():
    user = cast.officer(Role.REGISTRAR)
    actor = cast.actor(Role.REGISTRAR)
    before = len(events())
    with transaction(actor):
        operations.change_language(actor=actor, user=queries.user(user.id), language="fr")
    with transaction(actor):
        operations.end_sessions(actor=actor, user=queries.user(user.id))

    assert events()[before:] == ["accounts.language_changed", "accounts.sessions_ended"]
