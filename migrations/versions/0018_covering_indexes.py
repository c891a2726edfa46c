"""covering indexes: badges are counted, and heads of delegations found, without being read

Down: the lists are slower with many people.
"""

from alembic import op

revision = "0018_covering_indexes"
down_revision = "0017_stock"


def upgrade() -> None:
    op.drop_index("ix_participation_body", "participation")
    op.create_index("ix_participation_body", "participation", ["body_id", "function", "person_id"])
    op.drop_index(op.f("ix_credential_accreditation_id"), "credential")
    op.create_index(
        "ix_credential_accreditation", "credential", ["accreditation_id", "state", "state_since"]
    )
    op.create_index(
        "ix_credential_since", "credential", ["state", "state_since", "accreditation_id"]
    )
    op.create_index(
        "ix_credential_validity", "credential", ["state", "valid_until", "category_code", "reason"]
    )


def downgrade() -> None:
    op.drop_index("ix_credential_validity", "credential")
    op.drop_index("ix_credential_since", "credential")
    op.drop_index("ix_credential_accreditation", "credential")
    op.create_index(op.f("ix_credential_accreditation_id"), "credential", ["accreditation_id"])
    op.drop_index("ix_participation_body", "participation")
    op.create_index("ix_participation_body", "participation", ["body_id", "person_id"])
