"""the outbox, and mailings

Down: mail that has not left will not leave, and nothing tells any more what was sent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004_mail"
down_revision = "0003_roles_and_links"


def upgrade() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False, comment="Its Message-ID, for ever"),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False, comment="Of the recipient; may be empty"),
        sa.Column(
            "language", sa.String(length=16), nullable=False, comment="In which it is written"
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False, comment="U+FFFC where the link stands"),
        sa.Column("link", sa.String(), nullable=True, comment="None once sent"),
        sa.Column("attachments", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued",
                "sending",
                "sent",
                "kept",
                "failed",
                "uncertain",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True, comment="The worker that sends or sent it"),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column(
            "data_begun_at", sa.DateTime(), nullable=True, comment="Since when it may have arrived"
        ),
        sa.Column("error", sa.String(), nullable=True, comment="Of the last try"),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("subject_type", sa.String(), nullable=True, comment="What it is about"),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("mailing_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'sending') <= (owner IS NOT NULL)", name=op.f("ck_message_sender_known")
        ),
        sa.CheckConstraint(
            "(state = 'sent') = (sent_at IS NOT NULL)", name=op.f("ck_message_sent_at_known")
        ),
        sa.CheckConstraint(
            "(subject_type IS NULL) = (subject_id IS NULL)", name=op.f("ck_message_whole_subject")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("message_id", name=op.f("uq_message_message_id")),
    )
    with op.batch_alter_table("message") as batch_op:
        batch_op.create_index(batch_op.f("ix_message_address"), ["address"], unique=False)
        batch_op.create_index("ix_message_due", ["state", "next_try_at", "id"], unique=False)
        batch_op.create_index("ix_message_mailing", ["mailing_id", "state", "id"], unique=False)
        batch_op.create_index(
            "ix_message_subject", ["subject_type", "subject_id", "id"], unique=False
        )
    op.create_table(
        "mailing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "released",
                "stopped",
                "discarded",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("audience", sa.String(length=64), nullable=False, comment="Code of an audience"),
        sa.Column(
            "chosen",
            sa.String(),
            nullable=False,
            comment="By what its recipients were chosen, in words",
        ),
        sa.Column(
            "chosen_ids", sa.JSON(), nullable=False, comment="As the audience understands them"
        ),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "language", sa.String(length=16), nullable=False, comment="In which it is written"
        ),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("total", sa.Integer(), nullable=False, comment="To how many it was released"),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("leaves_at", sa.DateTime(), nullable=True, comment="Nothing leaves before"),
        sa.CheckConstraint(
            "(state IN ('draft', 'discarded')) = (job_id IS NULL)",
            name=op.f("ck_mailing_job_known"),
        ),
        sa.CheckConstraint(
            "(job_id IS NULL) = (leaves_at IS NULL)", name=op.f("ck_mailing_leaves_when_released")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_mailing_author_id_user")),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_mailing_job_id_job")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mailing")),
    )
    with op.batch_alter_table("mailing") as batch_op:
        batch_op.create_index("ix_mailing_state", ["state", "id"], unique=False)


def downgrade() -> None:
    op.drop_table("mailing")
    op.drop_table("message")
