"""Plain functions that make things, each valid by itself; say only what the test is about."""

from collections.abc import Sequence
from datetime import date
from itertools import count
from typing import Any

from sqlalchemy import func, select

from ceremony.accounts import operations as accounts
from ceremony.accounts.actors import SignedIn
from ceremony.accounts.models import RoleGrant
from ceremony.core import audit, settings
from ceremony.core.clock import now
from ceremony.core.db import Base, db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.core.settings import Settings
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.people import operations, queries
from ceremony.people.kinds import Band, BodyKind, Function, PassKind
from ceremony.people.models import AccessRule, Accreditation, Body, Category, Person, Zone
from ceremony.register.models import Participant
from ceremony.register.names import fold

_numbers = count(1)


def save(*rows: Base) -> None:
    """Keep *rows* as they are: for tables that an officer or a ceremony file fills."""
    with transaction(SYSTEM) as session:
        session.add_all(rows)
        audit.record(SYSTEM, "test.made", *rows)


def ceremony(**facts: Any) -> Settings:
    """The settings: two days in Hanoi, and nothing else."""
    known = {
        "subtitle": "Signing Ceremony",
        "title": "Convention on Something",
        "short_title": "Convention",
        "place": "Convention Hall",
        "city": "Hanoi",
        "starts_on": date(2025, 10, 25),
        "ends_on": date(2025, 10, 26),
        "time_zone": "Asia/Ho_Chi_Minh",
        "accent": "#8a1a1f",
        "gold": "#a5853b",
        "is_demo": False,
    }
    with transaction(SYSTEM):
        return settings.change(actor=SYSTEM, **known | facts)


def zone(code: str = "1", **values: Any) -> Zone:
    position = db.session.scalar(select(func.count()).select_from(Zone)) or 0
    made = Zone(**{"code": code, "name": {"en": f"Zone {code}"}, "position": position} | values)
    save(made)
    return made


def category(code: str = "delegate", zones: Sequence[str] = ("1",), **values: Any) -> Category:
    """A category that opens *zones*, made where they are missing, and a rule that gives it."""
    known = {x.code for x in queries.zones()}
    for missing in [x for x in zones if x not in known]:
        zone(missing)
    position = (db.session.scalar(select(func.count()).select_from(Category)) or 0) + 1
    looks = {"letter": "D", "colour": "#1d4f86", "band": Band.PLAIN, "pass_kind": PassKind.PERSONAL}
    named = {"code": code, "name": {"en": code.capitalize()}, "zones": list(zones)}
    made = Category(**looks | named | {"position": position} | values)
    save(made)
    save(AccessRule(position=position, category_id=made.id))
    return made


def body(participant: str | None = "QAT", **values: Any) -> Body:
    """The delegation of a State of the register, by its code; None: an organisation."""
    state = db.session.scalars(select(Participant).where(Participant.iso3 == participant)).first()
    name = state.name if state else f"Organisation {next(_numbers)}"
    known = {
        "code": participant or f"O-{next(_numbers):04}",
        "name": name,
        "kind": BodyKind.STATE if state else BodyKind.ORGANISATION,
        "participant_id": state.id if state else None,
    }
    known |= values
    folded = fold(known["name"])
    made = Body(**{"search_key": f" {folded} ", "sort_key": folded} | known)
    save(made)
    return made


def person(given_names: str = "Amina", family_name: str = "Al-Kuwari", **values: Any) -> Person:
    """Somebody submitted by a delegation, which is made if *body* is not given."""
    if not queries.categories():
        category()
    sender = values.pop("body", None) or _any_body()
    row = {"given_names": given_names, "family_name": family_name, "body_id": sender.id}
    with transaction(SYSTEM):
        settled = row | {"function": Function.DELEGATE} | values
        [person_id] = operations.register(actor=SYSTEM, people=[settled])
    return queries.person(person_id)


def accreditation(**values: Any) -> Accreditation:
    """A person's right to pass, approved."""
    made = person(**values).accreditation
    assert made is not None
    with transaction(SYSTEM):
        operations.approve(actor=SYSTEM, accreditations=queries.accreditations([made.id]))
    [approved] = queries.accreditations([made.id])
    return approved


def _any_body() -> Body:
    return db.session.scalars(select(Body).order_by(Body.id)).first() or body()


def delegation(state: str = "submitted", sender: Body | None = None, **values: Any) -> Delegation:
    """The delegation of *sender* (default: of Qatar), in *state*."""
    sender = sender or body()
    since = {"state": state, "state_since": now(), "quota": {}}
    made = Delegation(body_id=sender.id, **since | values)
    save(made)
    return made


def focal_point(of: Delegation, email: str = "focal.point@ceremony.test") -> SignedIn:
    """Somebody who enters the members of *of*, and of no other delegation."""
    with transaction(SYSTEM):
        user = accounts.create(actor=SYSTEM, email=email, name="Farida Point", roles=[])
        held = RoleGrant(
            user_id=user.id, role=Role.FOCAL_POINT, scope_kind="body", scope_id=of.body_id
        )
        point = FocalPoint(delegation_id=of.id, user_id=user.id)
        db.session.add_all([held, point])
        audit.record(SYSTEM, "test.made", held, point)
    return SignedIn(user.id, user.name, user.email, frozenset({held.grant}), session_id=0, token="")
