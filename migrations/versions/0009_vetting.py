"""vetting

Whoever is submitted or approved waits to be vetted, except Heads of State, of Government and
Foreign Ministers. The hash of who somebody is stays empty: it is written when the authority is
asked. Down: answers, remarks, holds and the watch-list are gone.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0009_vetting"
down_revision = "0008_long_lists"
BYPASSING = ("head_of_state", "head_of_government", "foreign_minister")

ACCREDITATION = sa.table("accreditation", *map(sa.column, ("person_id", "state")))
PARTICIPATION = sa.table(
    "participation",
    *map(sa.column, ("person_id", "rank")),
    sa.column("is_primary", sa.Boolean),
)
VETTING = sa.table(
    "vetting",
    sa.column("created_at", sa.DateTime),
    *map(sa.column, ("id", "version", "person_id", "identity_hash", "state")),
    sa.column("state_since", sa.DateTime),
)
STATE_CHANGE = sa.table(
    "state_change",
    sa.column("created_at", sa.DateTime),
    *map(sa.column, ("subject_type", "subject_id", "state")),
    sa.column("at", sa.DateTime),
)


def upgrade() -> None:
    op.create_table(
        "vetting_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False, comment="Of the persons sent with it"),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_vetting_batch_made_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_batch")),
        sa.UniqueConstraint("number", name=op.f("uq_vetting_batch_number")),
    )
    with op.batch_alter_table("vetting_batch") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vetting_batch_made_by_id"), ["made_by_id"], unique=False
        )
    op.create_table(
        "vetting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "identity_hash",
            sa.String(length=64),
            nullable=False,
            comment="Of what is vetted: who it is",
        ),
        sa.Column("batch_id", sa.Integer(), nullable=True, comment="The last one"),
        sa.Column("remark", sa.String(), nullable=True, comment="Said with the answer"),
        sa.Column("held_at", sa.DateTime(), nullable=True),
        sa.Column("held_by_id", sa.Integer(), nullable=True),
        sa.Column("hold_note", sa.String(), nullable=True),
        sa.Column("watched_at", sa.DateTime(), nullable=True),
        sa.Column("watched_by_id", sa.Integer(), nullable=True),
        sa.Column("watch_note", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "cleared",
                "objected",
                "bypassed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.CheckConstraint(
            "state <> 'sent' OR batch_id IS NOT NULL", name=op.f("ck_vetting_sent_in_a_batch")
        ),
        sa.CheckConstraint(
            "(held_at IS NULL) = (hold_note IS NULL)", name=op.f("ck_vetting_hold_says_why")
        ),
        sa.CheckConstraint(
            "(watched_at IS NULL) = (watch_note IS NULL)", name=op.f("ck_vetting_watch_says_why")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["vetting_batch.id"], name=op.f("fk_vetting_batch_id_vetting_batch")
        ),
        sa.ForeignKeyConstraint(
            ["held_by_id"], ["user.id"], name=op.f("fk_vetting_held_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_vetting_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["watched_by_id"], ["user.id"], name=op.f("fk_vetting_watched_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting")),
        sa.UniqueConstraint("person_id", name=op.f("uq_vetting_person_id")),
    )
    with op.batch_alter_table("vetting") as batch_op:
        batch_op.create_index(batch_op.f("ix_vetting_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_vetting_held",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("held_at IS NOT NULL"),
            postgresql_where=sa.text("held_at IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_vetting_state", ["state", "state_since", "id", "person_id"], unique=False
        )
        batch_op.create_index(
            "ix_vetting_watched",
            ["person_id"],
            unique=False,
            sqlite_where=sa.text("watched_at IS NOT NULL"),
            postgresql_where=sa.text("watched_at IS NOT NULL"),
        )
    op.create_table(
        "vetting_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False, comment="Of the file, as it was sent"),
        sa.Column("counts", sa.JSON(), nullable=False, comment="What was imported, by result"),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "imported",
                "discarded",
                name="answered",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["vetting_batch.id"],
            name=op.f("fk_vetting_answers_batch_id_vetting_batch"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_answers")),
    )
    with op.batch_alter_table("vetting_answers") as batch_op:
        batch_op.create_index(batch_op.f("ix_vetting_answers_batch_id"), ["batch_id"], unique=False)
    op.create_table(
        "vetting_answers_content",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=False),
        sa.Column("rows", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answers_id"],
            ["vetting_answers.id"],
            name=op.f("fk_vetting_answers_content_answers_id_vetting_answers"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_answers_content")),
        sa.UniqueConstraint("answers_id", name=op.f("uq_vetting_answers_content_answers_id")),
    )
    op.create_table(
        "vetting_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("vetting_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["vetting_batch.id"], name=op.f("fk_vetting_sent_batch_id_vetting_batch")
        ),
        sa.ForeignKeyConstraint(
            ["vetting_id"], ["vetting.id"], name=op.f("fk_vetting_sent_vetting_id_vetting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vetting_sent")),
        sa.UniqueConstraint(
            "batch_id", "vetting_id", name=op.f("uq_vetting_sent_batch_id_vetting_id")
        ),
    )
    with op.batch_alter_table("vetting_sent") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_vetting_sent_vetting_id"), ["vetting_id"], unique=False
        )
    let_wait()


def downgrade() -> None:
    op.drop_table("vetting_sent")
    op.drop_table("vetting_answers_content")
    op.drop_table("vetting_answers")
    op.drop_table("vetting")
    op.drop_table("vetting_batch")


def let_wait() -> None:
    now = sa.literal(datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    first = sa.and_(
        PARTICIPATION.c.person_id == ACCREDITATION.c.person_id, PARTICIPATION.c.is_primary
    )
    state = sa.case(
        (PARTICIPATION.c.rank.in_(BYPASSING), sa.literal("bypassed")), else_=sa.literal("waiting")
    )
    them = (
        sa.select(now, sa.literal(1), ACCREDITATION.c.person_id, sa.literal(""), state, now)
        .outerjoin_from(ACCREDITATION, PARTICIPATION, first)
        .where(ACCREDITATION.c.state.in_(("submitted", "approved")))
        .order_by(ACCREDITATION.c.person_id)
    )
    columns = ["created_at", "version", "person_id", "identity_hash", "state", "state_since"]
    op.execute(sa.insert(VETTING).from_select(columns, them))
    facts = (now, sa.literal("vetting"), VETTING.c.id, VETTING.c.state, VETTING.c.state_since)
    op.execute(
        sa.insert(STATE_CHANGE).from_select(
            STATE_CHANGE.c.keys(), sa.select(*facts).order_by(VETTING.c.id)
        )
    )
