"""From credentials to pages: what stands on them, and who may still have them made."""

import os
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from ceremony.accounts import operations as accounts
from ceremony.badges import jobs as print_jobs
from ceremony.badges import printing
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.batches.queries import Stage
from ceremony.badges.documents.face import Problem
from ceremony.badges.models import Credential, CredentialKey
from ceremony.core import audit
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from tests import cast, make
from tests.badges import batches, issuing, printed


def drawn(credential_id: int, reason: str = "") -> bytes:
    db.session.rollback()
    return batches.on_the_spot(credential_id, reason=reason, as_it_is=True)


def front(credential: Credential) -> str:
    return batches.pages(drawn(credential.id))[0]


def test_a_printed_badge_is_genuine_for_a_stranger_and_stays_the_same():
    make.ceremony()
    credential = batches.badge("Amina")
    [code] = printed.codes(printed.pictures(drawn(credential.id))[0])
    public = db.session.scalars(select(CredentialKey.public_key)).one()
    serial, category, zones, start_s, end_s = printed.check(code, public)
    assert (serial, category, zones) == (credential.serial, 1, [0])
    assert (start_s, end_s) == (
        int(credential.valid_from.timestamp()),
        int(credential.valid_until.timestamp()),
    )
    [again] = printed.codes(printed.pictures(drawn(credential.id, "Torn"))[0])
    assert again == code


def test_a_photograph_that_is_gone_is_said_in_words():
    lost = issuing.credential(photo="0" * 64 + ".jpg")
    assert "No photograph" in front(lost)


@pytest.mark.parametrize("part", [{"rank": "head_of_government"}, {"function": "spouse"}])
def test_of_whom_none_is_asked_the_badge_says_so(part):
    assert "No photograph, by protocol" in front(issuing.credential(**part))


def test_one_badge_that_cannot_be_made_does_not_stop_the_others():
    make.ceremony()
    some = [issuing.credential(family_name=f"Person {x}").id for x in range(3)]
    with transaction(SYSTEM) as session:
        broken = session.get_one(Credential, some[0])
        broken.valid_from = datetime(1950, 1, 1, tzinfo=UTC)
        audit.record(SYSTEM, "test.broken", broken)
    press = printing.Press()

    faces = press.read(some, press.sheet("personal"))

    assert [x.serial for x in faces.values()] == [2, 3]
    assert press.faces.findings == [(1, "badge", Problem.FAILED, "")]


def test_what_was_printed_is_deleted_after_a_day():
    make.ceremony()
    batches.badge("Amina")
    first = batches.start()
    batches.work()
    old = print_jobs.fetch(batches.standing(first).job)
    os.utime(old, (0, 0))
    batches.start(Choice(), reason="Again")
    batches.work()
    assert not old.exists()
    assert print_jobs.fetch(batches.standing(first).job) is None


def test_whoever_lost_the_role_prints_nothing_more():
    make.ceremony()
    batches.badge("Amina")
    cast.officer(Role.ADMINISTRATOR)
    officer = cast.actor(Role.BADGE_OFFICER)
    batch = batches.start(actor=officer)
    holder = cast.officer(Role.BADGE_OFFICER)
    with transaction(SYSTEM):
        left = [Role.LIAISON_OFFICER]
        accounts.change(actor=SYSTEM, user=holder, name=holder.name, roles=left)
    batches.work()
    known = batches.standing(batch)
    assert (known.stage, known.job.error) == (Stage.FAILED, "You may not do this.")
    assert print_jobs.fetch(known.job) is None
