"""The commands for many delegations at once."""

import pytest
from sqlalchemy import func, select

from ceremony.core.db import db
from ceremony.core.mail import Message
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.people.kinds import Function
from tests import make
from tests.delegations.people import entered

pytestmark = pytest.mark.usefixtures("ceremony")
LINES = """code,name,email
qat,Farida Haddad,farida@mission.test
QAT,Ilse Brandt,ilse@mission.test
KAZ,,
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "delegations.csv"
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def there():
    return [
        db.session.scalar(select(func.count()).select_from(x))
        for x in (Delegation, FocalPoint, Message)
    ]


def test_a_file_opens_delegations_and_names_their_focal_points_once(run, file):
    path = file(LINES)
    tried = run("delegations", "open", path, "--dry-run").output
    assert tried == "2 delegations opened.\n2 focal points named.\n"
    assert there() == [0, 0, 0]
    done = run("delegations", "open", path, "--deadline", "2025-10-10T18:00").output
    assert done == "2 delegations opened.\n2 focal points named.\n"
    assert there() == [2, 2, 0]
    assert run("delegations", "open", path).output.startswith("0 delegations opened.\n")
    assert there() == [2, 2, 0]


def test_the_whole_register_is_opened(run):
    assert run("delegations", "open", "--all").output == "198 delegations opened.\n"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("code\nQAT\nZZZ\nYYY\n", "The register does not know: YYY, ZZZ."),
        ("state\nQAT\n", "No column is called code."),
        ("code,name,email\nQAT,Farida,\n", "Line 2: a focal point needs name and email."),
        ("code,name,email\nQAT,Farida,nowhere\n", "Line 2: nowhere is no mail address."),
    ],
)
def test_a_line_that_cannot_be_used_stops_all_of_them(run, file, text, sentence):
    done = run("delegations", "open", file(text))
    assert (done.exit_code, sentence in done.output) == (1, True)
    assert there() == [0, 0, 0]


@pytest.mark.parametrize("arguments", [[], ["--all", __file__]])
def test_a_file_or_all_but_not_both(run, arguments):
    done = run("delegations", "open", *arguments)
    assert (done.exit_code, "one of both" in done.output) == (2, True)


def test_everybody_is_invited_once_and_then_reminded(run, file):
    run("delegations", "open", file(LINES))
    assert run("delegations", "invite", "--dry-run").output == (
        "Qatar: Farida Haddad <farida@mission.test>\n"
        "Qatar: Ilse Brandt <ilse@mission.test>\n"
        "2 mails are on their way.\n"
    )
    assert there()[2] == 0
    assert run("delegations", "invite").output == "2 mails are on their way.\n"
    assert run("delegations", "invite").output == "0 mails are on their way.\n"
    assert run("delegations", "invite", "--remind").output == "2 mails are on their way.\n"
    assert there()[2] == 4


def test_the_list_counts_members_and_the_approved(run):
    delegation = make.delegation()
    entered(delegation, Function.HEAD)
    make.delegation("invited", sender=make.body("KAZ"))
    assert run("delegations", "list").output.splitlines() == [
        "KAZ      invited       0    0  Kazakhstan",
        "QAT      submitted     1    0  Qatar",
    ]
    assert run("delegations", "list", "--state", "approved").output == ""
