"""how badges look: layouts, signs of zones, what stands on the back, the logo

Down: layouts of one's own, signs, numbers, rules and the logo are forgotten.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_layouts"
down_revision = "0014_credentials"

KINDS = ("personal", "floater", "pool", "vehicle")
SIGNS = """
airplane bank bed broadcast buildings bus camera car chair coffee crown door first-aid flag
fork-knife garage globe handshake headphones house info key lock-key microphone-stage newspaper
pen-nib presentation shield-check star suitcase translate tree users-three van video-camera wrench
""".split()
SPOKEN = ("emergency_numbers", "badge_rules")


def one_of(*values: str, name: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=64)


def upgrade() -> None:
    op.create_table(
        "layout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column(
            "serves",
            one_of(*KINDS, name="passkind"),
            nullable=True,
            comment="The passes that are printed so unless one says",
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="Its place in lists"),
        sa.Column(
            "definition", sa.JSON(), nullable=False, comment="Size, sheet, front, back"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_layout")),
        sa.UniqueConstraint("code", name=op.f("uq_layout_code")),
        sa.UniqueConstraint("serves", name=op.f("uq_layout_serves")),
    )
    with op.batch_alter_table("zone") as batch_op:
        batch_op.add_column(
            sa.Column("pictogram", one_of(*SIGNS, name="pictogram"), nullable=True)
        )
    with op.batch_alter_table("settings") as batch_op:
        for name in SPOKEN:
            batch_op.add_column(
                sa.Column(
                    name,
                    sa.JSON(),
                    nullable=False,
                    server_default="{}",
                    comment="On the back of badges, line by line",
                )
            )
        batch_op.add_column(
            sa.Column(
                "logo",
                sa.String(),
                nullable=True,
                comment="On badges; the name of a stored file",
            )
        )
    with op.batch_alter_table("settings") as batch_op:
        for name in SPOKEN:
            batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("settings") as batch_op:
        for name in (*SPOKEN, "logo"):
            batch_op.drop_column(name)
    with op.batch_alter_table("zone") as batch_op:
        batch_op.drop_constraint(op.f("ck_zone_pictogram"), type_="check")
        batch_op.drop_column("pictogram")
    op.drop_table("layout")
