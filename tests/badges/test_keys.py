import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from ceremony.badges import operations, queries, signing, standing
from ceremony.badges.facing import Faces
from ceremony.badges.keys import queries as keys
from ceremony.badges.models import Credential, CredentialKey, Outdated
from ceremony.badges.operations.handing import NotGenuine
from ceremony.badges.queries import Filter
from ceremony.badges.states import KeyState, State
from ceremony.core.db import db, transaction
from ceremony.core.errors import NotAllowed, ReasonNeeded
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.states import WrongState
from tests import cast, databases
from tests.badges import issuing, passes
from tests.gates import place

AT_THE_DESK = "call_supervisor"  # genuine; nobody has handed it over yet


def states() -> list[KeyState]:
    db.session.rollback()
    return list(db.session.scalars(select(CredentialKey.state).order_by(CredentialKey.id)))


def files(app) -> list[str]:
    return sorted(x.name for x in signing.folder(app.instance_path).glob("badges-*"))


@pytest.fixture
def folder(app) -> Path:
    """Of the keys, without those of other tests."""
    keys_ = signing.folder(app.instance_path)
    for file in keys_.glob("badges-*"):
        file.unlink()
    signing._read.cache_clear()
    return keys_


def rotate() -> CredentialKey:
    db.session.rollback()
    with transaction(SYSTEM):
        return operations.rotate_key(actor=SYSTEM)


def withdraw(number: int, reason: str = "The disk was stolen") -> CredentialKey:
    db.session.rollback()
    with transaction(SYSTEM):
        key = keys.key(number).key
        return operations.withdraw_key(actor=SYSTEM, key=key, reason=reason)


def key_of(credential: Credential) -> int:
    db.session.rollback()
    return db.session.get_one(Credential, credential.id).key_id


def code(credential: Credential) -> str:
    db.session.rollback()
    return Faces().code(queries.credential(credential.id))


def verdicts(client, *codes: str) -> list[str]:
    """What a gate says to each of them."""
    at = place.device(place.checkpoint())
    return [read(client, at, x) for x in codes]


def read(client, gate: str, text: str) -> str:
    answer = place.read(client, gate, text)
    assert answer.status_code == 200, answer.get_json()
    return str(answer.get_json()["verdict"]["code"])


@pytest.mark.both_databases
def test_a_new_key_signs_and_the_old_one_goes_on_verifying(app, folder, client):
    printed, waiting = issuing.printed(), issuing.credential(family_name="Haddad")
    old, before = printed.key_id, code(printed)
    new = rotate().key_id
    assert states() == [KeyState.RETIRED, KeyState.ACTIVE]
    assert (key_of(printed), key_of(waiting)) == (old, new)
    assert files(app) == sorted([f"badges-{old}", f"badges-{new}"])
    assert {x.stat().st_mode & 0o777 for x in folder.glob("badges-*")} == {0o600}
    assert code(printed) == before  # printed again, it is the same badge
    fresh = issuing.credential(family_name="Moyo")
    assert fresh.key_id == new
    assert verdicts(client, before, code(waiting), code(fresh)) == [AT_THE_DESK] * 3
    assert [(x.signed, x.live, x.on_paper) for x in keys.every()] == [(2, 2, 0), (1, 1, 1)]


@pytest.mark.both_databases
def test_what_a_withdrawn_key_signed_is_not_genuine_and_has_to_be_made_anew(app, folder, client):
    printed, waiting = issuing.printed(), issuing.credential(family_name="Haddad")
    before, old = [code(printed), code(waiting)], printed.key_id
    gate = place.device(place.checkpoint())
    assert read(client, gate, before[0]) == AT_THE_DESK  # the gate keeps the keys from now on
    new = withdraw(old).key_id
    assert states() == [KeyState.WITHDRAWN, KeyState.ACTIVE]
    answers = [read(client, gate, x) for x in (*before, code(waiting))]
    assert answers == ["not_genuine", "not_genuine", AT_THE_DESK]
    assert (key_of(printed), key_of(waiting)) == (old, new)
    assert list(db.session.scalars(select(Outdated.credential_id))) == [printed.id]
    assert files(app) == [f"badges-{new}"]
    assert standing.refused([printed.id, waiting.id]) == 1
    asked = (Filter(), Filter("QAT", "delegate"), Filter("VNM"), Filter(category="press"))
    assert [queries.count_outdated_refused(x) for x in asked] == [1, 1, 0, 0]
    with transaction(SYSTEM):
        made = operations.reprint(actor=SYSTEM, ids=[printed.id], reason="The key was stolen")
    assert standing.replaced_by(made) == [printed.id]
    [_old, successor] = queries.live([printed.accreditation_id])
    assert (successor.key_id, successor.takes_over) == (new, True)


def test_a_retired_key_is_withdrawn_without_another(folder):
    printed = issuing.printed()
    new = rotate()
    assert withdraw(printed.key_id).key_id == new.key_id
    assert states() == [KeyState.WITHDRAWN, KeyState.ACTIVE]
    with pytest.raises(WrongState):
        withdraw(printed.key_id)


def test_nobody_is_given_a_badge_that_gates_refuse(folder):
    [floater] = passes.printed()
    lying = issuing.printed()
    withdraw(lying.key_id)
    with pytest.raises(NotGenuine), transaction(SYSTEM):
        operations.hand_over(actor=SYSTEM, credentials=[queries.credential(lying.id)])
    with pytest.raises(NotGenuine):
        passes.lend([floater], queries.sender(floater))
    assert queries.credential(lying.id).state is State.PRINTED


def test_a_key_is_withdrawn_with_a_reason_by_the_administrator_alone(app, folder):
    printed = issuing.printed()
    with pytest.raises(ReasonNeeded):
        withdraw(printed.key_id, " ")
    officer = cast.actor(Role.BADGE_OFFICER, Role.REGISTRAR)
    with pytest.raises(NotAllowed), transaction(officer):
        operations.rotate_key(actor=officer)
    assert states() == [KeyState.ACTIVE]
    assert files(app) == [f"badges-{printed.key_id}"]


def test_a_withdrawal_that_fails_keeps_the_private_half(app, folder):
    printed = issuing.printed()
    db.session.rollback()

    def withdraw_and_fail() -> None:
        operations.withdraw_key(actor=SYSTEM, key=keys.key(printed.key_id).key, reason="Stolen")
        raise InterruptedError

    with pytest.raises(InterruptedError), transaction(SYSTEM):
        withdraw_and_fail()
    assert f"badges-{printed.key_id}" in files(app)
    assert states() == [KeyState.ACTIVE]


def test_a_private_half_that_a_backup_put_back_goes_again(app, folder):
    printed = issuing.printed()
    withdraw(printed.key_id)
    (folder / f"badges-{printed.key_id}").write_bytes(b"old")
    signing.tidy()
    assert f"badges-{printed.key_id}" not in files(app)


def test_a_badge_of_another_ceremony_is_not_genuine_here(tmp_path, prepared, client):
    ours = issuing.printed()
    file = tmp_path / "other.sqlite"
    shutil.copyfile(prepared("sqlite").migrated, file)
    other = databases.application(tmp_path / "other", f"sqlite:///{file}")
    with other.app_context():
        theirs = issuing.printed()
        assert theirs.serial == ours.serial
        foreign = code(theirs)
        db.session.remove()
        db.engine.dispose()
    assert verdicts(client, foreign, code(ours)) == ["not_genuine", AT_THE_DESK]


def test_keys_at_the_desk(folder, signed_in):
    issuing.printed()
    desk = signed_in(Role.ADMINISTRATOR)
    assert "No key yet" not in desk.get("/desk/badges/keys").text
    desk.send("/desk/badges/keys")
    db.session.rollback()
    new, old = keys.every()
    page = desk.get(f"/desk/badges/keys/{old.key.key_id}/withdrawal")
    assert "1 printed badge becomes not genuine." in page.text
    url = f"/desk/badges/keys/{old.key.key_id}/withdrawal"
    assert "Tick the box if you mean it." in desk.send(url, reason="Stolen").text
    desk.send(url, reason="Stolen", agreed="y")
    assert states() == [KeyState.WITHDRAWN, KeyState.ACTIVE]
    assert desk.get("/desk/badges/keys/70000/withdrawal").status_code == 404
    assert signed_in(Role.BADGE_OFFICER).get("/desk/badges/keys").status_code == 403
    assert new.key.state is KeyState.ACTIVE


def test_keys_at_the_command_line(folder, run):
    printed = issuing.printed()
    name = keys.name(printed.key_id)
    assert "1 badges, 1 count" in run("badges", "keys", "list").output
    assert "signs from now on" in run("badges", "keys", "rotate").output
    wrong = run("badges", "keys", "withdraw", "ZZZZ", "--reason", "Stolen", "--yes")
    assert (wrong.exit_code, "There is no key ZZZZ" in wrong.output) == (2, True)
    done = run("badges", "keys", "withdraw", name.lower(), "--reason", "Stolen", "--yes")
    assert "One printed badge that counts is refused at gates then" in done.output
    assert states() == [KeyState.WITHDRAWN, KeyState.ACTIVE]


def test_asking_twice_for_a_new_key_makes_one():
    issuing.credential()
    with transaction(SYSTEM):
        first = signing.active_key(actor=SYSTEM).key_id
    with transaction(SYSTEM):
        new = operations.rotate_key(actor=SYSTEM, instead_of=first).key_id
    with transaction(SYSTEM):
        again = operations.rotate_key(actor=SYSTEM, instead_of=first).key_id
    assert (new != first, again) == (True, new)


def test_a_key_that_another_process_withdrew_signs_nothing_here(app):
    issuing.credential()
    with transaction(SYSTEM):
        number = signing.active_key(actor=SYSTEM).key_id
    signing.private_key(number)
    (signing.folder(app.instance_path) / f"badges-{number}").unlink()
    with pytest.raises(FileNotFoundError):
        signing.private_key(number)
