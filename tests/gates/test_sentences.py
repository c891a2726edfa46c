"""Every sentence that the scanner asks for is there, and none is there for nothing."""

import re
from pathlib import Path

import pytest

from ceremony.gates.sentences import sentences

ROOT = Path(__file__).parents[2]
SCRIPTS = "\n".join(x.read_text("utf-8") for x in (ROOT / "static/js/gate").glob("*.js"))
PAGES = "\n".join(x.read_text("utf-8") for x in (ROOT / "templates/gate").glob("*.html"))
SAID = re.compile(r'say(?:InEnglish)?\("(\w+)"')
SHOWN = re.compile(r'data-say(?:-label|-alt)?="(\w+)"')
# Names that a script or page puts together, or passes on.
MADE = (
    r"(hold|direction)_(in|out|guard)|(leave|end)_(title|how)|override_\w+|incident_\w+|tool_\w+"
    r"|event_\w+|error_\w+|fact_\w+|camera_\w+|waiting_\w+|erased_\w+|(unreachable|refused)_\w+"
    r"|(start|come|supervisor|leave)_\w+|lock|hand_over|end_shift|full_screen|install|online|offline"
    r"|asking|no_photograph|by_protocol|device_revoked|last_left|last_admitted|inside(_of)?|offline_\w+"
)


@pytest.fixture
def known(app):
    with app.test_request_context():
        return set(sentences())


def test_everything_that_is_asked_for_is_there(known):
    asked = {*SAID.findall(SCRIPTS), *SHOWN.findall(PAGES)}
    assert asked - known == set()


def test_nothing_is_there_that_nobody_says(known):
    asked = {*SAID.findall(SCRIPTS), *SHOWN.findall(PAGES)}
    assert {x for x in known - asked if not re.fullmatch(MADE, x)} == set()
