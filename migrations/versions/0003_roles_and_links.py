"""new roles, personal links, and forms that were sent too late

Down, as much as the older program knows: a chief of protocol becomes a protocol officer, and the
other new roles are not held any more. Personal links go, and with each the sessions it began:
without it they would count as full ones.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_roles_and_links"
down_revision = "0002_register"
ROLES = """role IN ('administrator', 'registrar', 'chief_of_protocol', 'protocol_officer', \
'vetting_officer', 'liaison_officer', 'badge_officer', 'gate_supervisor', \
'data_protection_officer', 'focal_point', 'gate')"""
OLD_ROLES = """role IN ('administrator', 'registrar', 'protocol_officer', 'badge_officer', \
'gate_supervisor', 'data_protection_officer', 'gate')"""
PURPOSES = "purpose IN ('password', 'pairing', 'entry')"
OLD_PURPOSES = "purpose IN ('password', 'pairing')"

ROLE_GRANT = sa.table("role_grant", *map(sa.column, ("id", "user_id", "role")))
LINK = sa.table("link", sa.column("purpose"))
USER_SESSION = sa.table("user_session", sa.column("link_id"))


def upgrade() -> None:
    check("role_grant", "ck_role_grant_role", ROLES)
    with op.batch_alter_table("link") as batch_op:
        batch_op.add_column(
            sa.Column("last_used_at", sa.DateTime(), nullable=True, comment="To enter")
        )
        batch_op.add_column(sa.Column("revoked_at", sa.DateTime(), nullable=True))
        batch_op.alter_column("used_at", existing_type=sa.DateTime(), comment="Up")
    check("link", "ck_link_purpose", PURPOSES)
    with op.batch_alter_table("link") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_link_entry_stays_open"),
            "purpose <> 'entry' OR (user_id IS NOT NULL AND used_at IS NULL)",
        )
        batch_op.create_check_constraint(
            op.f("ck_link_only_entry_revoked"), "revoked_at IS NULL OR purpose = 'entry'"
        )
    with op.batch_alter_table("user_session") as batch_op:
        batch_op.add_column(
            sa.Column("link_id", sa.Integer(), nullable=True, comment="That began it")
        )
        batch_op.create_foreign_key(
            op.f("fk_user_session_link_id_link"), "link", ["link_id"], ["id"]
        )
    op.create_table(
        "kept_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "key_hash", sa.String(length=64), nullable=False, comment="Of the browser that sent it"
        ),
        sa.Column("content", sa.String(), nullable=False, comment="JSON of Content"),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_kept_form_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_kept_form")),
    )
    with op.batch_alter_table("kept_form") as batch_op:
        batch_op.create_index(batch_op.f("ix_kept_form_user_id"), ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("kept_form")
    op.execute(sa.delete(USER_SESSION).where(USER_SESSION.c.link_id.is_not(None)))
    with op.batch_alter_table("user_session") as batch_op:
        batch_op.drop_constraint(op.f("fk_user_session_link_id_link"), type_="foreignkey")
        batch_op.drop_column("link_id")
    op.execute(sa.delete(LINK).where(LINK.c.purpose == "entry"))
    with op.batch_alter_table("link") as batch_op:
        batch_op.drop_constraint(op.f("ck_link_only_entry_revoked"), type_="check")
        batch_op.drop_constraint(op.f("ck_link_entry_stays_open"), type_="check")
    check("link", "ck_link_purpose", OLD_PURPOSES)
    with op.batch_alter_table("link") as batch_op:
        batch_op.alter_column(
            "used_at", existing_type=sa.DateTime(), comment=None, existing_comment="Up"
        )
        batch_op.drop_column("revoked_at")
        batch_op.drop_column("last_used_at")
    leave_new_roles()
    check("role_grant", "ck_role_grant_role", OLD_ROLES)


def check(table: str, name: str, condition: str) -> None:
    """Let *table* have another condition under the same *name*."""
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.create_check_constraint(op.f(name), condition)


def leave_new_roles() -> None:
    both = ROLE_GRANT.alias()
    known = sa.select(both.c.user_id).where(both.c.role == "protocol_officer")
    chief = ROLE_GRANT.c.role == "chief_of_protocol"
    op.execute(
        sa.update(ROLE_GRANT)
        .where(chief, ROLE_GRANT.c.user_id.not_in(known))
        .values(role="protocol_officer")
    )
    new = ("chief_of_protocol", "vetting_officer", "liaison_officer", "focal_point")
    op.execute(sa.delete(ROLE_GRANT).where(ROLE_GRANT.c.role.in_(new)))
