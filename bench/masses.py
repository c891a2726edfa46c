"""A ceremony of any size at once: rows as operations would leave them, put in by the thousand."""

import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select

from bench.names import word
from ceremony.accounts.models import Device, RoleGrant
from ceremony.badges import signing
from ceremony.badges.models import Credential
from ceremony.badges.states import State as Made
from ceremony.core import audit, runs, settings, states
from ceremony.core.clock import now
from ceremony.core.db import Base, db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import passes
from ceremony.gates.models import Checkpoint, Method, Passage, Scan
from ceremony.gates.verdict import Code, Direction
from ceremony.people import finding, names
from ceremony.people.kinds import BodyKind, Function, Rank
from ceremony.people.models import Accreditation, Body, Category, Participation, Person
from ceremony.people.states import State
from tests import make
from tests.gates import place as gates

STATES, ORGANISATIONS = 110, 240
ZONES = ("1", "2", "3", "4")
CHECKPOINTS = 6
AT_ONCE = 10_000
FUNCTIONS = [Function.DELEGATE] * 12 + [Function.ADVISER] * 6 + [Function.INTERPRETER]
MADE = [Made.COLLECTED] * 5 + [Made.PRINTED] * 3 + [Made.WITH_BEARER, Made.ISSUED]
DECIDED = [State.APPROVED] * 17 + [State.SUBMITTED, State.DRAFT, State.REFUSED]


def settle() -> None:
    """Zones, two categories, delegations and other senders, checkpoints with a device each."""
    make.ceremony()
    for code in ZONES:
        make.zone(code, exits_scanned=code == "3")
    make.category("delegate", ZONES[:3])
    make.category("staff", ZONES)
    for number in range(STATES + ORGANISATIONS):
        kind = BodyKind.STATE if number < STATES else BodyKind.ORGANISATION
        sender = make.body(None, name=f"Senders of the {word(number)} {number}", kind=kind)
        make.delegation(sender=sender)
    gates.run()
    for number in range(CHECKPOINTS):
        at = gates.checkpoint(f"P{number}", ZONES[number % 4], Passage.BOTH)
        gates.device(at, f"Handheld of P{number}")


def grow(number: int) -> None:
    """Let there be *number* people: most approved and with a badge, each read once today."""
    present = db.session.scalar(select(func.count(Person.id))) or 0
    for start in range(present, number, AT_ONCE):
        with transaction(SYSTEM) as session:
            _people(range(start, min(number, start + AT_ONCE)))
        session.expunge_all()
    db.session.rollback()


def _people(numbers: range) -> None:
    chance = random.Random(numbers.start)  # noqa: S311 - nothing secret
    senders = list(db.session.scalars(select(Body.id).order_by(Body.id)))
    categories = db.session.scalars(select(Category).order_by(Category.position)).all()
    facts, instant = settings.current(), now()
    known = [_person(chance) for _ in numbers]
    persons = _put(Person, known, "people.registered")
    finding.keep({x: row["search_key"] for x, row in zip(persons, known, strict=True)})
    _put(
        Participation,
        [
            {
                "person_id": person_id,
                "body_id": chance.choice(senders),
                "function": chance.choice(FUNCTIONS),
                "rank": Rank.OTHER,
                "is_primary": True,
            }
            for person_id in persons
        ],
        "people.registered",
    )
    rights = [
        {
            "person_id": person_id,
            "category_id": category.id,
            "zones": category.zones,
            "valid_from": facts.valid_from,
            "valid_until": facts.valid_until,
            "state": state,
            "state_since": instant,
            "reason": "Not invited" if state is State.REFUSED else None,
        }
        for person_id in persons
        for category in [categories[chance.random() < 0.1]]
        for state in [chance.choice(DECIDED)]
    ]
    ids = _put(Accreditation, rights, "people.submitted")
    for state in set(DECIDED):
        of_state = [x for x, right in zip(ids, rights, strict=True) if right["state"] is state]
        states.keep("accreditation", state, of_state, instant)
    _badges([(x, right) for x, right in zip(ids, rights, strict=True)], categories)


def _badges(rights: Sequence[tuple[int, Any]], categories: Sequence[Category]) -> None:
    key = signing.active_key(actor=SYSTEM)
    codes = {x.id: x.code for x in categories}
    first = (db.session.scalar(select(func.max(Credential.serial))) or 0) + 1
    approved = [x for x in rights if x[1]["state"] is State.APPROVED]
    rows = [
        {
            "accreditation_id": accreditation_id,
            "serial": serial,
            "key_id": key.key_id,
            "category_code": codes[right["category_id"]],
            "zones": right["zones"],
            "valid_from": right["valid_from"],
            "valid_until": right["valid_until"],
            "state": MADE[serial % len(MADE)],
            "state_since": right["state_since"],
        }
        for serial, (accreditation_id, right) in enumerate(approved, first)
    ]
    ids = _put(Credential, rows, "badges.issued")
    passes.refresh([x for x, _right in approved])
    db.session.execute(insert(Scan), list(_scans(ids, rows)))


def _scans(ids: Sequence[int], badges: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """One reading of each badge in the course of the last hours; one in fifty is refused."""
    run_id, instant = runs.find_current_id(), now()
    places = db.session.execute(
        select(Checkpoint.id, func.min(Device.id))
        .join(RoleGrant, RoleGrant.scope_id == Checkpoint.id)
        .join(Device, Device.id == RoleGrant.device_id)
        .group_by(Checkpoint.id)
    ).all()
    for index, (credential_id, badge) in enumerate(zip(ids, badges, strict=True)):
        checkpoint_id, device_id = places[index % len(places)]
        at: datetime = instant - timedelta(seconds=(index * 7919) % 14_400)
        verdict = Code.WRONG_ZONE if index % 50 == 0 else Code.ADMIT
        yield {
            "id": UUID(int=random.getrandbits(128)),
            "run_id": run_id,
            "device_id": device_id,
            "checkpoint_id": checkpoint_id,
            "direction": Direction.IN,
            "method": Method.CAMERA,
            "credential_id": credential_id,
            "serial": badge["serial"],
            "verdict": verdict,
            "reason": verdict,
            "facts": {},
            "admitted": verdict is Code.ADMIT,
            "scanned_at": at,
            "received_at": at,
        }


def _person(chance: random.Random) -> dict[str, Any]:
    """Family names are shared by some hundreds, given names by some dozens."""
    family = word(int(chance.paretovariate(0.4)) % 5_000).capitalize()
    given = word(chance.randrange(3_000)).capitalize()
    name = f"{given} {family}"
    return {
        "family_name": family,
        "given_names": given,
        "badge_name": name,
        "search_key": names.search_key(name),
        "sort_key": names.fold(name),
        "photo": None if chance.random() < 0.05 else "0" * 64 + ".jpg",
    }


def _put(model: type[Base], rows: list[dict[str, Any]], event: str) -> list[int]:
    """Insert *rows*, name them in the trail; their ids, in this order."""
    last = db.session.scalar(select(func.max(model.id))) or 0
    db.session.execute(insert(model), [{"version": 1} | row for row in rows])
    ids = list(db.session.scalars(select(model.id).where(model.id > last).order_by(model.id)))
    audit.record_ids(SYSTEM, event, model.__tablename__, ids)
    return ids
