from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ceremony.core import clock


def test_now_is_aware_and_in_utc():
    assert clock.now().tzinfo is UTC


def test_the_clock_can_be_moved_and_put_right():
    clock.shift(timedelta(hours=3))
    assert clock.now() - datetime.now(UTC) > timedelta(hours=2, minutes=59)
    clock.shift(timedelta())
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_demonstration_happens_on_its_first_day(tmp_path):
    clock.read(tmp_path)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)

    (tmp_path / "clock").write_text("2025-10-25 Asia/Ho_Chi_Minh\n")
    clock.read(tmp_path)

    here = clock.now().astimezone(ZoneInfo("Asia/Ho_Chi_Minh"))
    assert here.date().isoformat() == "2025-10-25"
