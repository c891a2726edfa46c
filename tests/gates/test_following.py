"""Whatever changes what a gate must know, a device that asks for changes has it."""

import gzip
import json
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ceremony.badges import operations as badges
from ceremony.badges import queries as badge_queries
from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause
from ceremony.core import audit
from ceremony.core.ceremony_file import loading, text
from ceremony.core.clock import now
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import passes as list_of_passes
from ceremony.gates import standing
from ceremony.gates.models import GatePass
from ceremony.gates.syncing import lists
from ceremony.people import operations as people
from ceremony.people import queries, signals
from ceremony.people.models import Accreditation, Body, Category, Person
from ceremony.people.operations import bodies
from ceremony.people.operations import passes as people_passes
from tests import make
from tests.badges import issuing, passes
from tests.gates import place
from tests.gates.test_passes import until_somebody_waits
from tests.people.vetting import vetted

NAMES = "serial name group category function revoked revoked_at from until zones flags photo"
SUPERVISOR, BY_PROTOCOL = 1, 2


class Phone:
    """A device that keeps the list as scanners do: it asks for what changed, and compares."""

    def __init__(self) -> None:
        place.checkpoint("PX", zone="9")
        self.secret = place.device(place.checkpoint("PY", zone="9"))
        self.rows: dict[int, list[Any]] = {}
        self.known = lists.Known()

    def sync(self) -> list[list[Any]]:
        """The rows that are new to it."""
        db.session.rollback()
        found = standing.find_device(self.secret)
        assert found is not None
        answer = json.loads(gzip.decompress(lists.answer(found, self.known)))
        self.rows |= {row[0]: row for row in answer["rows"]}
        self.known = lists.Known(answer["epoch"], answer["version"])
        lines = [json.dumps(x, ensure_ascii=False, separators=(",", ":")) for x in self.of_all()]
        digest = sum(zlib.crc32(line.encode()) for line in lines)
        assert (answer["digest"], answer["size"]) == (digest, len(lines))
        assert [x.line for x in db.session.scalars(in_order)] == lines
        return list(answer["rows"])

    def of_all(self) -> list[list[Any]]:
        return [self.rows[serial] for serial in sorted(self.rows)]

    def after(self, act: Callable[[], object]) -> dict[int, dict[str, Any]]:
        """By serial, what *act* changed: name of the column, and what it holds now."""
        before = dict(self.rows)
        db.session.rollback()
        with transaction(SYSTEM):
            act()
        changes = {}
        for row in self.sync():
            old = before.get(row[0], [None] * len(row))
            pairs = zip(NAMES.split(), old, row, strict=True)
            if differences := {name: new for name, was, new in pairs if was != new}:
                changes[int(row[0])] = differences
        assert copied() == copied_anew()
        return changes


in_order = select(GatePass).order_by(GatePass.serial)


def copied() -> list[dict[str, Any]]:
    """All that the list holds, but for its versions."""
    db.session.rollback()
    names = [x.key for x in GatePass.__table__.columns if x.key not in {"version", "created_at"}]
    return [{name: getattr(row, name) for name in names} for row in db.session.scalars(in_order)]


def copied_anew() -> list[dict[str, Any]]:
    """The same, when everything was written anew."""
    with transaction(SYSTEM, working=True) as session:
        list_of_passes.refresh(session.scalars(select(Accreditation.id)).all())
    return copied()


@pytest.fixture
def phone() -> Phone:
    return Phone()


def right_of(credential: Credential) -> Accreditation:
    return queries.accreditations([credential.accreditation_id])[0]


def person_of(credential: Credential) -> Person:
    return queries.person(right_of(credential).person_id or 0)


def held(*credentials: Credential) -> list[Credential]:
    return [badge_queries.credential(x.id) for x in credentials]


def load(content: str) -> None:
    loading.load(actor=SYSTEM, content=content.encode())


@pytest.mark.both_databases
def test_a_device_follows_a_badge_from_the_desk_to_its_end(database: object, phone: Phone) -> None:
    approved = make.accreditation()
    [row] = phone.sync()
    serial = row[0]
    assert row[10] == SUPERVISOR  # nobody has it yet
    badge = place.at_the_desk(approved)

    def step(name: str, **more: Any) -> dict[int, dict[str, Any]]:
        operation = getattr(badges, name)
        return phone.after(lambda: operation(actor=SYSTEM, credentials=held(badge), **more))

    body_id = db.session.scalars(select(Body.id)).first()
    assert phone.after(lambda: mark(badge.id)) == {}
    assert step("hand_over") == {serial: {"flags": 0}}
    assert step("put_back") == {serial: {"flags": SUPERVISOR}}
    assert step("give_to_bearer", body_id=body_id, bearer="A. B.") == {serial: {"flags": 0}}
    assert step("hand_over") == {}
    [change] = step("take_back").values()
    assert (change.pop("revoked_at") > 0, change) == (True, {"revoked": "returned"})


def mark(credential_id: int) -> None:
    drawn = issuing.drawn(credential_id)
    badges.mark_printed(actor=SYSTEM, reason="At the desk", **drawn)


@pytest.mark.both_databases
def test_a_device_follows_lost_replaced_and_withdrawn_badges(
    database: object, phone: Phone
) -> None:
    first, second = place.credential(), place.credential()
    phone.sync()

    def lose() -> None:
        badges.replace(actor=SYSTEM, credential=held(first)[0], reason=RevokedBecause.LOST)

    def withdraw() -> None:
        people.withdraw(actor=SYSTEM, accreditations=[right_of(second)])

    lost = phone.after(lose)
    new = max(phone.rows)
    assert (lost[first.serial]["revoked"], lost[new]["flags"]) == ("lost", SUPERVISOR)
    assert phone.after(withdraw)[second.serial]["revoked"] == "withdrawn"


@pytest.mark.both_databases
def test_a_device_follows_whose_badge_it_is(database: object, phone: Phone) -> None:
    badge = place.credential()
    serial, france = badge.serial, make.body("FRA")
    photo = {"photo": "f" * 64 + ".jpg"}
    phone.sync()

    def change(**values: Any) -> Callable[[], object]:
        return lambda: people.change(actor=SYSTEM, person=person_of(badge), **values)

    def part(**values: Any) -> Callable[[], object]:
        [own] = queries.participations_of([person_of(badge).id])
        return lambda: people.change_participation(actor=SYSTEM, participation=own, **values)

    steps: list[tuple[Callable[[], object], dict[str, Any]]] = [
        (change(badge_name="A. Kuwari"), {"name": "A. Kuwari"}),
        (change(original_name="أمينة"), {}),
        (change(email="amina@ceremony.test"), {}),
        (
            lambda: people.set_photograph(actor=SYSTEM, person=person_of(badge), **photo),
            {"photo": zlib.crc32(photo["photo"].encode())},
        ),
        (lambda: people.remove_photograph(actor=SYSTEM, person=person_of(badge)), {"photo": 0}),
        (part(function="adviser"), {"function": "adviser"}),
        (part(function="head", rank="head_of_state"), {"function": "head", "flags": BY_PROTOCOL}),
        (part(rank="other"), {"flags": 0}),
        (part(body_id=france.id), {"group": france.id}),
        (lambda: rename(france.id), {}),
    ]
    for number, (act, expected) in enumerate(steps):
        found = phone.after(act)
        assert found == ({serial: expected} if expected else {}), number
    assert db.session.scalar(select(GatePass.body_name)) == "French Republic"


def rename(body_id: int) -> None:
    body = db.session.get_one(Body, body_id)
    bodies.rename(body, "French Republic")
    audit.record(SYSTEM, "test.made", body)


@pytest.mark.both_databases
def test_a_device_follows_what_a_badge_opens_and_how_long(database: object, phone: Phone) -> None:
    make.category(zones=["1"])
    badge, until = place.credential(), now().replace(microsecond=0) + timedelta(days=9)
    serial = badge.serial
    other = loose_category("organiser", zones=["1", "2"])
    phone.sync()

    def override(**values: Any) -> Callable[[], object]:
        known = {"category_id": None, "zones": None, "reason": "Asked by protocol"} | values
        return lambda: people.override(actor=SYSTEM, accreditation=right_of(badge), **known)

    def validity() -> None:
        right = right_of(badge)
        times = {"valid_from": right.valid_from, "valid_until": until}
        people.change_validity(actor=SYSTEM, accreditation=right, reason="Stays on", **times)

    bits = {x.code: 1 << x.position for x in queries.zones()}
    steps: list[tuple[Callable[[], object], dict[str, Any]]] = [
        (
            override(category_id=other.id),
            {"category": other.position, "zones": bits["1"] | bits["2"]},
        ),
        (override(zones=["2"]), {"category": 1, "zones": bits["2"]}),
        (override(), {"zones": bits["1"]}),
        (validity, {"until": int(until.timestamp())}),
        (lambda: opens(["1", "2"]), {"zones": bits["1"] | bits["2"]}),
        (lambda: opens(["1"], letter="X", name={"en": "Envoy"}), {"zones": bits["1"]}),
    ]
    for number, (act, expected) in enumerate(steps):
        assert phone.after(act) == {serial: expected}, number
    row = db.session.scalars(select(GatePass)).one()
    assert (row.category_letter, row.category_name) == ("X", {"en": "Envoy"})


def loose_category(code: str, zones: list[str]) -> Category:
    """One that no line of the table gives."""
    make.zone("2")
    looks = {"letter": "O", "colour": "#14603a", "band": "plain", "pass_kind": "personal"}
    made = Category(code=code, name={"en": code}, zones=zones, position=2, **looks)
    make.save(made)
    return made


def opens(zones: list[str], **changes: Any) -> None:
    """As an administrator changes what delegates have."""
    stands = text.present()["categories"]
    wanted = [x | {"zones": zones} | changes if x["code"] == "delegate" else x for x in stands]
    load(text.dump({"categories": wanted}))


def test_a_device_follows_the_validity_of_the_whole_ceremony(phone: Phone) -> None:
    make.ceremony()
    serial = place.credential().serial
    phone.sync()
    [facts] = text.present()["ceremony"]
    later = text.dump({"ceremony": [facts | {"passes_until": "2030-01-01 00:00"}]})
    [(found, change)] = phone.after(lambda: load(later)).items()
    assert (found, set(change)) == (serial, {"until"})


@pytest.mark.both_databases
def test_the_watch_list_is_a_supervisor_and_no_more(database: object, phone: Phone) -> None:
    person = vetted.somebody()
    with transaction(SYSTEM):
        right = queries.accreditation_of(person.id)
        people.decide(actor=SYSTEM, move="approve", ids=[right.id])
    serial = place.credential(queries.accreditation_of(person.id)).serial
    phone.sync()
    vetted.act("watch", person, "Tell us")
    [row] = phone.sync()
    assert (row[0], row[10]) == (serial, SUPERVISOR)
    vetted.act("unwatch", person)
    [row] = phone.sync()
    assert (row[0], row[10]) == (serial, 0)
    assert copied() == copied_anew()


@pytest.mark.both_databases
def test_a_device_follows_two_records_that_become_one(database: object, phone: Phone) -> None:
    first, second = vetted.somebody("Amina"), vetted.somebody("Amena")
    with transaction(SYSTEM):
        rights = [queries.accreditation_of(x.id).id for x in (first, second)]
        people.decide(actor=SYSTEM, move="approve", ids=rights)
    kept, gone = (place.credential(queries.accreditation_of(x.id)).serial for x in (first, second))
    vetted.act("watch", second, "Tell us")
    phone.sync()

    def merge() -> None:
        records = [queries.record(x.id) for x in (first, second)]
        people.merge(actor=SYSTEM, kept=records[0], gone=records[1])

    changes = phone.after(merge)
    assert changes[kept] == {"flags": SUPERVISOR}
    assert (changes[gone]["revoked"], changes[gone]["name"]) == ("replaced", "Amina Al-Kuwari")


@pytest.mark.both_databases
def test_a_device_follows_passes_that_change_hands(database: object, phone: Phone) -> None:
    [floater] = passes.printed()
    vehicle = passes.vehicle(body=db.session.scalars(select(Body)).first())
    phone.sync()
    assert [row[10] for row in phone.of_all()] == [SUPERVISOR, SUPERVISOR]
    body_id = floater.accreditation.body_id

    def lend() -> None:
        badges.give_to_bearer(
            actor=SYSTEM, credentials=held(floater), body_id=body_id or 0, bearer="A. B."
        )

    def end() -> None:
        rights = [db.session.get_one(Accreditation, vehicle.accreditation_id)]
        people_passes.end(actor=SYSTEM, rights=rights, reason="Sold")

    assert phone.after(lend) == {floater.serial: {"flags": 0}}
    back = phone.after(lambda: badges.take_back(actor=SYSTEM, credentials=held(floater)))
    assert back[floater.serial]["revoked"] == "returned"
    again = phone.after(lend)
    assert again == {floater.serial: {"revoked": "", "revoked_at": 0}}
    assert phone.after(end)[vehicle.serial]["revoked"] == "withdrawn"


SCRIPTS = (
    "Nguyễn Thị Ễ",
    "阮氏玄",
    "أمينة الكواري",
    "O’Brien “Bo” O'Neill",
    'Ann "Annie" Lee',
    "back\\slash / slash",
    "𠮷野家 🕊️",
    "line\u2028separator\u2029paragraph",
    "tab\there\x1f\x7f\x85",
    "<script>&amp;</script>",
    "\u200fRight to left\u200e",
)


def test_names_in_every_script_are_written_as_a_device_reckons_them(phone: Phone) -> None:
    """What JSON.stringify gives for each of these is in the vectors, which a browser runs."""
    rights = [make.accreditation().id for _ in SCRIPTS]
    with transaction(SYSTEM):
        for right, name in zip(queries.accreditations(rights), SCRIPTS, strict=True):
            right.person.badge_name = name
            audit.record(SYSTEM, "test.made", right.person)
        signals.changed.send(None, ids=rights)
    phone.sync()
    assert [row[1] for row in phone.of_all()] == list(SCRIPTS)


@pytest.mark.postgresql
def test_a_device_that_asks_between_two_commits_misses_neither(app: Any, phone: Phone) -> None:
    """The first to change the list commits last; clocks or sequences would lose it."""
    slow_right, quick_right = (place.credential().accreditation_id for _ in range(2))
    phone.sync()
    has_copied, may_commit = Event(), Event()

    def revoke(accreditation_id: int) -> None:
        with app.app_context(), transaction(SYSTEM):
            credentials = badge_queries.live([accreditation_id])
            badges.revoke(actor=SYSTEM, credentials=credentials, reason=RevokedBecause.LOST)

    def pause(_session: Session) -> None:
        if not has_copied.is_set():
            has_copied.set()
            assert may_commit.wait(10)

    db.session.rollback()
    event.listen(Session, "before_commit", pause)  # after the list was written
    try:
        with ThreadPoolExecutor(2) as pool:
            slow = pool.submit(revoke, slow_right)
            assert has_copied.wait(10)
            quick = pool.submit(revoke, quick_right)
            until_somebody_waits()
            assert phone.sync() == []
            may_commit.set()
            slow.result(10)
            phone.sync()  # in between, or not: whatever it has now, nothing is skipped later
            quick.result(10)
    finally:
        event.remove(Session, "before_commit", pause)
    phone.sync()
    assert [row[5] for row in phone.of_all()] == ["lost", "lost"]
