from datetime import timedelta

import pytest

from ceremony.core import clock
from ceremony.core.ages import age, ago


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=18), "18 min"),
        (timedelta(hours=2, minutes=40), "2 h 40 min"),
        (timedelta(hours=25), "1 day"),
        (timedelta(days=9), "9 days"),
    ],
)
def test_ages_are_said_shortly(app, stopped_clock, passed, said):
    with app.test_request_context():
        assert age(clock.now() - passed) == said


@pytest.mark.parametrize(
    ("passed", "said"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=18), "18 min ago"),
        (timedelta(hours=2, minutes=40), "2 h ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=9), "9 days ago"),
    ],
)
def test_how_long_ago_reads_as_a_sentence_does(app, stopped_clock, passed, said):
    with app.test_request_context():
        assert ago(clock.now() - passed) == said
