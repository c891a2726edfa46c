"""Loads the demonstration: the ceremony, its people, their badges, a morning at the gates."""

import json
import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from flask import current_app
from sqlalchemy import exists, select

from ceremony.accounts import operations as accounts
from ceremony.accounts import passwords, queries
from ceremony.accounts.demo import FILE, SignInOfDemo
from ceremony.core import audit, clock, keys, runs, settings
from ceremony.core.ceremony_file import loading as ceremony_file
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM, Role
from ceremony.demo import cast, delegations, handing, morning, passes, portraits, requests, vetting
from ceremony.demo.people import places, rows
from ceremony.people import names
from ceremony.people import operations as people
from ceremony.people.hosting import kind_of
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.register.models import Participant

EXAMPLE = Path(__file__).parent.parent.parent / "examples" / "hanoi-2025.yaml"
SEED = 2025
PEOPLE_PER_DELEGATION = 7
REGISTERED, DECIDED = timedelta(days=-9), timedelta(days=-4)
PRINTED, COLLECTED = timedelta(days=-2), timedelta(days=-1)
SUBMITTED, REFUSED = 0.06, 0.09  # of a hundred: 6 wait, 3 are refused, the others are approved
REVOKED = 0.015


class NotEmpty(DomainError):
    """The demonstration goes into an empty database only."""


def load_all(total: int) -> None:
    """Fill an empty database with *total* invented people and all that belongs to them.

    :raises NotEmpty: somebody is there already.
    """
    _demand_empty()
    chance = random.Random(SEED)  # noqa: S311 - a demonstration is the same each time
    sign_ins = _sign_ins()
    hashes = [passwords.make_hash(sign_in["password"]) for sign_in in sign_ins]
    portraits.store_all()
    with transaction(SYSTEM):
        ceremony_file.load(actor=SYSTEM, content=EXAMPLE.read_bytes())
        settings.change(actor=SYSTEM, is_demo=True, requests_until=settings.current().ends_on)
        _write_files(sign_ins)
        with clock.moved(REGISTERED):
            _admit_officers(sign_ins, hashes)
            _register(total - delegations.ENTERED_LATER, chance)
        requests.ask_all()
        vetting.ask()
        with clock.moved(DECIDED):
            _decide(chance)
            delegations.open_others(sign_ins[-1]["email"])
            delegations.open_guests()
            delegations.go_on()
            passes.make_all()
        with clock.moved(PRINTED):
            handing.print_all()
        with clock.moved(COLLECTED):
            handing.hand_over(chance)
        vetting.ask_again()
        run = runs.begin(actor=SYSTEM, kind=runs.Kind.LIVE)
    with transaction(SYSTEM):  # gates know a badge when what issued it is committed
        morning.play(run, chance)


def _demand_empty() -> None:
    for model in (Person, Body):
        if db.session.scalar(select(exists().select_from(model))):
            raise NotEmpty(_("This database has people. The demonstration needs an empty one."))
    if queries.are_there_users():
        raise NotEmpty(_("This database has accounts. The demonstration needs an empty one."))


def _sign_ins() -> list[SignInOfDemo]:
    """New passwords each time: a demonstration may stand where others can reach it."""
    chance = random.SystemRandom()
    return [
        {
            "role": Role(role).label,
            "email": f"{address}@{cast.DOMAIN}",
            "password": "-".join((*chance.sample(cast.WORDS, 3), str(chance.randrange(10, 100)))),
        }
        for role, _name, address in (*cast.OFFICERS, ("focal_point", "", cast.FOCAL_POINT_ADDRESS))
    ]


def _write_files(sign_ins: Sequence[SignInOfDemo]) -> None:
    """The sign-ins for their owner's eyes only; and a clock that says it is the first day."""
    instance, here = Path(current_app.instance_path), settings.current()
    (instance / FILE).unlink(missing_ok=True)
    keys.write(instance / FILE, json.dumps(sign_ins, ensure_ascii=False, indent=2).encode())
    (instance / "clock").write_text(f"{here.starts_on} {here.time_zone}\n")
    clock.read(instance)


def _admit_officers(sign_ins: Sequence[SignInOfDemo], hashes: Sequence[str]) -> None:
    for (role, name, _address), sign_in, password_hash in zip(
        cast.OFFICERS, sign_ins[:-1], hashes[:-1], strict=True
    ):
        accounts.create(
            actor=SYSTEM,
            email=sign_in["email"],
            name=name,
            roles=[Role(role)],
            password_hash=password_hash,
        )
    email = sign_ins[-1]["email"]
    accounts.create(
        actor=SYSTEM, email=email, name=cast.FOCAL_POINT, roles=[], password_hash=hashes[-1]
    )


def _register(total: int, chance: random.Random) -> None:
    bodies = _bodies(total)
    drawn = rows(places(bodies, total, chance), chance)
    people.register(actor=SYSTEM, people=drawn[: -len(cast.GUESTS)])  # these come later


def _bodies(total: int) -> list[Body]:
    """The host, the Union, some States and some organisations: as many as *total* can fill."""
    count = max(1, min(len(cast.STATES), total // PEOPLE_PER_DELEGATION))
    codes = (cast.HOST, cast.UNION, *cast.STATES[:count])
    known = {x.iso3: x for x in db.session.scalars(select(Participant))}
    host = settings.current().host
    bodies = [_of_register(known[x], kind_of(known[x], host)) for x in codes]
    bodies += [
        _body(f"O-{number:04d}", name, BodyKind(kind), [])
        for number, (name, kind) in enumerate(cast.ORGANISATIONS, 1)
    ]
    bodies += [
        _body(f"W-{number:04d}", name, BodyKind.WORKFORCE, [])
        for number, name in enumerate(cast.SERVICES, 1)
    ]
    db.session.add_all(bodies)
    db.session.flush()
    senders = [x for x in bodies if x.kind is not BodyKind.WORKFORCE]
    audit.record(SYSTEM, "demo.invited", *bodies)
    delegations.open_all(senders, total)
    return bodies


def _of_register(participant: Participant, kind: BodyKind) -> Body:
    body = _body(participant.iso3, participant.name, kind, participant.search_names)
    body.participant_id = participant.id
    return body


def _body(code: str, name: str, kind: BodyKind, other_names: Sequence[str]) -> Body:
    return Body(
        code=code,
        name=name,
        kind=kind,
        search_key=names.search_key(name, *other_names),
        sort_key=names.fold(name),
    )


def _decide(chance: random.Random) -> None:
    """Heads are approved; of the others some wait, some are refused; some badges are revoked.

    The delegation of the sample workbook is approved whole: README tells how its list comes in.
    """
    rows = db.session.execute(
        select(Accreditation, Participation.function, Body.code)
        .join(Participation, Participation.person_id == Accreditation.person_id)
        .join(Body, Body.id == Participation.body_id)
        .order_by(Accreditation.id)
    ).all()
    lucks = [-1.0 if function == "head" else chance.random() for _x, function, _code in rows]
    drawn = [
        (x, -1.0 if code == cast.SAMPLE else luck)
        for (x, _function, code), luck in zip(rows, lucks, strict=True)
    ]
    refused = [x for x, luck in drawn if SUBMITTED <= luck < REFUSED]
    approved = [x for x, luck in drawn if luck < 0 or luck >= REFUSED]
    revoked = [x for x, luck in drawn if luck > 1 - REVOKED]
    people.approve(actor=SYSTEM, accreditations=approved)
    if refused:
        people.refuse(
            actor=SYSTEM, accreditations=refused, reason=_("Nobody of this name was announced.")
        )
    if revoked:
        people.revoke(
            actor=SYSTEM, accreditations=revoked, reason=_("The badge was reported lost.")
        )
