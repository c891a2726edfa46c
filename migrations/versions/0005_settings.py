"""settings: how the organisers are reached, requests, vetting, where badges are collected

Nobody may ask to come, and approval does not wait for vetting, until an administrator says so.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_settings"
down_revision = "0004_mail"
NEW = {  # with what the one row that exists gets
    "contact": "",
    "vetting_is_required": sa.false(),
    "collection_place": "{}",
    "collection_hours": "{}",
}


def upgrade() -> None:
    with op.batch_alter_table("settings") as batch_op:
        batch_op.add_column(
            sa.Column(
                "contact",
                sa.String(),
                nullable=False,
                server_default=NEW["contact"],
                comment="How the organisers are reached",
            )
        )
        batch_op.add_column(
            sa.Column(
                "requests_until",
                sa.Date(),
                nullable=True,
                comment="Last day on which who was not invited may ask to come; none: never",
            )
        )
        batch_op.add_column(
            sa.Column(
                "vetting_is_required",
                sa.Boolean(),
                nullable=False,
                server_default=NEW["vetting_is_required"],
                comment="Approval waits for vetting",
            )
        )
        batch_op.add_column(
            sa.Column(
                "collection_place",
                sa.JSON(),
                nullable=False,
                server_default=NEW["collection_place"],
                comment="Where badges are collected",
            )
        )
        batch_op.add_column(
            sa.Column(
                "collection_hours",
                sa.JSON(),
                nullable=False,
                server_default=NEW["collection_hours"],
                comment="When badges are collected",
            )
        )
    with op.batch_alter_table("settings") as batch_op:
        for name in NEW:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("settings") as batch_op:
        for name in (*NEW, "requests_until"):
            batch_op.drop_column(name)
