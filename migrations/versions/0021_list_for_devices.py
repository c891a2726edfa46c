"""list for devices: its version, its digest, and each row as it is sent

Down: devices cannot be sent the list.
"""

import json
import zlib
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0021_list_for_devices"
down_revision = "0020_access"

_pass = sa.table(
    "gate_pass",
    *(
        sa.column(x)
        for x in (
            "id",
            "serial",
            "name",
            "body_id",
            "category_code",
            "function",
            "revoked",
            "supervisor",
            "by_protocol",
            "photograph",
            "version",
            "line",
            "digest",
        )
    ),
    *(sa.column(x, sa.DateTime()) for x in ("revoked_at", "valid_from", "valid_until")),
    sa.column("zones", sa.JSON()),
)


def upgrade() -> None:
    op.create_table(
        "gate_list",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column(
            "epoch", sa.String(length=32), nullable=False, comment="Of this database, random"
        ),
        sa.Column(
            "version", sa.BigInteger(), nullable=False, comment="One more with every transaction"
        ),
        sa.Column(
            "digest", sa.BigInteger(), nullable=False, comment="Sum of the digests of all rows"
        ),
        sa.Column("size", sa.Integer(), nullable=False, comment="Rows"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_list")),
    )
    with op.batch_alter_table("gate_pass") as batch_op:
        batch_op.add_column(sa.Column("body_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "supervisor",
                sa.Boolean(),
                nullable=True,
                comment="Call the supervisor; why is not kept here",
            )
        )
        batch_op.add_column(
            sa.Column(
                "line",
                sa.Text(),
                nullable=False,
                server_default="",
                comment="The row as devices are sent it",
            )
        )
        batch_op.add_column(
            sa.Column(
                "digest",
                sa.BigInteger(),
                nullable=False,
                server_default="0",
                comment="CRC-32 of the line",
            )
        )
    with op.batch_alter_table("presence") as batch_op:
        batch_op.add_column(sa.Column("body_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("changed_at", sa.DateTime(), nullable=True, comment="When we were told")
        )
    fill()
    with op.batch_alter_table("gate_pass") as batch_op:
        batch_op.alter_column("body_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("supervisor", existing_type=sa.Boolean(), nullable=False)
        batch_op.alter_column("line", existing_type=sa.Text(), server_default=None)
        batch_op.alter_column("digest", existing_type=sa.BigInteger(), server_default=None)
        batch_op.alter_column(
            "version",
            existing_type=sa.Integer(),
            type_=sa.BigInteger(),
            comment="Of the list, when this row changed last",
        )
        batch_op.create_foreign_key(op.f("fk_gate_pass_body_id_body"), "body", ["body_id"], ["id"])
    op.create_index(op.f("ix_gate_pass_body_id"), "gate_pass", ["body_id"])
    op.create_index(op.f("ix_gate_pass_version"), "gate_pass", ["version"])
    with op.batch_alter_table("presence") as batch_op:
        batch_op.alter_column("body_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("changed_at", existing_type=sa.DateTime(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_presence_body_id_body"), "body", ["body_id"], ["id"])
    op.drop_index("ix_presence_inside", "presence")
    op.create_index("ix_presence_inside", "presence", ["run_id", "zone_id", "is_inside", "body_id"])
    op.create_index("ix_presence_changed", "presence", ["run_id", "zone_id", "changed_at"])


def fill() -> None:
    """What the list copies from now on, as the application would write it."""
    body = (
        "(SELECT coalesce(a.body_id, p.body_id) FROM accreditation a LEFT JOIN participation p"
        " ON p.person_id = a.person_id AND p.is_primary WHERE a.id = {table}.accreditation_id)"
    )
    op.execute(f"UPDATE presence SET changed_at = since, body_id = {body.format(table='presence')}")
    op.execute(
        f"UPDATE gate_pass SET version = 1, body_id = {body.format(table='gate_pass')},"
        " supervisor = EXISTS (SELECT 1 FROM credential c WHERE c.id = gate_pass.credential_id"
        " AND c.state IN ('issued', 'printed')) OR EXISTS (SELECT 1 FROM accreditation a"
        " JOIN vetting v ON v.person_id = a.person_id WHERE a.id = gate_pass.accreditation_id"
        " AND v.watched_at IS NOT NULL)"
    )
    connection = op.get_bind()
    categories, zones = (
        dict(connection.execute(sa.text(f"SELECT code, position FROM {x}")).all())
        for x in ("category", "zone")
    )
    rows = connection.execute(sa.select(_pass)).all()
    total = 0
    for row in rows:
        line = written(row, categories, zones)
        digest = zlib.crc32(line.encode())
        total += digest
        connection.execute(
            sa.update(_pass).where(_pass.c.id == row.id).values(line=line, digest=digest)
        )
    if rows:
        values = {
            "id": 1,
            "created_at": datetime.now(UTC).replace(tzinfo=None),
            "epoch": token_hex(16),
            "version": 1,
            "digest": total,
            "size": len(rows),
        }
        names = ", ".join(values)
        gaps = ", ".join(f":{x}" for x in values)
        connection.execute(sa.text(f"INSERT INTO gate_list ({names}) VALUES ({gaps})"), values)


def written(row: Any, categories: dict[str, int], zones: dict[str, int]) -> str:
    seconds = [
        0 if x is None else int(x.replace(tzinfo=UTC).timestamp())
        for x in (row.revoked_at, row.valid_from, row.valid_until)
    ]
    values = [
        row.serial,
        row.name,
        row.body_id,
        categories[row.category_code],
        row.function,
        row.revoked or "",
        *seconds,
        sum(1 << zones[x] for x in row.zones if x in zones),
        int(bool(row.supervisor)) + 2 * bool(row.by_protocol),
        zlib.crc32(row.photograph.encode()) if row.photograph else 0,
    ]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))


def downgrade() -> None:
    op.drop_index("ix_presence_changed", "presence")
    op.drop_index("ix_presence_inside", "presence")
    op.create_index("ix_presence_inside", "presence", ["run_id", "zone_id", "is_inside"])
    with op.batch_alter_table("presence") as batch_op:
        batch_op.drop_constraint(op.f("fk_presence_body_id_body"), type_="foreignkey")
        for column in ("changed_at", "body_id"):
            batch_op.drop_column(column)
    op.execute("UPDATE gate_pass SET version = 1")
    op.drop_index(op.f("ix_gate_pass_version"), "gate_pass")
    op.drop_index(op.f("ix_gate_pass_body_id"), "gate_pass")
    with op.batch_alter_table("gate_pass") as batch_op:
        batch_op.alter_column(
            "version",
            existing_type=sa.BigInteger(),
            type_=sa.Integer(),
            comment="One more with every change",
        )
        batch_op.drop_constraint(op.f("fk_gate_pass_body_id_body"), type_="foreignkey")
        for column in ("digest", "line", "supervisor", "body_id"):
            batch_op.drop_column(column)
    op.drop_table("gate_list")
