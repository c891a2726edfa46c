from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from ceremony.badges import operations, queries, signing
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.operations import handing
from ceremony.badges.operations.printing import ClaimLost
from ceremony.badges.queries import Filter
from ceremony.badges.states import RevokedBecause, State
from ceremony.core import audit
from ceremony.core.db import db, transaction
from ceremony.core.errors import NotAllowed, ReasonNeeded
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.states import WrongState
from ceremony.people import operations as people
from ceremony.people import queries as people_queries
from ceremony.people import signals
from ceremony.people.models import Accreditation, Person
from tests import cast, make
from tests.badges import issuing


def events() -> list[str]:
    wanted = select(audit.AuditEntry.event).where(audit.AuditEntry.subject_type == "credential")
    return list(db.session.scalars(wanted.order_by(audit.AuditEntry.id)))


def held(accreditation_id: int) -> list[tuple[int, State, RevokedBecause | None]]:
    rows = select(Credential).where(Credential.accreditation_id == accreditation_id)
    found = db.session.scalars(rows.order_by(Credential.id))
    return [(x.serial, x.state, x.reason) for x in found]


def widen(accreditation_id: int) -> None:
    """Let the right open zone 2 as well, after its badge was issued."""
    with transaction(SYSTEM) as session:
        right = session.get_one(Accreditation, accreditation_id)
        right.zones = ["1", "2"]
        audit.record(SYSTEM, "test.widened", right)
        session.flush()
        signals.changed.send(None, ids=[right.id])


def test_approving_issues_a_badge_with_what_was_approved():
    approved = make.accreditation()
    [credential] = queries.live([approved.id])
    assert (credential.serial, credential.state) == (1, State.ISSUED)
    assert (credential.category_code, credential.zones) == ("delegate", approved.zones)
    assert events() == ["badges.issued"]


@pytest.mark.both_databases
def test_approving_many_gives_each_the_next_serial():
    make.accreditation()
    people_ids = [make.person(family_name=f"Person {x}").accreditation.id for x in range(3)]
    with transaction(SYSTEM):
        people.approve(actor=SYSTEM, accreditations=people_queries.accreditations(people_ids))
    assert sorted(x.serial for x in queries.live(people_ids)) == [2, 3, 4]


def test_issuing_again_changes_nothing():
    credential = issuing.credential()
    with transaction(SYSTEM):
        again = operations.issue(actor=SYSTEM, accreditation_ids=[credential.accreditation_id])
    assert again == []
    assert len(held(credential.accreditation_id)) == 1


def test_only_the_approved_get_a_badge():
    waiting = make.person().accreditation
    with pytest.raises(operations.NoRightToPass), transaction(SYSTEM):
        operations.issue(actor=SYSTEM, accreditation_ids=[waiting.id])


@pytest.mark.both_databases
def test_the_database_itself_allows_one_live_badge_for_each():
    credential = issuing.credential()
    names = "accreditation_id key_id category_code zones valid_from valid_until state state_since"
    second = Credential(serial=99, **{x: getattr(credential, x) for x in names.split()})
    with pytest.raises(IntegrityError):
        make.save(second)


@pytest.mark.both_databases
def test_the_database_itself_demands_a_reason():
    credential = issuing.credential()
    with pytest.raises(IntegrityError), transaction(SYSTEM) as session:
        session.get_one(Credential, credential.id).state = State.REVOKED


def test_ending_the_right_to_pass_revokes_the_badge_with_it():
    accreditation = make.accreditation()
    with transaction(SYSTEM):
        ending = people_queries.accreditations([accreditation.id])
        people.revoke(actor=SYSTEM, accreditations=ending, reason="False papers")
    assert held(accreditation.id) == [(1, State.REVOKED, RevokedBecause.WITHDRAWN)]


def test_ending_it_after_the_badge_was_lost_revokes_nothing_more():
    credential = issuing.credential()
    with transaction(SYSTEM):
        operations.replace(
            actor=SYSTEM,
            credential=queries.credential(credential.id),
            reason=RevokedBecause.LOST,
            issue_new=False,
        )
        ending = people_queries.accreditations([credential.accreditation_id])
        people.withdraw(actor=SYSTEM, accreditations=ending)
    assert held(credential.accreditation_id) == [(1, State.REVOKED, RevokedBecause.LOST)]


def test_approved_again_after_that_means_a_new_serial():
    accreditation = make.accreditation()
    with transaction(SYSTEM):
        again = people_queries.accreditations([accreditation.id])
        people.withdraw(actor=SYSTEM, accreditations=again)
        people.reopen(actor=SYSTEM, accreditations=again)
        people.approve(actor=SYSTEM, accreditations=again)
    assert [(serial, state) for serial, state, _ in held(accreditation.id)] == [
        (1, State.REVOKED),
        (2, State.ISSUED),
    ]


@pytest.mark.both_databases
def test_a_lost_badge_is_revoked_first_and_replaced():
    credential = issuing.credential()
    with transaction(SYSTEM):
        new = operations.replace(
            actor=SYSTEM,
            credential=queries.credential(credential.id),
            reason=RevokedBecause.LOST,
        )
    assert new.serial == 2
    assert held(new.accreditation_id) == [
        (1, State.REVOKED, RevokedBecause.LOST),
        (2, State.ISSUED, None),
    ]
    assert events() == ["badges.issued", "badges.revoked", "badges.issued"]


def test_a_lost_badge_is_revoked_also_by_who_may_not_issue_another():
    credential, supervisor = issuing.credential(), cast.actor(Role.GATE_SUPERVISOR)
    with transaction(supervisor):
        operations.replace(
            actor=supervisor,
            credential=queries.credential(credential.id),
            reason=RevokedBecause.LOST,
        )
    assert held(credential.accreditation_id) == [(1, State.REVOKED, RevokedBecause.LOST)]


@pytest.mark.both_databases
def test_a_printed_badge_is_in_reprint_when_anything_on_it_changed():
    make.category()
    make.category("press", zones=["1", "2"])
    credentials = [issuing.printed(family_name=f"Person {x}") for x in range(6)]
    rights = [x.accreditation_id for x in credentials]
    assert queries.outdated_ids(Filter()) == set()
    with transaction(SYSTEM) as session:
        by_category, by_zones, by_start, by_name, by_end, by_phone = (
            session.get_one(Accreditation, x) for x in rights
        )
        by_category.category_id = people_queries.category("press").id
        by_zones.zones = ["1", "2"]
        by_start.valid_from -= timedelta(hours=1)
        by_end.valid_until += timedelta(microseconds=1)  # not signed: whole seconds are
        renamed = session.get_one(Person, by_name.person_id)
        renamed.badge_name = "Somebody Else"
        called = session.get_one(Person, by_phone.person_id)
        called.phone = "+84 24 0000 0000"
        changed = [by_category, by_zones, by_start, by_end, renamed, called]
        audit.record(SYSTEM, "test.changed", *changed)
        session.flush()
        signals.changed.send(None, ids=rights)
    assert queries.outdated_ids(Filter()) == {x.id for x in credentials[:4]}
    assert queries.outdated_ids(Filter(), ids=[credentials[0].id]) == {credentials[0].id}
    assert queries.outdated_ids(Filter(delegation="VNM")) == set()


@pytest.mark.both_databases
def test_a_badge_that_nobody_printed_follows_at_once():
    credential = issuing.credential()
    widen(credential.accreditation_id)
    followed = queries.credential(credential.id)
    assert (followed.zones, followed.serial, followed.state) == (["1", "2"], 1, State.ISSUED)
    assert queries.outdated_ids(Filter()) == set()
    assert events() == ["badges.issued", "badges.followed"]


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["name", "zones", "validity", "rotation", "withdrawal"])
def test_a_change_between_drawing_and_marking_puts_the_badge_in_reprint(change):
    credential = issuing.credential()
    drawn, right = issuing.drawn(credential.id), credential.accreditation_id
    with transaction(SYSTEM) as session:
        if change in {"rotation", "withdrawal"}:
            operations.rotate_key(actor=SYSTEM)
        else:
            changed = session.get_one(Accreditation, right)
            if change == "zones":
                changed.zones = ["1", "2"]
            elif change == "validity":
                changed.valid_until += timedelta(hours=1)
            else:
                changed = session.get_one(Person, changed.person_id)
                changed.badge_name = "Somebody Else"
            audit.record(SYSTEM, "test.changed", changed)
            session.flush()
            signals.changed.send(None, ids=[right])
    if change == "withdrawal":
        with transaction(SYSTEM) as session:
            old = session.scalars(select(CredentialKey).order_by(CredentialKey.id)).first()
            operations.withdraw_key(actor=SYSTEM, key=old, reason="Copied")
    with transaction(SYSTEM):
        operations.mark_printed(actor=SYSTEM, **drawn)
    assert queries.outdated_ids(Filter()) == {credential.id}


@pytest.mark.both_databases
def test_a_batch_that_was_stopped_marks_nothing():
    issued = issuing.credential()
    with transaction(SYSTEM):
        batch = operations.start_printing(actor=SYSTEM, choice=Choice(), is_by_job=False)
        number = batch.id
    drawn = issuing.drawn(issued.id)
    with transaction(SYSTEM):
        operations.release(actor=SYSTEM, batch_id=number)
    with pytest.raises(ClaimLost), transaction(SYSTEM):
        operations.mark_printed(actor=SYSTEM, batch_id=number, **drawn)
    assert queries.credential(issued.id).state is State.ISSUED


@pytest.mark.both_databases
def test_what_a_bearer_takes_along_does_not_end_what_its_holder_has():
    old = issuing.collected()
    with transaction(SYSTEM):
        [new] = operations.reprint(actor=SYSTEM, ids=[old.id], reason="New title")
    issuing.mark(new)
    body = queries.sender(queries.credential(new))
    with transaction(SYSTEM):
        operations.give_to_bearer(
            actor=SYSTEM,
            credentials=[queries.credential(new)],
            body_id=body.id,
            bearer="Noor Haddad",
        )
    assert [state for _serial, state, _why in held(old.accreditation_id)] == [
        State.COLLECTED,
        State.WITH_BEARER,
    ]
    with transaction(SYSTEM):
        operations.hand_over(actor=SYSTEM, credentials=[queries.credential(new)])
    assert [state for _serial, state, _why in held(old.accreditation_id)] == [
        State.REVOKED,
        State.COLLECTED,
    ]
    with pytest.raises(handing.TookOver), transaction(SYSTEM):
        operations.put_back(actor=SYSTEM, credentials=[queries.credential(new)])


def test_a_receipt_of_one_delegation_names_no_badge_of_another():
    theirs, other = issuing.printed(), make.body("VNM")
    with pytest.raises(handing.OfAnother), transaction(SYSTEM):
        operations.give_to_bearer(
            actor=SYSTEM,
            credentials=[queries.credential(theirs.id)],
            body_id=other.id,
            bearer="Noor Haddad",
        )


@pytest.mark.both_databases
def test_the_old_badge_works_until_the_new_one_is_handed_over():
    old, good = (issuing.collected(family_name=f"Person {x}") for x in range(2))
    widen(old.accreditation_id)
    with transaction(SYSTEM):
        [new] = operations.reprint(actor=SYSTEM, ids=[old.id], reason="New zones")
    assert held(old.accreditation_id) == [
        (1, State.COLLECTED, None),
        (3, State.ISSUED, None),
    ]
    with transaction(SYSTEM):
        assert operations.reprint(actor=SYSTEM, ids=[old.id], reason="Twice") == []
    issuing.mark(new)
    with transaction(SYSTEM):
        operations.hand_over(actor=SYSTEM, credentials=[queries.credential(new)])
    assert held(old.accreditation_id) == [
        (1, State.REVOKED, RevokedBecause.REPLACED),
        (3, State.COLLECTED, None),
    ]
    assert held(good.accreditation_id) == [(2, State.COLLECTED, None)]
    assert queries.credential(new).zones == ["1", "2"]
    assert queries.outdated_ids(Filter()) == set()


def test_a_badge_made_anew_needs_a_reason():
    credential = issuing.printed()
    with pytest.raises(ReasonNeeded), transaction(SYSTEM):
        operations.reprint(actor=SYSTEM, ids=[credential.id], reason=" ")


def test_who_lost_the_old_one_gets_the_one_that_waits():
    old = issuing.collected()
    with transaction(SYSTEM):
        [new] = operations.reprint(actor=SYSTEM, ids=[old.id], reason="New title")
        found = operations.replace(
            actor=SYSTEM, credential=queries.credential(old.id), reason=RevokedBecause.LOST
        )
    assert found.id == new
    assert held(old.accreditation_id) == [
        (1, State.REVOKED, RevokedBecause.LOST),
        (2, State.ISSUED, None),
    ]


def test_a_revoked_badge_cannot_be_revoked_again():
    credential = issuing.credential()
    with transaction(SYSTEM):
        operations.revoke(
            actor=SYSTEM,
            credentials=[queries.credential(credential.id)],
            reason=RevokedBecause.STOLEN,
        )
    with pytest.raises(WrongState), transaction(SYSTEM):
        operations.revoke(
            actor=SYSTEM,
            credentials=[queries.credential(credential.id)],
            reason=RevokedBecause.LOST,
        )


def test_only_those_who_may_revoke_do():
    credential, reader = issuing.credential(), cast.actor(Role.DATA_PROTECTION_OFFICER)
    with pytest.raises(NotAllowed), transaction(reader):
        operations.revoke(
            actor=reader,
            credentials=[queries.credential(credential.id)],
            reason=RevokedBecause.LOST,
        )


def test_the_signing_key_is_made_once_and_kept_for_its_owner(app):
    issuing.credential()
    with transaction(SYSTEM):
        key = signing.active_key(actor=SYSTEM)
    private = signing.private_key(key.key_id)
    assert private.public_key().public_bytes_raw() == key.public_key
    assert db.session.scalar(select(func.count()).select_from(CredentialKey)) == 1
    [file] = signing.folder(app.instance_path).glob(f"badges-{key.key_id}")
    assert file.stat().st_mode & 0o777 == 0o600


def test_nothing_is_printed_of_nobody():
    with pytest.raises(operations.NothingToPrint), transaction(SYSTEM):
        operations.start_printing(actor=SYSTEM, choice=Choice())
