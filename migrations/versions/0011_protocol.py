"""protocol: how the papers are made, changes of the precedence, draws of the seating

Down: the order is by rank alone again, and no letter is drawn.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011_protocol"
down_revision = "0010_delegations"


def upgrade() -> None:
    op.create_table(
        "protocol_arrangement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "alphabet",
            sa.Enum(
                "english",
                "french",
                name="alphabet",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
            comment="Of the precedence list",
        ),
        sa.Column("is_host_first", sa.Boolean(), nullable=False, comment="Before every rank"),
        sa.Column(
            "list_number",
            sa.Integer(),
            nullable=False,
            comment="Of the provisional list of participants, as printed",
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_protocol_arrangement_one_row")),
        sa.CheckConstraint(
            "list_number BETWEEN 1 AND 999", name=op.f("ck_protocol_arrangement_list_number_range")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_arrangement")),
    )
    op.create_table(
        "precedence_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True, comment="None: last"),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column(
            "rank",
            sa.Enum(
                "head_of_state",
                "vice_president",
                "head_of_government",
                "deputy_prime_minister",
                "foreign_minister",
                "minister",
                "vice_minister",
                "ambassador",
                "other",
                name="rank",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
            comment="Of the head when it was moved",
        ),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_precedence_change_reason_is_said")),
        sa.CheckConstraint(
            "body_id <> before_id", name=op.f("ck_precedence_change_not_before_itself")
        ),
        sa.ForeignKeyConstraint(
            ["before_id"], ["body.id"], name=op.f("fk_precedence_change_before_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_precedence_change_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["user.id"], name=op.f("fk_precedence_change_officer_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_precedence_change")),
    )
    with op.batch_alter_table("precedence_change") as batch_op:
        batch_op.create_index(batch_op.f("ix_precedence_change_body_id"), ["body_id"], unique=False)
    op.create_table(
        "seating_draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("letter", sa.String(length=1), nullable=False),
        sa.Column(
            "alphabet",
            sa.Enum(
                "english",
                "french",
                name="alphabet",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column(
            "is_by_hand",
            sa.Boolean(),
            nullable=False,
            comment="Drawn in the hall, and entered here",
        ),
        sa.Column("drawn_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False, comment="Why drawn again"),
        sa.Column("officer_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("letter BETWEEN 'A' AND 'Z'", name=op.f("ck_seating_draw_letter_range")),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["user.id"], name=op.f("fk_seating_draw_officer_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seating_draw")),
    )
    with op.batch_alter_table("seating_draw") as batch_op:
        batch_op.create_index("ix_seating_draw_drawn_at", ["drawn_at", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("seating_draw")
    op.drop_table("precedence_change")
    op.drop_table("protocol_arrangement")
