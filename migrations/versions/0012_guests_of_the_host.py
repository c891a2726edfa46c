"""guests of the host are a kind of their own

Down: they become the host's again, and so do lines of the table of categories that name them;
their terms are gone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0012_guests_of_the_host"
down_revision = "0011_protocol"
OLD = (
    "'state', 'observer_state', 'reio', 'un_entity', 'organisation', 'ngo', 'private_sector', "
    "'research_institution', 'host', 'outlet', 'workforce'"
)
NEW = OLD.replace("'host', ", "'host', 'guests', ")
CHECKS = (
    ("body", "kind", "ck_body_bodykind"),
    ("access_rule", "body_kind", "ck_access_rule_bodykind"),
    ("delegation_terms", "kind", "ck_delegation_terms_bodykind"),
    ("admission_request", "kind", "ck_admission_request_bodykind"),
)


def upgrade() -> None:
    for table, column, name in CHECKS:
        check(table, name, f"{column} IN ({NEW})")


def downgrade() -> None:
    op.execute("DELETE FROM delegation_terms WHERE kind = 'guests'")  # one line for each kind
    for table, column, name in CHECKS:
        op.execute(f"UPDATE {table} SET {column} = 'host' WHERE {column} = 'guests'")
        check(table, name, f"{column} IN ({OLD})")


def check(table: str, name: str, condition: str) -> None:
    with op.batch_alter_table(table) as batch_op:
        batch_op.drop_constraint(op.f(name), type_="check")
        batch_op.create_check_constraint(op.f(name), condition)
