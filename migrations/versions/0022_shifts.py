"""shifts: who stands at a gate, what devices decided alone, and incidents

Down: verdicts and methods that older releases do not know go with their scans.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0022_shifts"
down_revision = "0021_list_for_devices"


CODES = [
    "admit",
    "wrong_zone",
    "not_yet",
    "no_longer_valid",
    "revoked",
    "already_inside",
    "not_genuine",
    "unknown",
]
NEW_CODES = ["call_supervisor", "manual_check", "escort", "zone_full", "quota_reached", "new_badge"]
METHODS = ["camera", "serial", "wedge"]
NEW_METHODS = ["name", "pin"]
LATEST = ["run_id", "scanned_at", "id", "checkpoint_id", "direction", "admitted"]
ONE_OF_THREE = (
    "CASE WHEN serial IS NULL THEN 0 ELSE 1 END + CASE WHEN code_hash IS NULL THEN 0 ELSE 1 END"
    " + CASE WHEN body_id IS NULL THEN 0 ELSE 1 END = 1"
)


def upgrade() -> None:
    op.create_table(
        "guard",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("accreditation_id", sa.Integer(), nullable=False),
        sa.Column("is_supervisor", sa.Boolean(), nullable=False, comment="May override a verdict"),
        sa.Column("pin_salt", sa.String(length=32), nullable=False, comment="Hexadecimal"),
        sa.Column(
            "pin_hash",
            sa.String(length=64),
            nullable=False,
            comment="PBKDF2-HMAC-SHA256, hexadecimal",
        ),
        sa.Column("pin_set_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True, comment="No guard any more since"),
        sa.ForeignKeyConstraint(
            ["accreditation_id"],
            ["accreditation.id"],
            name=op.f("fk_guard_accreditation_id_accreditation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guard")),
        sa.UniqueConstraint("accreditation_id", name=op.f("uq_guard_accreditation_id")),
    )
    op.create_table(
        "shift",
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, comment="Made by the device"),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("guard_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("handed_to_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_shift_checkpoint_id_checkpoint")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_shift_device_id_device")
        ),
        sa.ForeignKeyConstraint(["guard_id"], ["guard.id"], name=op.f("fk_shift_guard_id_guard")),
        sa.ForeignKeyConstraint(
            ["handed_to_id"], ["guard.id"], name=op.f("fk_shift_handed_to_id_guard")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_shift_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_device", "shift", ["device_id", "started_at"])
    op.create_index(op.f("ix_shift_guard_id"), "shift", ["guard_id"])
    op.create_table(
        "device_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("device_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(), nullable=False),
        sa.Column(
            "release", sa.String(length=16), nullable=False, comment="Of the scanner's files"
        ),
        sa.Column("list_version", sa.Integer(), nullable=True, comment="Of the list that it has"),
        sa.Column("list_at", sa.DateTime(), nullable=True, comment="Since when it has this one"),
        sa.Column(
            "unsent", sa.Integer(), nullable=False, comment="Events that it keeps and has not sent"
        ),
        sa.Column(
            "battery", sa.Integer(), nullable=True, comment="Per cent; None: it does not tell"
        ),
        sa.Column(
            "offset_ms", sa.BigInteger(), nullable=False, comment="Server's clock less the device's"
        ),
        sa.Column(
            "lost_at", sa.DateTime(), nullable=True, comment="What it did not send is estimated"
        ),
        sa.CheckConstraint(
            "battery BETWEEN 0 AND 100", name=op.f("ck_device_report_battery_percent")
        ),
        sa.CheckConstraint("unsent >= 0", name=op.f("ck_device_report_unsent_is_counted")),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_device_report_device_id_device")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_device_report")),
        sa.UniqueConstraint("device_id", name=op.f("uq_device_report_device_id")),
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "event",
            sa.Uuid(),
            nullable=False,
            comment="Of the device, or made from the scans: told once",
        ),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "admitted_twice",
                "too_soon",
                "old_badge",
                "not_genuine",
                "watched",
                "device_lost",
                "refused_person",
                "medical",
                "security",
                "crowd",
                "equipment",
                "other",
                name="incidentkind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "low", "high", name="severity", native_enum=False, create_constraint=True, length=64
            ),
            nullable=False,
        ),
        sa.Column("checkpoint_id", sa.Integer(), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column("guard_id", sa.Integer(), nullable=True, comment="Who told it"),
        sa.Column("words", sa.String(), nullable=False, comment="What the guard or officer wrote"),
        sa.Column("action", sa.String(), nullable=False, comment="What was done about it"),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "closed",
                name="incidentstate",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["checkpoint.id"], name=op.f("fk_incident_checkpoint_id_checkpoint")
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_incident_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["guard_id"], ["guard.id"], name=op.f("fk_incident_guard_id_guard")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_incident_run_id_run")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("event", name=op.f("uq_incident_event")),
    )
    op.create_index(op.f("ix_incident_checkpoint_id"), "incident", ["checkpoint_id"])
    op.create_index("ix_incident_run", "incident", ["run_id", "state", "at"])
    op.create_table(
        "incident_pass",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("incident_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=True),
        sa.Column("serial", sa.Integer(), nullable=True),
        sa.Column("code_hash", sa.String(length=32), nullable=True),
        sa.Column("device_id", sa.Integer(), nullable=True),
        sa.Column(
            "scan_id",
            sa.Uuid(),
            nullable=True,
            comment="Not a key: scans are purged, incidents are not",
        ),
        sa.CheckConstraint(
            "serial IS NOT NULL OR code_hash IS NOT NULL", name=op.f("ck_incident_pass_of_a_badge")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
            name=op.f("fk_incident_pass_credential_id_credential"),
        ),
        sa.ForeignKeyConstraint(
            ["device_id"], ["device.id"], name=op.f("fk_incident_pass_device_id_device")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_pass_incident_id_incident")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_pass")),
        sa.UniqueConstraint(
            "incident_id", "scan_id", name=op.f("uq_incident_pass_incident_id_scan_id")
        ),
    )
    op.create_index(op.f("ix_incident_pass_credential_id"), "incident_pass", ["credential_id"])
    op.drop_index(op.f("ix_scan_credential_id"), "scan")
    op.drop_index("ix_scan_latest", "scan")
    with op.batch_alter_table("scan") as batch_op:
        batch_op.add_column(sa.Column("shift_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("body_id", sa.Integer(), nullable=True, comment="Whose lapel pin was seen")
        )
        batch_op.add_column(
            sa.Column(
                "heads",
                sa.Integer(),
                nullable=False,
                server_default="1",
                comment="With a pin: companions too",
            )
        )
        batch_op.add_column(
            sa.Column(
                "offline",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="The device decided alone",
            )
        )
        batch_op.add_column(sa.Column("overridden_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("override_reason", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("device_at", sa.DateTime(), nullable=True, comment="By the device's clock")
        )
        batch_op.add_column(
            sa.Column(
                "offset_ms",
                sa.BigInteger(),
                nullable=True,
                comment="Measured: server's clock less device's",
            )
        )
        batch_op.add_column(
            sa.Column("sequence", sa.Integer(), nullable=True, comment="Of this device: 1, 2, 3")
        )
        batch_op.create_foreign_key(op.f("fk_scan_body_id_body"), "body", ["body_id"], ["id"])
        batch_op.create_foreign_key(op.f("fk_scan_shift_id_shift"), "shift", ["shift_id"], ["id"])
        batch_op.create_foreign_key(
            op.f("fk_scan_overridden_by_id_guard"), "guard", ["overridden_by_id"], ["id"]
        )
        batch_op.drop_constraint(op.f("ck_scan_serial_or_code"), type_="check")
        batch_op.create_check_constraint(op.f("ck_scan_serial_code_or_body"), ONE_OF_THREE)
        batch_op.create_check_constraint(op.f("ck_scan_heads_range"), "heads BETWEEN 1 AND 100")
        batch_op.create_check_constraint(
            op.f("ck_scan_whole_override"), "(overridden_by_id IS NULL) = (override_reason IS NULL)"
        )
        allow(batch_op, CODES + NEW_CODES, METHODS + NEW_METHODS)
    with op.batch_alter_table("scan") as batch_op:
        batch_op.alter_column("heads", existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("offline", existing_type=sa.Boolean(), server_default=None)
    op.create_index("ix_scan_latest", "scan", [*LATEST, "heads"])
    op.create_index("ix_scan_credential", "scan", ["credential_id", "scanned_at"])
    op.create_index(op.f("ix_scan_shift_id"), "scan", ["shift_id"])
    is_pin = sa.text("method = 'pin'")
    op.create_index(
        "ix_scan_pin",
        "scan",
        ["run_id", "checkpoint_id", "body_id", "direction", "heads"],
        sqlite_where=is_pin,
        postgresql_where=is_pin,
    )


def allow(batch_op: Any, codes: list[str], methods: list[str]) -> None:
    for column, name, values in (("verdict", "code", codes), ("method", "method", methods)):
        batch_op.drop_constraint(op.f(f"ck_scan_{name}"), type_="check")
        listed = ", ".join(f"'{x}'" for x in values)
        batch_op.create_check_constraint(op.f(f"ck_scan_{name}"), f"{column} IN ({listed})")


def downgrade() -> None:
    new = ", ".join(f"'{x}'" for x in NEW_CODES)
    op.execute(f"DELETE FROM scan WHERE verdict IN ({new}) OR method IN ('name', 'pin')")
    for name in ("ix_scan_pin", op.f("ix_scan_shift_id"), "ix_scan_credential", "ix_scan_latest"):
        op.drop_index(name, "scan")
    with op.batch_alter_table("scan") as batch_op:
        allow(batch_op, CODES, METHODS)
        for name in ("whole_override", "heads_range", "serial_code_or_body"):
            batch_op.drop_constraint(op.f(f"ck_scan_{name}"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_scan_serial_or_code"), "(serial IS NULL) <> (code_hash IS NULL)"
        )
        for name in ("overridden_by_id_guard", "shift_id_shift", "body_id_body"):
            batch_op.drop_constraint(op.f(f"fk_scan_{name}"), type_="foreignkey")
        for column in (
            "sequence",
            "offset_ms",
            "device_at",
            "override_reason",
            "overridden_by_id",
            "offline",
            "heads",
            "body_id",
            "shift_id",
        ):
            batch_op.drop_column(column)
    op.create_index("ix_scan_latest", "scan", LATEST)
    op.create_index(op.f("ix_scan_credential_id"), "scan", ["credential_id"])
    for table in ("incident_pass", "incident", "device_report", "shift", "guard"):
        op.drop_table(table)
