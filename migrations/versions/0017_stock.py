"""stock: how many lapel pins there are

Down: the number is forgotten; what was lent stays on its receipts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_stock"
down_revision = "0016_pickup_desk"


def upgrade() -> None:
    with op.batch_alter_table("settings") as batch_op:
        batch_op.add_column(
            sa.Column(
                "pins",
                sa.Integer(),
                nullable=False,
                server_default="0",
                comment="Lapel pins of heads, in all",
            )
        )
        batch_op.create_check_constraint(op.f("ck_settings_pins_are_counted"), "pins >= 0")
    with op.batch_alter_table("settings") as batch_op:
        batch_op.alter_column("pins", existing_type=sa.Integer(), server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("settings") as batch_op:
        batch_op.drop_constraint(op.f("ck_settings_pins_are_counted"), type_="check")
        batch_op.drop_column("pins")
