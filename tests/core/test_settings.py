from datetime import date, timedelta
from threading import Thread

import pytest
from sqlalchemy.exc import IntegrityError

from ceremony.core import runs, settings
from ceremony.core.clock import now
from ceremony.core.db import reading, transaction
from ceremony.core.errors import NotAllowed
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.runs import Kind
from tests import cast
from tests.counting import statements


def change(**facts):
    with transaction(SYSTEM):
        return settings.change(actor=SYSTEM, **facts)


def in_another_worker(app):
    """With a session of its own, while ours keeps what it has read."""

    def work():
        with app.app_context():
            change(short_title="After")

    other = Thread(target=work)
    other.start()
    other.join()


def test_a_new_ceremony_has_settings_before_any_are_saved():
    assert settings.current().title == "New ceremony"


def test_changed_settings_are_kept():
    change(title="Convention", time_zone="Asia/Ho_Chi_Minh")
    change(city="Hanoi")
    here = settings.current()
    assert (here.title, here.city, here.zone.key) == ("Convention", "Hanoi", "Asia/Ho_Chi_Minh")
    assert here.local_now.utcoffset() == timedelta(hours=7)


@pytest.mark.both_databases
def test_settings_are_read_once_and_anew_when_they_may_have_changed(app):
    change(short_title="Before")

    with reading(), statements() as sent:
        titles = [settings.current().short_title for _ in range(3)]
    in_another_worker(app)
    with reading():
        titles.append(settings.current().short_title)

    assert (len(sent), titles) == (1, ["Before", "Before", "Before", "After"])


def test_only_an_administrator_changes_settings():
    with pytest.raises(NotAllowed):
        settings.change(actor=cast.actor(Role.REGISTRAR), title="Mine")


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "facts",
    [
        {"starts_on": date(2025, 10, 26), "ends_on": date(2025, 10, 25)},
        {"valid_until": now() - timedelta(days=900)},
    ],
)
def test_the_database_refuses_an_end_before_the_beginning(facts):
    with pytest.raises(IntegrityError):
        change(**facts)


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2025, 10, 25), date(2025, 10, 26), "25–26 October 2025"),
        (date(2025, 10, 25), date(2025, 10, 25), "25 October 2025"),
        (date(2025, 10, 31), date(2025, 11, 1), "31 October to 1 November 2025"),
        (date(2025, 12, 31), date(2026, 1, 1), "31 December 2025 to 1 January 2026"),
    ],
)
def test_dates_are_written_as_briefly_as_they_can_be(first, last, text):
    assert settings.dates_text(change(starts_on=first, ends_on=last)) == text


def begin(kind):
    with transaction(SYSTEM):
        return runs.begin(actor=SYSTEM, kind=kind)


def test_a_run_ends_when_the_next_begins():
    assert runs.find_current() is None
    first, second, live = begin(Kind.REHEARSAL), begin(Kind.REHEARSAL), begin(Kind.LIVE)

    assert [x.label for x in (first, second, live)] == ["Rehearsal 1", "Rehearsal 2", "Live"]
    assert [x.ended_at is None for x in (first, second, live)] == [False, False, True]
    assert runs.find_current() is live


def test_who_may_not_edit_the_settings_begins_no_run():
    with pytest.raises(NotAllowed):
        runs.begin(actor=cast.actor(Role.REGISTRAR), kind=Kind.LIVE)


def test_a_new_installation_begins_with_its_first_rehearsal():
    with transaction(SYSTEM):
        first = runs.ensure(actor=SYSTEM)
        assert runs.ensure(actor=SYSTEM) is first
    assert first.label == "Rehearsal 1"
