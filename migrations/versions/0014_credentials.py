"""credentials: printed, handed over, given to bearers; passes of bodies; batches and receipts

Whatever was issued stays issued: nobody noted what was printed before. Down: passes that change
hands are gone with all that was noted of them; a badge that was given back, or that waits to take
over from another, is revoked.
"""

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0014_credentials"
down_revision = "0013_host_country"
STATES = "state IN ('issued', 'printed', 'with_bearer', 'collected', 'returned', 'revoked')"
OLD_STATES = "state IN ('issued', 'revoked')"
COUNTS, OLD_COUNTS = "state NOT IN ('returned', 'revoked')", "state <> 'revoked'"
OF_BODIES = "SELECT id FROM accreditation WHERE body_id IS NOT NULL"
THEIRS = f"SELECT id FROM credential WHERE accreditation_id IN ({OF_BODIES})"


def upgrade() -> None:
    with op.batch_alter_table("accreditation") as batch_op:
        batch_op.add_column(sa.Column("body_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "label",
                sa.String(),
                nullable=True,
                comment="Instead of a name: a plate, or which of a body's floaters",
            )
        )
        batch_op.add_column(
            sa.Column(
                "details",
                sa.String(),
                nullable=False,
                server_default="",
                comment="Driver and route of a vehicle",
            )
        )
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch_op.create_unique_constraint(
            op.f("uq_accreditation_body_id_category_id_label"), ["body_id", "category_id", "label"]
        )
        batch_op.create_foreign_key(
            op.f("fk_accreditation_body_id_body"), "body", ["body_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_accreditation_one_holder"), "(person_id IS NULL) <> (body_id IS NULL)"
        )
        batch_op.create_check_constraint(
            op.f("ck_accreditation_labelled_if_of_a_body"), "(label IS NULL) = (body_id IS NULL)"
        )
    with op.batch_alter_table("accreditation") as batch_op:
        batch_op.alter_column("details", existing_type=sa.String(), server_default=None)
    with op.batch_alter_table("credential_key") as batch_op:
        batch_op.add_column(sa.Column("state_since", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "reason",
                sa.String(),
                nullable=True,
                comment="Why what it signed is not genuine",
            )
        )
    op.execute("UPDATE credential_key SET state_since = created_at")
    op.execute("UPDATE credential_key SET reason = '–' WHERE state = 'withdrawn'")
    with op.batch_alter_table("credential_key") as batch_op:
        batch_op.alter_column("state_since", existing_type=sa.DateTime(), nullable=False)
        batch_op.create_check_constraint(
            op.f("ck_credential_key_reason_if_withdrawn"),
            "(state = 'withdrawn') = (reason IS NOT NULL)",
        )
    with op.batch_alter_table("credential") as batch_op:
        batch_op.add_column(
            sa.Column(
                "face",
                sa.String(length=64),
                nullable=True,
                comment="Digest of what was printed; a changed field is found by it",
            )
        )
        batch_op.add_column(
            sa.Column(
                "takes_over",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="When handed over, the one before it ends, which counts till then",
            )
        )
        batch_op.add_column(
            sa.Column(
                "reissued_because", sa.String(), nullable=True, comment="Why it was made anew"
            )
        )
        batch_op.create_check_constraint(
            op.f("ck_credential_says_why_anew"),
            "NOT takes_over OR reissued_because IS NOT NULL",
        )
        states(batch_op, STATES)
    with op.batch_alter_table("credential") as batch_op:
        batch_op.alter_column("takes_over", existing_type=sa.Boolean(), server_default=None)
    live(["accreditation_id", "takes_over"], COUNTS)
    batches()
    receipts()


def states(batch_op: BatchOperations, condition: str) -> None:
    batch_op.drop_constraint(op.f("ck_credential_state"), type_="check")
    batch_op.create_check_constraint(op.f("ck_credential_state"), condition)


def live(columns: list[str], condition: str) -> None:
    op.drop_index("uq_credential_live", "credential")
    op.create_index(
        "uq_credential_live",
        "credential",
        columns,
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def batches() -> None:
    op.create_table(
        "batch",
        *keys(is_audited=True),
        sa.Column("asked", sa.JSON(), nullable=False, comment="The filter, as in the address"),
        sa.Column(
            "layout_code",
            sa.String(),
            nullable=True,
            comment="None: the usual one of each kind",
        ),
        sa.Column(
            "sorted_by",
            sa.Enum(
                "delegation",
                "rank",
                "name",
                name="batch_order",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("with_backs", sa.Boolean(), nullable=False),
        sa.Column("with_covers", sa.Boolean(), nullable=False),
        sa.Column("is_split", sa.Boolean(), nullable=False, comment="One file for each delegation"),
        sa.Column(
            "reason", sa.String(), nullable=True, comment="Why what was printed is printed again"
        ),
        sa.Column(
            "began_by_id",
            sa.Integer(),
            nullable=True,
            comment="Whose its file is; None: the command line",
        ),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["began_by_id"], ["user.id"], name=op.f("fk_batch_began_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_batch_job_id_job"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
    )
    op.create_table(
        "impression",
        *keys(is_audited=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column(
            "batch_id",
            sa.Integer(),
            nullable=True,
            comment="None: on the spot, at the pick-up desk",
        ),
        sa.Column("position", sa.Integer(), nullable=False, comment="Its place in the batch"),
        sa.Column("layout_code", sa.String(), nullable=True),
        sa.Column("layout_version", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(), nullable=True),
        sa.Column("made_by_id", sa.Integer(), nullable=True, comment="None: the command line"),
        sa.Column(
            "reason",
            sa.String(),
            nullable=True,
            comment="Why again, on the spot; a batch has its own",
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["batch.id"], name=op.f("fk_impression_batch_id_batch")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
            name=op.f("fk_impression_credential_id_credential"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["user.id"], name=op.f("fk_impression_made_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impression")),
    )
    op.create_index(op.f("ix_impression_batch_id"), "impression", ["batch_id"])
    op.create_index("ix_impression_credential", "impression", ["credential_id", "made_at"])
    only_while("uq_impression_claim", "impression", "made_at IS NULL")


def receipts() -> None:
    op.create_table(
        "receipt",
        *keys(is_audited=True),
        sa.Column("body_id", sa.Integer(), nullable=False),
        sa.Column(
            "bearer",
            sa.String(),
            nullable=False,
            comment="Name as on the document that was shown",
        ),
        sa.Column("bearer_id", sa.Integer(), nullable=True, comment="If the bearer is registered"),
        sa.Column("given_at", sa.DateTime(), nullable=False),
        sa.Column("pins", sa.Integer(), nullable=False),
        sa.Column("pins_returned", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.CheckConstraint("bearer <> ''", name=op.f("ck_receipt_names_the_bearer")),
        sa.CheckConstraint(
            "pins >= 0 AND pins_returned BETWEEN 0 AND pins", name=op.f("ck_receipt_pins_add_up")
        ),
        sa.ForeignKeyConstraint(
            ["bearer_id"], ["person.id"], name=op.f("fk_receipt_bearer_id_person")
        ),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_receipt_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
    )
    op.create_index(op.f("ix_receipt_body_id"), "receipt", ["body_id"])
    op.create_table(
        "receipt_item",
        *keys(is_audited=True),
        sa.Column("receipt_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.DateTime(), nullable=True, comment="None: out"),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
            name=op.f("fk_receipt_item_credential_id_credential"),
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_item_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_item")),
    )
    op.create_index(op.f("ix_receipt_item_receipt_id"), "receipt_item", ["receipt_id"])
    only_while("uq_receipt_item_out", "receipt_item", "returned_at IS NULL")


def keys(*, is_audited: bool) -> list[sa.Column]:
    columns = [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
    ]
    return columns + [sa.Column("version", sa.Integer(), nullable=False)] * is_audited


def only_while(name: str, table: str, condition: str) -> None:
    """One row at most of a credential to which *condition* applies."""
    op.create_index(
        name,
        table,
        ["credential_id"],
        unique=True,
        sqlite_where=sa.text(condition),
        postgresql_where=sa.text(condition),
    )


def downgrade() -> None:
    for table in ("receipt_item", "receipt", "impression", "batch"):
        op.drop_table(table)
    forget_passes_of_bodies()
    end("replaced", f"takes_over AND {COUNTS}")
    end("withdrawn", "state = 'returned'")
    op.execute("UPDATE credential SET state = 'issued' WHERE state <> 'revoked'")
    live(["accreditation_id"], OLD_COUNTS)
    with op.batch_alter_table("credential") as batch_op:
        states(batch_op, OLD_STATES)
        batch_op.drop_constraint(op.f("ck_credential_says_why_anew"), type_="check")
        for column in ("reissued_because", "takes_over", "face"):
            batch_op.drop_column(column)
    with op.batch_alter_table("credential_key") as batch_op:
        batch_op.drop_constraint(op.f("ck_credential_key_reason_if_withdrawn"), type_="check")
        batch_op.drop_column("reason")
        batch_op.drop_column("state_since")
    with op.batch_alter_table("accreditation") as batch_op:
        for name in ("one_holder", "labelled_if_of_a_body"):
            batch_op.drop_constraint(op.f(f"ck_accreditation_{name}"), type_="check")
        batch_op.drop_constraint(op.f("fk_accreditation_body_id_body"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_accreditation_body_id_category_id_label"), type_="unique")
        batch_op.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        for column in ("details", "label", "body_id"):
            batch_op.drop_column(column)


def end(reason: str, which: str) -> None:
    """Revoke these credentials, for the gates too."""
    op.execute(
        f"UPDATE gate_pass SET revoked = '{reason}', revoked_at = credential.state_since,"
        " version = gate_pass.version + 1"
        f" FROM credential WHERE credential.id = gate_pass.credential_id AND {which}"
    )
    op.execute(f"UPDATE credential SET state = 'revoked', reason = '{reason}' WHERE {which}")


def forget_passes_of_bodies() -> None:
    op.execute(f"UPDATE scan SET credential_id = NULL WHERE credential_id IN ({THEIRS})")
    for table in ("gate_pass", "outdated"):
        op.execute(f"DELETE FROM {table} WHERE credential_id IN ({THEIRS})")
    op.execute(f"DELETE FROM presence WHERE accreditation_id IN ({OF_BODIES})")
    op.execute(f"DELETE FROM credential WHERE accreditation_id IN ({OF_BODIES})")
    op.execute("DELETE FROM accreditation WHERE body_id IS NOT NULL")
