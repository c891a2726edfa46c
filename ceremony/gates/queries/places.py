"""Checkpoints, the zones behind them, and how many of a body a zone takes."""

from collections.abc import Sequence

from sqlalchemy import literal, select
from sqlalchemy.orm import joinedload

from ceremony.core.db import db
from ceremony.gates import standing
from ceremony.gates.models import Checkpoint, GatePass, ZoneQuota
from ceremony.people.models import Body, Zone

_WHOLE = select(ZoneQuota).options(joinedload(ZoneQuota.zone), joinedload(ZoneQuota.body))


def is_photograph(name: str) -> bool:
    """Whether *name* is the photograph of somebody on the list."""
    found = select(GatePass.id).where(GatePass.photograph == name).limit(1)
    return db.session.scalar(found) is not None


def inside(run_id: int | None, zone_id: int) -> int:
    """How many are in a zone whose exits are all scanned, as this run knows; pins too."""
    heads = standing.inside(literal(run_id), literal(zone_id))
    return max(0, db.session.scalar(select(heads)) or 0)


def checkpoint(checkpoint_id: int) -> Checkpoint:
    return db.session.get_one(Checkpoint, checkpoint_id)


def checkpoints() -> Sequence[Checkpoint]:
    """With their zones, by code."""
    return db.session.scalars(
        select(Checkpoint).options(joinedload(Checkpoint.zone)).order_by(Checkpoint.code)
    ).all()


def counted_zones() -> Sequence[Zone]:
    """Zones whose exits are all scanned: there heads are counted, and limits hold."""
    return db.session.scalars(select(Zone).where(Zone.exits_scanned).order_by(Zone.position)).all()


def quota(quota_id: int) -> ZoneQuota:
    """With its zone and body."""
    return db.session.scalars(_WHOLE.where(ZoneQuota.id == quota_id)).one()


def quotas() -> Sequence[ZoneQuota]:
    """Every limit of a body in a zone, with both; by zone and name."""
    return db.session.scalars(
        _WHOLE.join(ZoneQuota.zone)
        .join(ZoneQuota.body)
        .order_by(Zone.position, Body.sort_key, ZoneQuota.id)
    ).all()
