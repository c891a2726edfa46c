"""How many heads of one delegation a zone takes: set, changed, removed."""

import pytest
from sqlalchemy import select

from ceremony.core.audit import AuditEntry
from ceremony.core.db import db, transaction
from ceremony.core.errors import DomainError
from ceremony.core.permissions import SYSTEM, Role
from ceremony.gates import operations
from ceremony.gates.models import ZoneQuota
from ceremony.people.models import Body, Zone
from tests import cast, make


def limits() -> list[tuple[int, int, int]]:
    db.session.rollback()
    rows = db.session.execute(select(ZoneQuota.zone_id, ZoneQuota.body_id, ZoneQuota.most))
    return [(zone, body, most) for zone, body, most in rows]


def put(most: int, zone: Zone, body: Body, role: Role = Role.GATE_SUPERVISOR) -> None:
    actor = cast.actor(role)
    with transaction(actor):
        operations.set_quota(actor=actor, zone=zone, body=body, most=most)


def test_a_limit_is_set_changed_and_removed_and_each_is_recorded() -> None:
    zone, body = make.zone("3", exits_scanned=True), make.body()
    for most in (4, 4, 0):
        put(most, zone, body)
    assert limits() == [(zone.id, body.id, 0)]
    [quota] = db.session.scalars(select(ZoneQuota)).all()
    with transaction(SYSTEM):
        operations.remove_quota(actor=SYSTEM, quota=quota)
    assert limits() == []
    kept = select(AuditEntry.event).where(AuditEntry.event.like("gates.quota%"))
    events = list(db.session.scalars(kept.order_by(AuditEntry.id)))
    assert events == ["gates.quota_set", "gates.quota_set", "gates.quota_removed"]


def test_a_limit_needs_a_count_a_number_and_the_permission() -> None:
    zone, open_zone, body = make.zone("3", exits_scanned=True), make.zone("1"), make.body()
    refusals = [
        (1, open_zone, Role.GATE_SUPERVISOR, "Zone 1: its exits are not all scanned"),
        (-1, zone, Role.GATE_SUPERVISOR, "Write a number from 0 to 100000."),
        (100_001, zone, Role.GATE_SUPERVISOR, "Write a number from 0 to 100000."),
        (1, zone, Role.REGISTRAR, "You may not do this."),
    ]
    for most, where, role, sentence in refusals:
        with pytest.raises(DomainError, match=sentence):
            put(most, where, body, role)
    assert limits() == []
