"""Checkpoints as a part of the ceremony file; beside them stand the access windows."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from ceremony.accounts.models import RoleGrant
from ceremony.core import audit
from ceremony.core.ceremony_file import fields as f
from ceremony.core.ceremony_file.parts import Draft, Facts, Part, register
from ceremony.core.db import db
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.permissions import Actor
from ceremony.gates import windows as windows
from ceremony.gates.models import Checkpoint, Passage, Scan, ZoneQuota
from ceremony.people import queries as people
from ceremony.people.models import Zone

WALK_S = 30
CHECKPOINT = {
    "code": f.Field(f.code(8), lazy("Code")),
    "name": f.Field(f.text(60), lazy("Name")),
    "zone": f.Field(f.text(4), lazy("Zone behind it")),
    "direction": f.optional(
        f.choice(Passage, lazy("direction")), lazy("Direction"), default=Passage.IN
    ),
    "share": f.optional(f.number(0, 100_000), lazy("Heads it lets in without a network")),
    "walk_s": f.optional(
        f.number(0, 3_600), lazy("Seconds on foot to the next one"), default=WALK_S
    ),
}


def present() -> list[Facts]:
    rows = db.session.execute(
        select(Checkpoint, Zone.code)
        .join(Zone, Zone.id == Checkpoint.zone_id)
        .order_by(Checkpoint.code)
    )
    return [
        {name: zone if name == "zone" else getattr(x, name) for name in CHECKPOINT}
        for x, zone in rows
    ]


def check(draft: Draft) -> None:
    zones = draft.names("zones")
    for item in draft.items["checkpoints"]:
        if item.facts["zone"] not in zones:
            sentence = _(
                "Zone %(code)s is not among the zones %(known)s.",
                code=item.facts["zone"],
                known=f.listed(zones),
            )
            draft.refuse("checkpoints", item, "zone", sentence)
    for code in draft.gone("checkpoints"):
        scans, devices = _uses(code)
        if scans or devices:
            sentence = _(
                "Checkpoint %(code)s is in use and cannot be removed (devices: %(devices)d,"
                " scans: %(scans)d).",
                code=code,
                devices=devices,
                scans=scans,
            )
            draft.refuse_section("checkpoints", sentence)
    for code, quotas in _quotas(draft.gone("zones")):
        sentence = ngettext(
            "Zone %(code)s cannot be removed: one delegation has a limit there.",
            "Zone %(code)s cannot be removed: %(num)d delegations have a limit there.",
            quotas,
            code=code,
        )
        draft.refuse_section("zones", sentence)


def _quotas(codes: list[str]) -> Sequence[tuple[str, int]]:
    """Those of these zones where limits are set, and how many."""
    rows = db.session.execute(
        select(Zone.code, func.count())
        .join(ZoneQuota, ZoneQuota.zone_id == Zone.id)
        .where(Zone.code.in_(codes))
        .group_by(Zone.code)
        .order_by(Zone.code)
    )
    return [(code, count) for code, count in rows]


def apply(actor: Actor, wanted: list[Facts]) -> None:
    known = {x.code: x for x in db.session.scalars(select(Checkpoint))}
    zones = {zone.code: zone.id for zone in people.zones()}
    rows = []
    for facts in wanted:
        row = known.get(facts["code"]) or Checkpoint(code=facts["code"])
        for name in ("name", "direction", "share", "walk_s"):
            setattr(row, name, facts[name])
        row.zone_id = zones[facts["zone"]]
        if row.id is None or db.session.is_modified(row):
            rows.append(row)
    db.session.add_all(rows)
    audit.record(actor, "gates.checkpoint_changed", *rows)


def clear(actor: Actor, _wanted: list[Facts], gone: set[str]) -> None:
    rows = db.session.scalars(select(Checkpoint).where(Checkpoint.code.in_(gone))).all()
    audit.record(actor, "gates.checkpoint_removed", *rows)
    for row in rows:
        db.session.delete(row)


def _uses(code: str) -> tuple[int, int]:
    """How many scans and devices refer to the checkpoint *code*."""
    id_ = db.session.scalar(select(Checkpoint.id).where(Checkpoint.code == code))
    devices: dict[str, Any] = {"scope_kind": "checkpoint", "scope_id": id_}
    counted = (
        select(func.count()).select_from(Scan).where(Scan.checkpoint_id == id_),
        select(func.count()).select_from(RoleGrant).filter_by(**devices),
    )
    scans, grants = (db.session.scalar(x) or 0 for x in counted)
    return scans, grants


register(
    Part(
        key="checkpoints",
        label=lazy("Checkpoints"),
        order=40,
        fields=CHECKPOINT,
        name=lambda facts: str(facts["code"]),
        present=present,
        check=check,
        apply=apply,
        clear=clear,
        is_ordered=False,
    )
)
