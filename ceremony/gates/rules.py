"""The rules by which codes and badges are judged; each process keeps them until one changes."""

from collections import defaultdict
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import ColumnElement, String, cast, func, literal_column, select

from ceremony.badges import signing
from ceremony.badges.token import Claims
from ceremony.core.audit import RowChange
from ceremony.core.db import db
from ceremony.gates.given import Window
from ceremony.gates.models import AccessWindow, Checkpoint, ZoneQuota
from ceremony.gates.reading import seconds
from ceremony.people.models import Category, Zone

_TABLES = ("access_window", "category", "checkpoint", "credential_key", "zone", "zone_quota")

# What the trail has of these tables: it moves with every change, by whatever way it came.
MARK: ColumnElement[str] = (
    select(
        cast(func.count(), String)
        + ":"
        + func.coalesce(cast(func.max(RowChange.created_at), String), "")
    )
    .where(RowChange.subject_type.in_([literal_column(f"'{x}'") for x in _TABLES]))
    .scalar_subquery()
)


@dataclass(frozen=True)
class Rules:
    """What holds at all checkpoints.

    :ivar keys: that verify codes, by their numbers.
    :ivar categories: code and kind, by the position that codes carry.
    :ivar zones: codes, by position.
    :ivar windows: in which a zone is open, by its id.
    :ivar quotas: the most heads of a body, by zone and body.
    :ivar walks: seconds on foot to the nearest other checkpoint, by checkpoint.
    :ivar zone_of: id of the zone behind each checkpoint.
    :ivar counted: ids of the zones whose exits are all scanned.
    :ivar genuine: codes that these keys have verified.
    """

    keys: dict[int, Ed25519PublicKey]
    categories: dict[int, tuple[str, str]]
    zones: dict[int, str]
    windows: dict[int, list[Window]]
    quotas: dict[int, dict[int, int]]
    walks: dict[int, int]
    zone_of: dict[int, int]
    counted: frozenset[int]
    genuine: dict[str, Claims] = field(default_factory=dict)


_kept: tuple[str, Rules] | None = None


def current(mark: str) -> Rules:
    """:param mark: what ``MARK`` says now; the rules are read again when it moved."""
    global _kept
    kept = _kept
    if kept is None or kept[0] != mark:
        _kept = kept = (mark, _read())
    return kept[1]


def _read() -> Rules:
    categories = select(Category.position, Category.code, Category.pass_kind)
    zones = db.session.scalars(select(Zone)).all()
    places = db.session.execute(select(Checkpoint.id, Checkpoint.walk_s, Checkpoint.zone_id)).all()
    return Rules(
        keys=signing.public_keys(),
        categories={x.position: (x.code, x.pass_kind) for x in db.session.execute(categories)},
        zones={x.position: x.code for x in zones},
        windows=_windows(),
        quotas=_quotas(),
        walks={x.id: x.walk_s for x in places},
        zone_of={x.id: x.zone_id for x in places},
        counted=frozenset(x.id for x in zones if x.exits_scanned),
    )


def _windows() -> dict[int, list[Window]]:
    found: dict[int, list[Window]] = defaultdict(list)
    for row in db.session.scalars(select(AccessWindow).order_by(AccessWindow.opens_at)):
        opens, closes = seconds(row.opens_at), seconds(row.closes_at)
        found[row.zone_id].append({"categories": row.categories, "from": opens, "until": closes})
    return dict(found)


def _quotas() -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for row in db.session.scalars(select(ZoneQuota)):
        found[row.zone_id][row.body_id] = row.most
    return dict(found)
