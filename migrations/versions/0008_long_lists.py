"""long lists stay fast: indexes for their orders, and which badges are outdated, written down"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0008_long_lists"
down_revision = "0007_people"
NO_PHOTOGRAPH = sa.text("photo IS NULL")
UNLIKE_MOST = sa.text("verdict <> 'admit'")


def upgrade() -> None:
    op.drop_index(op.f("ix_accreditation_category_id"), "accreditation")
    op.drop_index("ix_accreditation_state", "accreditation")
    op.create_index(
        "ix_accreditation_state", "accreditation", ["state", "state_since", "person_id"]
    )
    op.create_index("ix_accreditation_category", "accreditation", ["category_id", "person_id"])
    op.create_index("ix_accreditation_since", "accreditation", ["state_since", "person_id"])
    op.create_index("ix_accreditation_person", "accreditation", ["person_id", "state"])
    op.drop_index(op.f("ix_participation_body_id"), "participation")
    op.create_index("ix_participation_body", "participation", ["body_id", "person_id"])
    op.create_index("ix_participation_function", "participation", ["function", "person_id"])
    op.create_index(
        "ix_person_without_photograph",
        "person",
        ["id"],
        sqlite_where=NO_PHOTOGRAPH,
        postgresql_where=NO_PHOTOGRAPH,
    )
    op.create_index("ix_credential_state", "credential", ["state", "serial", "id", "category_code"])
    op.drop_index("ix_scan_latest", "scan")
    op.create_index(
        "ix_scan_latest",
        "scan",
        ["run_id", "scanned_at", "id", "checkpoint_id", "direction", "admitted"],
    )
    op.create_index(
        "ix_scan_verdict",
        "scan",
        ["run_id", "verdict", "scanned_at", "id"],
        sqlite_where=UNLIKE_MOST,
        postgresql_where=UNLIKE_MOST,
    )
    op.create_table(
        "outdated",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
            name=op.f("fk_outdated_credential_id_credential"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outdated")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_outdated_credential_id")),
    )
    note_outdated()


def downgrade() -> None:
    op.drop_table("outdated")
    op.drop_index("ix_scan_verdict", "scan")
    op.drop_index("ix_scan_latest", "scan")
    op.create_index("ix_scan_latest", "scan", ["run_id", "scanned_at", "id"])
    op.drop_index("ix_credential_state", "credential")
    op.drop_index("ix_person_without_photograph", "person")
    op.drop_index("ix_participation_function", "participation")
    op.drop_index("ix_participation_body", "participation")
    op.create_index(op.f("ix_participation_body_id"), "participation", ["body_id"])
    op.drop_index("ix_accreditation_person", "accreditation")
    op.drop_index("ix_accreditation_since", "accreditation")
    op.drop_index("ix_accreditation_category", "accreditation")
    op.drop_index("ix_accreditation_state", "accreditation")
    op.create_index("ix_accreditation_state", "accreditation", ["state", "person_id"])
    op.create_index(op.f("ix_accreditation_category_id"), "accreditation", ["category_id"])


def note_outdated() -> None:
    """Badges that count and say something else than the accreditation does now."""
    facts = ("zones", "valid_from", "valid_until")
    credential = sa.table(
        "credential", *map(sa.column, ("id", "accreditation_id", "category_code", "state", *facts))
    )
    right = sa.table("accreditation", *map(sa.column, ("id", "category_id", *facts)))
    category = sa.table("category", *map(sa.column, ("id", "code")))
    outdated = sa.table(
        "outdated", sa.column("created_at", sa.DateTime), sa.column("credential_id")
    )
    differs = sa.or_(
        category.c.id != right.c.category_id,
        *(
            sa.func.substr(sa.cast(credential.c[x], sa.String), 1, length)
            != sa.func.substr(sa.cast(right.c[x], sa.String), 1, length)
            for x, length in (("zones", 10_000), ("valid_from", 19), ("valid_until", 19))
        ),
    )
    now = sa.literal(datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    found = (
        sa.select(now, credential.c.id)
        .join(right, right.c.id == credential.c.accreditation_id)
        .join(category, category.c.code == credential.c.category_code)
        .where(credential.c.state != "revoked", differs)
        .order_by(credential.c.id)
    )
    op.execute(sa.insert(outdated).from_select(["created_at", "credential_id"], found))
