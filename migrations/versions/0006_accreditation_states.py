"""accreditations: asked for, in draft, returned; and a code with which the badge is collected

Whoever is approved gets a code. Down: whoever is in a state that the older program does not know
counts as submitted, and the reason of a return is gone; so look at them before you go back.
"""

from datetime import UTC, datetime
from secrets import choice

import sqlalchemy as sa
from alembic import op

revision = "0006_accreditation_states"
down_revision = "0005_settings"
STATES = """state IN ('asked', 'draft', 'submitted', 'returned', 'approved', 'refused', \
'revoked', 'withdrawn')"""
OLD_STATES = "state IN ('submitted', 'approved', 'refused', 'revoked', 'withdrawn')"
WITH_REASON = "(state IN ('returned', 'refused', 'revoked')) = (reason IS NOT NULL)"
OLD_WITH_REASON = "(state IN ('refused', 'revoked')) = (reason IS NOT NULL)"
REASON, OLD_REASON = "Why returned, refused or revoked", "Why refused or revoked"
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

ACCREDITATION = sa.table(
    "accreditation",
    *map(sa.column, ("id", "state", "reason", "collection_code")),
    sa.column("state_since", sa.DateTime),
)
STATE_CHANGE = sa.table(
    "state_change",
    sa.column("created_at", sa.DateTime),
    *map(sa.column, ("subject_type", "subject_id", "state")),
    sa.column("at", sa.DateTime),
)


def upgrade() -> None:
    change(STATES, WITH_REASON, REASON, OLD_REASON)
    with op.batch_alter_table("accreditation") as batch_op:
        batch_op.add_column(
            sa.Column(
                "collection_code",
                sa.String(length=8),
                nullable=True,
                comment="With it and a document the badge is collected",
            )
        )
        batch_op.create_unique_constraint(
            op.f("uq_accreditation_collection_code"), ["collection_code"]
        )
    give_codes()


def downgrade() -> None:
    submit_all()
    with op.batch_alter_table("accreditation") as batch_op:
        batch_op.drop_constraint(op.f("uq_accreditation_collection_code"), type_="unique")
        batch_op.drop_column("collection_code")
    change(OLD_STATES, OLD_WITH_REASON, OLD_REASON, REASON)


def change(states: str, with_reason: str, comment: str, old_comment: str) -> None:
    checks = {
        op.f("ck_accreditation_state"): states,
        op.f("ck_accreditation_reason_if_ended"): with_reason,
    }
    with op.batch_alter_table("accreditation") as batch_op:
        for name, condition in checks.items():
            batch_op.drop_constraint(name, type_="check")
            batch_op.create_check_constraint(name, condition)
        batch_op.alter_column(
            "reason", existing_type=sa.String(), comment=comment, existing_comment=old_comment
        )


def give_codes() -> None:
    """What everybody gets who is approved from now on."""
    ids = op.get_bind().scalars(
        sa.select(ACCREDITATION.c.id)
        .where(ACCREDITATION.c.state == "approved")
        .order_by(ACCREDITATION.c.id)
    )
    codes: dict[str, int] = {}
    for id_ in ids:
        while (code := "".join(choice(LETTERS) for _ in range(8))) in codes:
            pass
        codes[code] = id_
    if codes:
        row = ACCREDITATION.c.id == sa.bindparam("id_")
        op.get_bind().execute(
            sa.update(ACCREDITATION).where(row).values(collection_code=sa.bindparam("code")),
            [{"id_": id_, "code": code} for code, id_ in codes.items()],
        )


def submit_all() -> None:
    now = sa.literal(datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    new = ACCREDITATION.c.state.in_(("asked", "draft", "returned"))
    facts = (now, sa.literal("accreditation"), ACCREDITATION.c.id, sa.literal("submitted"), now)
    op.execute(
        sa.insert(STATE_CHANGE).from_select(
            STATE_CHANGE.c.keys(), sa.select(*facts).where(new).order_by(ACCREDITATION.c.id)
        )
    )
    op.execute(
        sa.update(ACCREDITATION).where(new).values(state="submitted", state_since=now, reason=None)
    )
