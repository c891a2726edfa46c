"""Floaters, pool cards and vehicles, made as officers make them."""

from collections.abc import Sequence

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential, Receipt
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.people import queries as people
from ceremony.people.kinds import PassKind
from ceremony.people.models import Body, Category
from ceremony.people.operations import passes
from tests import make
from tests.badges import issuing

CODES = {PassKind.FLOATER: "floater", PassKind.POOL: "pool", PassKind.VEHICLE: "vehicle"}


def category(kind: PassKind = PassKind.FLOATER, zones: Sequence[str] = ("1",)) -> Category:
    """The category of this kind, made if it is missing."""
    if known := [x for x in people.categories() if x.pass_kind is kind]:
        return known[0]
    return make.category(CODES[kind], zones, pass_kind=kind, letter="X")


def floaters(count: int = 1, body: Body | None = None) -> list[Credential]:
    """So many more floaters of *body*, a delegation, issued."""
    sender, kind = body or make.body(), category()
    with transaction(SYSTEM):
        made = passes.make(actor=SYSTEM, counts={sender.id: count}, category_id=kind.id)
    return of(made)


def vehicle(plate: str = "29A-123.45", body: Body | None = None) -> Credential:
    sender, kind = body or make.body(), category(PassKind.VEHICLE)
    with transaction(SYSTEM):
        wanted = [passes.Vehicle(sender.id, plate, "Tran Van Lai, hotel to hall")]
        made = passes.make_vehicles(actor=SYSTEM, category_id=kind.id, vehicles=wanted)
    return of(made)[0]


def of(rights: Sequence[int]) -> list[Credential]:
    """Their badges that count, in the order of the rights."""
    db.session.rollback()
    held = {x.accreditation_id: x.id for x in queries.live(rights)}
    return [queries.credential(held[x]) for x in rights]


def printed(count: int = 1, body: Body | None = None) -> list[Credential]:
    """Floaters that lie in stock, on paper."""
    made = floaters(count, body)
    issuing.mark(*(x.id for x in made))
    return [queries.credential(x.id) for x in made]


def lend(credentials: Sequence[Credential], body: Body, pins: int = 0) -> Receipt:
    """Let somebody of *body* take them along."""
    db.session.rollback()
    with transaction(SYSTEM):
        given = queries.credentials([x.id for x in credentials])
        return operations.give_to_bearer(
            actor=SYSTEM, credentials=given, body_id=body.id, bearer="Noor Haddad", pins=pins
        )
