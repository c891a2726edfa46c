"""delegations: their state, what was agreed with them, who enters them, what they ask for

Those that are here have been entered by the desk: they are submitted, since they came. Down: all
of it is gone, and open workbooks of the delegations themselves are discarded, because they would
look like the desk's own. Stored files of documents stay where they are.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0010_delegations"
down_revision = "0009_vetting"
NEW = ("state", "quota", "note_number", "language", "notes")  # which every row gets at once
STATES = (
    "invited",
    "draft",
    "submitted",
    "returned",
    "approved",
    "refused",
    "withdrawn",
)

DELEGATION = sa.table(
    "delegation",
    *map(sa.column, ("id", "state")),
    *(sa.column(x, sa.DateTime) for x in ("created_at", "state_since", "submitted_at")),
)
STATE_CHANGE = sa.table(
    "state_change",
    sa.column("created_at", sa.DateTime),
    *map(sa.column, ("subject_type", "subject_id", "state")),
    sa.column("at", sa.DateTime),
)
WORKBOOK = sa.table(
    "workbook",
    *map(sa.column, ("id", "body_id", "state")),
    sa.column("state_since", sa.DateTime),
)


def upgrade() -> None:
    add_columns()
    submit_all()
    with op.batch_alter_table("delegation") as batch_op:
        batch_op.alter_column("state_since", existing_type=sa.DateTime(), nullable=False)
        for name in NEW:
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index("ix_delegation_state", ["state", "deadline"], unique=False)
    op.create_table(
        "delegation_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "state",
                "observer_state",
                "reio",
                "un_entity",
                "organisation",
                "ngo",
                "private_sector",
                "research_institution",
                "host",
                "outlet",
                "workforce",
                name="bodykind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("deadline", sa.DateTime(), nullable=True),
        sa.Column("quota", sa.JSON(), nullable=False, comment="Code of a category to places"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_terms")),
        sa.UniqueConstraint("kind", name=op.f("uq_delegation_terms_kind")),
    )
    op.create_table(
        "focal_point",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "invited_at", sa.DateTime(), nullable=True, comment="When the last link was mailed"
        ),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        sa.Column("entered_at", sa.DateTime(), nullable=True, comment="When first here"),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_focal_point_delegation_id_delegation"),
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_focal_point_user_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_focal_point")),
        sa.UniqueConstraint(
            "delegation_id", "user_id", name=op.f("uq_focal_point_delegation_id_user_id")
        ),
    )
    with op.batch_alter_table("focal_point") as batch_op:
        batch_op.create_index(batch_op.f("ix_focal_point_user_id"), ["user_id"], unique=False)
    op.create_table(
        "delegation_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "note_verbale",
                "nomination",
                "other",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.String(), nullable=False, comment="Of the file, as it was sent"),
        sa.Column("file", sa.String(), nullable=False, comment="Name of the stored file"),
        sa.Column("size", sa.Integer(), nullable=False, comment="Bytes"),
        sa.Column(
            "is_ours",
            sa.Boolean(),
            nullable=False,
            comment="Added at the desk; focal points keep it",
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_delegation_document_delegation_id_delegation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegation_document")),
    )
    with op.batch_alter_table("delegation_document") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_delegation_document_delegation_id"), ["delegation_id"], unique=False
        )
    op.create_table(
        "change_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "addition",
                "substitution",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("coming_id", sa.Integer(), nullable=False),
        sa.Column("leaving_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False, comment="Why, as the focal point says it"),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "accepted",
                "declined",
                "taken_back",
                "lapsed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column(
            "answer", sa.String(), nullable=True, comment="Why declined; the focal point reads it"
        ),
        sa.CheckConstraint(
            "(kind = 'substitution') = (leaving_id IS NOT NULL)",
            name=op.f("ck_change_request_leaving_if_substitution"),
        ),
        sa.CheckConstraint(
            "(state = 'declined') = (answer IS NOT NULL)",
            name=op.f("ck_change_request_answer_if_declined"),
        ),
        sa.ForeignKeyConstraint(
            ["coming_id"], ["person.id"], name=op.f("fk_change_request_coming_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_change_request_delegation_id_delegation"),
        ),
        sa.ForeignKeyConstraint(
            ["leaving_id"], ["person.id"], name=op.f("fk_change_request_leaving_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
    )
    with op.batch_alter_table("change_request") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_change_request_coming_id"), ["coming_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_change_request_delegation_id"), ["delegation_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_change_request_leaving_id"), ["leaving_id"], unique=False
        )
        batch_op.create_index("ix_change_request_state", ["state", "state_since"], unique=False)
    op.create_table(
        "admission_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=False, comment="R-7K3M9Q"),
        sa.Column("name", sa.String(), nullable=False, comment="Of the body, in full"),
        sa.Column(
            "kind",
            sa.Enum(
                "state",
                "observer_state",
                "reio",
                "un_entity",
                "organisation",
                "ngo",
                "private_sector",
                "research_institution",
                "host",
                "outlet",
                "workforce",
                name="bodykind",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("contact_name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("persons", sa.Integer(), nullable=False, comment="How many it wants to send"),
        sa.Column("words", sa.String(), nullable=False, comment="Why it wants to come"),
        sa.Column("language", sa.String(length=16), nullable=False, comment="Of mail to it"),
        sa.Column("letter", sa.String(), nullable=False, comment="Name of the stored file"),
        sa.Column(
            "letter_name", sa.String(), nullable=False, comment="Of the file, as it was sent"
        ),
        sa.Column(
            "state",
            sa.Enum(
                "asked",
                "accepted",
                "refused",
                name="admission",
                native_enum=False,
                create_constraint=True,
                length=64,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True, comment="Why refused"),
        sa.Column("delegation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(state = 'accepted') = (delegation_id IS NOT NULL)",
            name=op.f("ck_admission_request_delegation_if_accepted"),
        ),
        sa.CheckConstraint(
            "(state = 'refused') = (reason IS NOT NULL)",
            name=op.f("ck_admission_request_reason_if_refused"),
        ),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_admission_request_delegation_id_delegation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission_request")),
        sa.UniqueConstraint("reference", name=op.f("uq_admission_request_reference")),
    )
    with op.batch_alter_table("admission_request") as batch_op:
        batch_op.create_index("ix_admission_request_state", ["state", "state_since"], unique=False)
    op.create_table(
        "loose_photograph",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("delegation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False, comment="Of the file, as it was sent"),
        sa.Column("file", sa.String(), nullable=False, comment="Name of the stored file"),
        sa.ForeignKeyConstraint(
            ["delegation_id"],
            ["delegation.id"],
            name=op.f("fk_loose_photograph_delegation_id_delegation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loose_photograph")),
    )
    with op.batch_alter_table("loose_photograph") as batch_op:
        batch_op.create_index(
            batch_op.f("ix_loose_photograph_delegation_id"), ["delegation_id"], unique=False
        )
    with op.batch_alter_table("workbook") as batch_op:
        batch_op.add_column(
            sa.Column(
                "body_id",
                sa.Integer(),
                nullable=True,
                comment="Whose own list it is; none: the desk's",
            )
        )
        batch_op.create_foreign_key(op.f("fk_workbook_body_id_body"), "body", ["body_id"], ["id"])
        batch_op.create_index(op.f("ix_workbook_body_id"), ["body_id"], unique=False)


def downgrade() -> None:
    discard_theirs()
    with op.batch_alter_table("workbook") as batch_op:
        batch_op.drop_constraint(op.f("fk_workbook_body_id_body"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_workbook_body_id"))
        batch_op.drop_column("body_id")
    op.drop_table("loose_photograph")
    op.drop_table("admission_request")
    op.drop_table("change_request")
    op.drop_table("delegation_document")
    op.drop_table("focal_point")
    op.drop_table("delegation_terms")
    with op.batch_alter_table("delegation") as batch_op:
        batch_op.drop_index("ix_delegation_state")
        batch_op.drop_constraint(op.f("ck_delegation_reason_if_ended"), type_="check")
        batch_op.drop_constraint(op.f("ck_delegation_state"), type_="check")
        batch_op.drop_constraint(op.f("fk_delegation_liaison_id_user"), type_="foreignkey")
        for name in ("state_since", "reason", "submitted_at", "deadline", "note_on", "liaison_id"):
            batch_op.drop_column(name)
        for name in NEW:
            batch_op.drop_column(name)


def add_columns() -> None:
    with op.batch_alter_table("delegation") as batch_op:
        for column in (
            sa.Column("state", sa.String(length=64), nullable=False, server_default="submitted"),
            sa.Column("state_since", sa.DateTime(), nullable=True),
            sa.Column(
                "reason",
                sa.String(),
                nullable=True,
                comment="Why returned or refused; the sender reads it",
            ),
            sa.Column("submitted_at", sa.DateTime(), nullable=True, comment="Last"),
            sa.Column(
                "deadline",
                sa.DateTime(),
                nullable=True,
                comment="Until when focal points may submit",
            ),
            sa.Column(
                "quota",
                sa.JSON(),
                nullable=False,
                server_default="{}",
                comment="Code of a category to places; absent: no limit",
            ),
            sa.Column(
                "note_number",
                sa.String(),
                nullable=False,
                server_default="",
                comment="Of the note verbale",
            ),
            sa.Column("note_on", sa.Date(), nullable=True, comment="Date of the note verbale"),
            sa.Column(
                "language",
                sa.String(length=16),
                nullable=False,
                server_default="",
                comment="Of mail; empty: unknown",
            ),
            sa.Column("liaison_id", sa.Integer(), nullable=True, comment="Our officer"),
            sa.Column(
                "notes",
                sa.String(),
                nullable=False,
                server_default="",
                comment="For the desk only",
            ),
        ):
            batch_op.add_column(column)
        states = ", ".join(f"'{x}'" for x in STATES)
        batch_op.create_check_constraint(op.f("ck_delegation_state"), f"state IN ({states})")
        batch_op.create_check_constraint(
            op.f("ck_delegation_reason_if_ended"),
            "(state IN ('returned', 'refused')) = (reason IS NOT NULL)",
        )
        batch_op.create_foreign_key(
            op.f("fk_delegation_liaison_id_user"), "user", ["liaison_id"], ["id"]
        )


def submit_all() -> None:
    """Since they came; since now where the trail has states of them, from before a way down."""
    now = sa.literal(datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    known = sa.exists().where(
        STATE_CHANGE.c.subject_type == "delegation", STATE_CHANGE.c.subject_id == DELEGATION.c.id
    )
    since = sa.case((known, now), else_=DELEGATION.c.created_at)
    op.execute(sa.update(DELEGATION).values(state_since=since, submitted_at=since))
    facts = (now, sa.literal("delegation"), DELEGATION.c.id, DELEGATION.c.state)
    op.execute(
        sa.insert(STATE_CHANGE).from_select(
            STATE_CHANGE.c.keys(),
            sa.select(*facts, DELEGATION.c.state_since).order_by(DELEGATION.c.id),
        )
    )


def discard_theirs() -> None:
    now = sa.literal(datetime.now(UTC).replace(tzinfo=None), sa.DateTime)
    theirs = sa.and_(WORKBOOK.c.body_id.is_not(None), WORKBOOK.c.state == "examined")
    ids = sa.select(WORKBOOK.c.id).where(theirs)
    for name in ("workbook_row", "workbook_content"):
        kept = sa.table(name, sa.column("workbook_id"))
        op.execute(sa.delete(kept).where(kept.c.workbook_id.in_(ids)))
    facts = (now, sa.literal("workbook"), WORKBOOK.c.id, sa.literal("discarded"), now)
    op.execute(
        sa.insert(STATE_CHANGE).from_select(
            STATE_CHANGE.c.keys(), sa.select(*facts).where(theirs).order_by(WORKBOOK.c.id)
        )
    )
    op.execute(sa.update(WORKBOOK).where(theirs).values(state="discarded", state_since=now))
