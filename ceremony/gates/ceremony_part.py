"""Checkpoints as a part of the ceremony file."""

from typing import Any

from sqlalchemy import func, select

from ceremony.accounts.models import RoleGrant
from ceremony.core import audit
from ceremony.core.ceremony_file import fields as f
from ceremony.core.ceremony_file.parts import Draft, Facts, Part, register
from ceremony.core.db import db
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Actor
from ceremony.gates.models import Checkpoint, Passage, Scan
from ceremony.people import queries as people
from ceremony.people.models import Zone

CHECKPOINT = {
    "code": f.Field(f.code(8), lazy("Code")),
    "name": f.Field(f.text(60), lazy("Name")),
    "zone": f.Field(f.text(4), lazy("Zone behind it")),
    "direction": f.optional(
        f.choice(Passage, lazy("direction")), lazy("Direction"), default=Passage.IN
    ),
}


def present() -> list[Facts]:
    rows = db.session.execute(
        select(Checkpoint, Zone.code)
        .join(Zone, Zone.id == Checkpoint.zone_id)
        .order_by(Checkpoint.code)
    )
    return [
        {"code": x.code, "name": x.name, "zone": zone, "direction": x.direction} for x, zone in rows
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


def apply(actor: Actor, wanted: list[Facts]) -> None:
    known = {x.code: x for x in db.session.scalars(select(Checkpoint))}
    zones = {zone.code: zone.id for zone in people.zones()}
    rows = []
    for facts in wanted:
        row = known.get(facts["code"]) or Checkpoint(code=facts["code"])
        row.name, row.direction = facts["name"], facts["direction"]
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
