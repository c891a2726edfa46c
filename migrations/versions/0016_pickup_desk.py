"""the pick-up desk: officers who work there, and vettings for which somebody waits there

Down: officers of the pick-up desk hold that role no more, and no vetting is urgent.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_pickup_desk"
down_revision = "0015_layouts"
ROLES = """role IN ('administrator', 'registrar', 'chief_of_protocol', 'protocol_officer', \
'vetting_officer', 'liaison_officer', 'badge_officer', 'pickup_officer', 'gate_supervisor', \
'data_protection_officer', 'focal_point', 'gate')"""
OLD_ROLES = ROLES.replace("'pickup_officer', ", "")
ROLE_GRANT = sa.table("role_grant", sa.column("role"))


def upgrade() -> None:
    roles(ROLES)
    with op.batch_alter_table("vetting") as batch_op:
        batch_op.add_column(sa.Column("urgent_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "urgent_because", sa.String(), nullable=True, comment="For what somebody waits"
            )
        )
        batch_op.create_check_constraint(
            op.f("ck_vetting_urgency_says_why"), "(urgent_at IS NULL) = (urgent_because IS NULL)"
        )
    op.create_index(
        "ix_vetting_urgent",
        "vetting",
        ["urgent_at"],
        sqlite_where=sa.text("urgent_at IS NOT NULL"),
        postgresql_where=sa.text("urgent_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_vetting_urgent", "vetting")
    with op.batch_alter_table("vetting") as batch_op:
        batch_op.drop_constraint(op.f("ck_vetting_urgency_says_why"), type_="check")
        batch_op.drop_column("urgent_because")
        batch_op.drop_column("urgent_at")
    op.execute(sa.delete(ROLE_GRANT).where(ROLE_GRANT.c.role == "pickup_officer"))
    roles(OLD_ROLES)


def roles(condition: str) -> None:
    with op.batch_alter_table("role_grant") as batch_op:
        batch_op.drop_constraint(op.f("ck_role_grant_role"), type_="check")
        batch_op.create_check_constraint(op.f("ck_role_grant_role"), condition)
