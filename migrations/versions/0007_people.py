"""people: what they need, who may be named, records that became one, words to find them by

Nobody of those who are here has agreed to be named in the list of participants. Down: records
that were merged into others go, because nothing would say any more that they do not count.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

revision = "0007_people"
down_revision = "0006_accreditation_states"
PERSON = sa.table("person", *map(sa.column, ("id", "search_key", "merged_into_id")))
PERSON_WORD = sa.table(
    "person_word", sa.column("created_at", sa.DateTime), sa.column("person_id"), sa.column("word")
)
AT_ONCE = 1_000


def upgrade() -> None:
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("dietary_needs", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("medical_needs", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("access_needs", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "merged_into_id",
                sa.Integer(),
                nullable=True,
                comment="The record of the same person that counts",
            )
        )
        batch_op.create_foreign_key(
            op.f("fk_person_merged_into_id_person"), "person", ["merged_into_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_person_merged_into_id"), ["merged_into_id"], unique=False)
    with op.batch_alter_table("participation") as batch_op:
        batch_op.add_column(
            sa.Column(
                "is_listed",
                sa.Boolean(),
                nullable=False,
                server_default=sa.false(),
                comment="Agrees to be named in the list of participants",
            )
        )
    with op.batch_alter_table("participation") as batch_op:
        batch_op.alter_column("is_listed", server_default=None)
    op.create_table(
        "person_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "word",
            sa.String().with_variant(sa.String(collation="C"), "postgresql"),
            nullable=False,
            comment="Folded, as in the person's search key",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_word_person_id_person"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_word")),
        sa.UniqueConstraint("person_id", "word", name=op.f("uq_person_word_person_id_word")),
    )
    with op.batch_alter_table("person_word") as batch_op:
        batch_op.create_index("ix_person_word_word", ["word", "person_id"], unique=False)
    write_words()
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False, comment="The name, for comparing"),
        sa.Column("arguments", sa.JSON(), nullable=False, comment="As in the list's address"),
        sa.Column("is_shared", sa.Boolean(), nullable=False, comment="Offered to everybody"),
        sa.Column("deleted_at", sa.DateTime(), nullable=True, comment="It can be put back"),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_filter_has_a_name")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_saved_filter_owner_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    )
    with op.batch_alter_table("saved_filter") as batch_op:
        batch_op.create_index(
            "uq_saved_filter_name",
            ["owner_id", "folded"],
            unique=True,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("saved_filter")
    op.drop_table("person_word")
    with op.batch_alter_table("participation") as batch_op:
        batch_op.drop_column("is_listed")
    op.execute(sa.delete(PERSON).where(PERSON.c.merged_into_id.is_not(None)))
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_constraint(op.f("fk_person_merged_into_id_person"), type_="foreignkey")
        batch_op.drop_index(op.f("ix_person_merged_into_id"))
        for name in ("merged_into_id", "access_needs", "medical_needs", "dietary_needs"):
            batch_op.drop_column(name)


def write_words() -> None:
    """Each word of each search key, as the program keeps them from now on."""
    now = datetime.now(UTC).replace(tzinfo=None)
    keys = sa.select(PERSON.c.id, PERSON.c.search_key).order_by(PERSON.c.id)
    for persons in op.get_bind().execute(keys).partitions(AT_ONCE):
        rows = [
            {"created_at": now, "person_id": id_, "word": word}
            for id_, key in persons
            for word in sorted({x for written in key.split() for x in beginnings(written)})
        ]
        if rows:
            op.get_bind().execute(sa.insert(PERSON_WORD), rows)


def beginnings(word: str) -> Iterator[str]:
    """Chinese, Japanese and Korean names have no spaces: each character begins a word."""
    yield word
    yield from (word[place:] for place, x in enumerate(word) if place and stands_alone(x))


def stands_alone(character: str) -> bool:
    return (
        "\u1100" <= character <= "\u1112"
        or "\u3040" <= character <= "\u9fff"
        or character >= "\U00020000"
    )
