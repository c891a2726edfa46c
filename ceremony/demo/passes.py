"""Floaters, vehicles and pins of the demonstration: in stock, and on loan."""

from collections.abc import Sequence
from itertools import groupby

from sqlalchemy import select

from ceremony.badges import operations, queries
from ceremony.badges.models import Credential
from ceremony.badges.printing import Press
from ceremony.core.db import db
from ceremony.core.permissions import SYSTEM
from ceremony.demo import cast
from ceremony.people import queries as people
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Body
from ceremony.people.operations import passes

WITH_FLOATERS, FLOATERS, LENT, PINS = 6, 2, 4, 3  # so many delegations have so many each
PLATES = ("29A-410.17", "29A-388.52", "30E-120.66", "80-NG 214-01", "51F-772.09")
ROUTE = "hotel – Convention Center"


def make_all() -> None:
    """For the first delegations of States; some were taken along against a receipt."""
    rows = select(Body).where(Body.kind == BodyKind.STATE, Body.code != cast.SAMPLE)
    bodies = db.session.scalars(rows.order_by(Body.id).limit(WITH_FLOATERS)).all()
    counts = {x.id: FLOATERS for x in bodies}
    if not counts:
        return
    made = passes.make(actor=SYSTEM, counts=counts, category_id=people.category("floater").id)
    vehicles = [
        passes.Vehicle(body.id, plate, f"{name} · {ROUTE}")
        for body, plate, name in zip(bodies, PLATES, cast.FOCAL_POINTS, strict=False)
    ]
    category_id = people.category("vehicle").id
    made += passes.make_vehicles(actor=SYSTEM, category_id=category_id, vehicles=vehicles)
    press = Press(backs=True)
    for code, some in groupby(_badges(made), key=lambda x: x.accreditation.category.code):
        sheet, ids = press.sheet(code), [x.id for x in some]
        told = dict.fromkeys(ids, (sheet.code, sheet.version))
        operations.mark_printed(actor=SYSTEM, faces=press.digests(ids, sheet), layouts=told)
    for body, bearer in list(zip(bodies, cast.FOCAL_POINTS, strict=False))[:LENT]:
        theirs = [x for x in _badges(made) if x.accreditation.body_id == body.id]
        operations.give_to_bearer(
            actor=SYSTEM, credentials=theirs, body_id=body.id, bearer=bearer, pins=PINS
        )


def _badges(rights: Sequence[int]) -> Sequence[Credential]:
    return queries.credentials([x.id for x in queries.live(rights)])
