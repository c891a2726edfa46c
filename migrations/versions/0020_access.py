"""access: when a zone is open, how many of a body it takes, who escorts

Down: windows and quotas are forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_access"
down_revision = "0019_kind_of_pass"


def upgrade() -> None:
    with op.batch_alter_table("zone") as batch_op:
        batch_op.add_column(
            sa.Column(
                "escorts",
                sa.JSON(),
                nullable=False,
                server_default="[]",
                comment="Codes of categories that escort, and need nobody themselves",
            )
        )
    with op.batch_alter_table("zone") as batch_op:
        batch_op.alter_column("escorts", existing_type=sa.JSON(), server_default=None)
    with op.batch_alter_table("checkpoint") as batch_op:
        batch_op.add_column(
            sa.Column(
                "share",
                sa.Integer(),
                nullable=True,
                comment="Heads that it may admit while it has no network; None: as many as come",
            )
        )
        batch_op.add_column(
            sa.Column(
                "walk_s",
                sa.Integer(),
                nullable=False,
                server_default="30",
                comment="Seconds on foot to the nearest other checkpoint",
            )
        )
        batch_op.create_check_constraint(op.f("ck_checkpoint_share_is_counted"), "share >= 0")
        batch_op.create_check_constraint(
            op.f("ck_checkpoint_walk_range"), "walk_s BETWEEN 0 AND 3600"
        )
    with op.batch_alter_table("checkpoint") as batch_op:
        batch_op.alter_column("walk_s", existing_type=sa.Integer(), server_default=None)
    op.create_table(
        "access_window",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("categories", sa.JSON(), nullable=False, comment="Codes; none: all of them"),
        sa.Column("opens_at", sa.DateTime(), nullable=False),
        sa.Column("closes_at", sa.DateTime(), nullable=False, comment="Not part of the window"),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_access_window_not_empty")),
        sa.ForeignKeyConstraint(
            ["zone_id"], ["zone.id"], name=op.f("fk_access_window_zone_id_zone")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_window")),
    )
    op.create_index("ix_access_window_zone", "access_window", ["zone_id", "opens_at"])
    op.create_table(
        "zone_quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("zone_id", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.CheckConstraint("most >= 0", name=op.f("ck_zone_quota_most_is_counted")),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_zone_quota_body_id_body")),
        sa.ForeignKeyConstraint(["zone_id"], ["zone.id"], name=op.f("fk_zone_quota_zone_id_zone")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_zone_quota")),
        sa.UniqueConstraint("zone_id", "body_id", name=op.f("uq_zone_quota_zone_id_body_id")),
    )
    op.create_index(op.f("ix_zone_quota_body_id"), "zone_quota", ["body_id"])


def downgrade() -> None:
    op.drop_table("zone_quota")
    op.drop_table("access_window")
    with op.batch_alter_table("checkpoint") as batch_op:
        for name in ("share_is_counted", "walk_range"):
            batch_op.drop_constraint(op.f(f"ck_checkpoint_{name}"), type_="check")
        for column in ("walk_s", "share"):
            batch_op.drop_column(column)
    with op.batch_alter_table("zone") as batch_op:
        batch_op.drop_column("escorts")
