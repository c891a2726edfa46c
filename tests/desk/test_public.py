from datetime import timedelta

import pytest
from sqlalchemy import text

from ceremony.core import clock
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from tests import make
from tests.client import parse, words


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (-12, "12 days to go"),
        (-1, "1 day to go"),
        (0, "This is day 1 of 2"),
        (1, "This is day 2 of 2"),
        (2, "The ceremony is over"),
    ],
)
def test_the_first_page_says_where_in_time_the_ceremony_is(client, days, said):
    first = clock.now().date() - timedelta(days=days)
    make.ceremony(time_zone="UTC", starts_on=first, ends_on=first + timedelta(days=1))

    main = next(parse(client.get("/").text).iter("main"))

    assert said in words(main)


def test_the_day_begins_at_midnight_of_the_ceremony(client):
    shift = clock.now().replace(hour=20, minute=0) - clock.now()
    clock.shift(shift)
    tomorrow = clock.now().date() + timedelta(days=1)
    make.ceremony(time_zone="Asia/Ho_Chi_Minh", starts_on=tomorrow, ends_on=tomorrow)

    main = words(next(parse(client.get("/").text).iter("main")))
    assert ", 03:0" in main
    assert "It is held on this day." in main


def test_before_the_settings_nothing_is_invented(client):
    assert "This ceremony is being prepared" in client.get("/").text


def test_the_first_page_knows_no_reader(signed_in):
    make.ceremony()

    page = signed_in(Role.REGISTRAR).get("/").text

    assert "Ravi Menon" not in page
    assert "csrf" not in page
    assert 'href="/sign-in"' in page


@pytest.mark.both_databases
def test_monitoring_hears_that_all_is_well(client):
    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_monitoring_hears_of_a_database_that_was_not_migrated(client):
    with transaction(SYSTEM, working=True) as session:
        session.execute(text("DELETE FROM alembic_version"))

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json) == (503, {"status": "database not migrated"})


def test_monitoring_hears_of_a_database_that_does_not_answer(client, monkeypatch):
    def silent():
        raise db.exc.OperationalError("connect", {}, Exception("no answer"))

    monkeypatch.setattr(type(db.session.registry()), "connection", lambda *_a, **_k: silent())

    assert client.get("/healthz").json == {"status": "database unreachable"}
