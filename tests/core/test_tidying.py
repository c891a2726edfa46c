"""What is kept for a time only is gone afterwards, though nobody asks for it."""

import os
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from ceremony.badges import jobs as prints
from ceremony.core import clock, tidying
from ceremony.core.crypto import token_hash
from ceremony.core.db import db, transaction
from ceremony.core.kept import LASTS, KeptForm
from ceremony.core.permissions import SYSTEM
from ceremony.people import exported
from tests.accounts import signing

A_MINUTE = timedelta(minutes=1)


def kept_form() -> None:
    user_id = signing.user().id
    with transaction(SYSTEM, working=True) as session:
        session.add(
            KeptForm(
                user_id=user_id,
                key_hash=token_hash("browser"),
                content="{}",
                expires_at=clock.now() + LASTS,
            )
        )


def count_kept() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(KeptForm.id))) or 0


@pytest.mark.both_databases
def test_a_form_that_nobody_came_back_for_is_gone_a_day_later(run):
    kept_form()
    clock.shift(LASTS - A_MINUTE)
    run("jobs", "work", "--until-empty")
    assert count_kept() == 1
    clock.shift(LASTS + A_MINUTE)
    run("jobs", "work", "--until-empty")
    assert count_kept() == 0


@pytest.mark.parametrize(
    ("folder", "name"), [(exported, "people-7-1-1.xlsx"), (prints, "badges-1-1.pdf")]
)
def test_a_file_that_names_people_is_gone_a_day_later(run, folder, name):
    file = folder.path(name)
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"invented")
    clock.shift(folder.KEPT - A_MINUTE)
    run("jobs", "work", "--until-empty")
    assert file.exists()
    clock.shift(folder.KEPT + A_MINUTE)
    run("jobs", "work", "--until-empty")
    assert not file.exists()


def test_a_worker_looks_at_its_start_and_each_hour_after(session, tmp_path):
    file = exported.path("people-7-1-1.csv")
    file.parent.mkdir(exist_ok=True)

    def is_there_after_a_look() -> bool:
        file.write_bytes(b"invented")
        os.utime(file, (0, 0))
        assert look() is False  # it keeps no worker from ending
        return file.exists()

    with tidying._round("a worker") as look:
        assert is_there_after_a_look() is False
        clock.shift(tidying.EVERY - A_MINUTE)
        assert is_there_after_a_look() is True
        clock.shift(tidying.EVERY + A_MINUTE)
        assert is_there_after_a_look() is False


def test_one_that_breaks_off_holds_up_no_other(session, caplog):
    file = exported.path("people-7-1-1.csv")
    file.parent.mkdir(exist_ok=True)
    file.mkdir()  # it cannot be deleted as a file
    os.utime(file, (0, 0))
    kept_form()
    clock.shift(LASTS + A_MINUTE)

    tidying.tidy_all()

    assert count_kept() == 0
    assert "ceremony.people.exported broke off" in caplog.text
    file.rmdir()
