from datetime import timedelta

import pytest

from ceremony.core import clock, limits
from ceremony.core.db import db, transaction
from ceremony.core.errors import TooManyTries
from ceremony.core.limits import Attempt
from ceremony.core.permissions import SYSTEM


def note(times: int, who: str = "a@b.test") -> None:
    for _ in range(times):
        with transaction(SYSTEM, working=True):
            limits.note("sign-in", who)


def check(who: str = "a@b.test") -> None:
    limits.check("sign-in", who, most=3, minutes=15)


def test_the_fourth_try_is_refused_until_time_has_passed():
    note(2)
    check()
    note(1)
    with pytest.raises(TooManyTries, match="15 minutes"):
        check()
    check("somebody@else.test")
    clock.shift(timedelta(minutes=15, seconds=1))
    check()


def test_a_success_forgets_the_failures():
    note(3)
    with transaction(SYSTEM, working=True):
        limits.forget("sign-in", "a@b.test")
    check()


def test_who_tried_is_not_kept_and_forgotten_after_a_day():
    note(1)
    assert "a@b.test" not in db.session.query(Attempt).one().who
    db.session.rollback()
    clock.shift(timedelta(days=1, seconds=1))
    note(1)
    assert db.session.query(Attempt).count() == 1


def test_a_network_of_ipv6_counts_as_one_and_one_of_ipv4_does_not():
    for number in range(3):
        note(1, f"2001:db8:1:2::{number}")
        note(1, f"192.0.2.{number}")
    with pytest.raises(TooManyTries):
        check("2001:db8:1:2:ffff::1")
    check("2001:db8:1:3::1")
    check("192.0.2.9")
    check("::ffff:192.0.2.9")
