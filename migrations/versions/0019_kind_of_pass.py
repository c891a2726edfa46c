"""kind of pass: what gates name it by; a floater is one of several of its category

Down: gates know only whether a pass can change hands.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_kind_of_pass"
down_revision = "0018_covering_indexes"

KIND = sa.Enum(
    *("personal", "floater", "pool", "vehicle"),
    name="passkind",
    native_enum=False,
    create_constraint=True,
    length=64,
)
# The data: as the category says; where it is gone, as near as gates know.
KINDS = """
    UPDATE gate_pass SET pass_kind = COALESCE(
        (SELECT category.pass_kind FROM category WHERE category.code = gate_pass.category_code),
        CASE WHEN personal THEN 'personal' ELSE 'floater' END)"""
PERSONAL = "UPDATE gate_pass SET personal = (pass_kind = 'personal')"


def upgrade() -> None:
    with op.batch_alter_table("gate_pass") as batch_op:
        batch_op.add_column(sa.Column("pass_kind", KIND, nullable=True))
    op.execute(KINDS)
    with op.batch_alter_table("gate_pass") as batch_op:
        batch_op.alter_column("pass_kind", existing_type=KIND, nullable=False)
        batch_op.drop_column("personal")


def downgrade() -> None:
    with op.batch_alter_table("gate_pass") as batch_op:
        batch_op.add_column(
            sa.Column(
                "personal", sa.Boolean(), nullable=True, comment="False: the pass can change hands"
            )
        )
    op.execute(PERSONAL)
    with op.batch_alter_table("gate_pass") as batch_op:
        batch_op.alter_column("personal", existing_type=sa.Boolean(), nullable=False)
        batch_op.drop_constraint(op.f("ck_gate_pass_passkind"), type_="check")
        batch_op.drop_column("pass_kind")
