"""The demonstration: whole, invented, and only in an empty database."""

import json
from collections import Counter
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image
from sqlalchemy import func, select

from ceremony import demo
from ceremony.accounts import passwords, queries
from ceremony.badges.models import Credential
from ceremony.core import clock, files, runs
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.permissions import OFFICE
from ceremony.core.settings import current
from ceremony.core.web import Application
from ceremony.delegations.models import Delegation
from ceremony.demo.portraits import EACH, portrait
from ceremony.gates.models import Presence, Scan
from ceremony.people import doubles
from ceremony.people.models import Accreditation, Body, Participation, Person

PEOPLE = 120


@pytest.fixture
def loaded(app: Application, once: Callable[..., None]) -> Path:
    """The instance with the demonstration in it: loaded once, and a copy for each test."""
    once("demo", lambda: demo.load(PEOPLE))
    return Path(app.instance_path)


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.both_databases
def test_it_loads_a_whole_ceremony(loaded: Path) -> None:
    assert current().is_demo
    assert count(Person) == PEOPLE
    assert count(Credential) > PEOPLE * 0.8
    assert count(Scan) > PEOPLE * 3
    assert count(Presence) > PEOPLE / 3
    states = Counter(db.session.scalars(select(Accreditation.state)))
    assert set(states) >= {"approved", "submitted", "refused"}
    run = runs.find_current()
    assert run is not None
    assert (run.kind, run.number) == (runs.Kind.LIVE, 1)


def test_today_is_its_first_day_also_after_a_restart(loaded: Path) -> None:
    assert str(current().local_now.date()) == "2025-10-25"
    assert (loaded / "clock").read_text() == "2025-10-25 Asia/Ho_Chi_Minh\n"
    assert max(db.session.scalars(select(Scan.scanned_at))) <= clock.now()


def test_every_delegation_of_a_state_has_one_head(loaded: Path) -> None:
    heads = Counter(
        db.session.scalars(
            select(Body.code)
            .join(Participation, Participation.body_id == Body.id)
            .where(Participation.function == "head", Body.kind.in_(("state", "host", "reio")))
        )
    )
    senders = db.session.scalars(
        select(Body.code).where(Body.kind.in_(("state", "host", "reio")))
    ).all()
    silent = select(Body.code).join(Delegation, Delegation.body_id == Body.id)
    silent = silent.where(Delegation.state == "invited")
    assert heads == Counter(senders) - Counter(db.session.scalars(silent).all())


def test_everybody_in_it_is_invented_and_says_so(loaded: Path) -> None:
    people = db.session.scalars(select(Person)).all()
    assert all(person.email.endswith("@example.org") for person in people)
    assert all((person.document_number or "").startswith("DEMO") for person in people)
    names = [person.badge_name for person in people]
    assert len(set(names)) == len(names) - 1  # one is sent by two delegations
    assert all(user.email.endswith("@ceremony.example.org") for user in queries.users())


def test_one_pair_may_be_one_person(loaded: Path) -> None:
    [pair] = doubles.pairs().rows
    assert pair.first.badge_name == pair.second.badge_name
    assert pair.first.participations[0].body_id != pair.second.participations[0].body_id
    assert not pair.is_same_document


def test_names_come_in_many_scripts_and_forms(loaded: Path) -> None:
    people = db.session.scalars(select(Person)).all()
    originals = "".join(person.original_name for person in people)
    latin = "".join(person.badge_name for person in people)
    scripts = {"Cyrillic": "и", "Greek": "α", "Arabic": "ا"}
    assert {name for name, letter in scripts.items() if letter in originals} == set(scripts)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in originals)
    assert any(letter in latin for letter in "ễấịộươđ")


def test_one_officer_for_each_role_can_sign_in(loaded: Path) -> None:
    sign_ins = demo.sign_ins()
    assert len(sign_ins) == len(OFFICE) + 1  # and one focal point
    assert (loaded / "demo-sign-ins.json").stat().st_mode & 0o777 == 0o600
    assert len(json.loads((loaded / "demo-sign-ins.json").read_text())) == len(sign_ins)
    _role, email, password = sign_ins[0]
    user = queries.find_user_by_email(email)
    assert user is not None
    assert passwords.fits(user.password_hash, password)


def test_a_database_with_somebody_in_it_is_left_alone(loaded: Path) -> None:
    before = (count(Person), count(Scan), count(Body))
    with pytest.raises(DomainError, match="This database has people"):
        demo.load(PEOPLE)
    assert (count(Person), count(Scan), count(Body)) == before


def test_accounts_alone_are_somebody_too(run: Callable[..., Result]) -> None:
    from tests import cast

    cast.officer()
    result = run("demo", "load")
    assert (result.exit_code, result.output) == (
        1,
        "Error: This database has accounts. The demonstration needs an empty one.\n",
    )
    assert count(Person) == 0


def test_the_command_prints_the_sign_ins(run: Callable[..., Result]) -> None:
    result = run("demo", "load", "--people", "40")
    assert result.exit_code == 0, result.output
    assert all(email in result.output for _role, email, _password in demo.sign_ins())
    assert count(Person) == 40


@pytest.mark.parametrize("is_woman", [True, False])
def test_portraits_are_small_distinct_and_always_the_same(is_woman: bool) -> None:
    drawn = [portrait(number, is_woman=is_woman) for number in range(EACH)]
    assert len(set(drawn)) == EACH
    assert max(map(len, drawn)) <= 20 * 1024
    assert {Image.open(BytesIO(x)).size for x in drawn} == {(432, 540)}
    portrait.cache_clear()
    assert portrait(3, is_woman=is_woman) == drawn[3]


def test_photographs_are_stored_and_there(loaded: Path) -> None:
    names = {x for x in db.session.scalars(select(Person.photo)) if x}
    assert len(names) > 40
    assert all(files.path(name).exists() for name in names)
