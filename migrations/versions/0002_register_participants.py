"""the register of participants and nationalities"""

import csv
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from alembic import op

revision = "0002_register"
down_revision = "0001_spine"

DATA = Path(__file__).parent.parent / "data"
LANGUAGES = ("en", "fr", "es", "ar", "zh", "ru", "vi")
LETTERS = str.maketrans(
    {
        "đ": "d",
        "ð": "d",
        "ø": "o",
        "ł": "l",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "’": None,
        "‘": None,
        "'": None,
        "&": " and ",
    }
)


def stamps() -> tuple[sa.ColumnClause, sa.ColumnClause]:
    return sa.column("created_at", sa.DateTime), sa.column("version", sa.Integer)


PARTICIPANT = sa.table(
    "participant",
    *stamps(),
    *(sa.column(x, sa.String) for x in ("iso3", "iso2", "name", "kind", "un_regional_group")),
    *(sa.column(f"search_name_{x}", sa.String) for x in LANGUAGES),
    *(sa.column(x, sa.String) for x in ("aliases", "search_key", "sort_key")),
    sa.column("is_eu_member", sa.Boolean),
)
NATIONALITY = sa.table(
    "nationality",
    *stamps(),
    *(sa.column(x, sa.String) for x in ("code", "name", "aliases", "sort_key")),
)


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    kept = (x if x.isalnum() else " " for x in plain if not unicodedata.combining(x))
    return " ".join("".join(kept).split())


def rows_of(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def participant(row: dict[str, str], aliases: str) -> dict[str, object]:
    names = {f"search_name_{x}": row[f"search_name_{x}"] for x in LANGUAGES}
    group = row["un_regional_group"]
    every = (row["depositary_name"], *names.values(), row["iso2"], row["iso3"], *aliases.split(";"))
    return names | {
        "iso3": row["iso3"],
        "iso2": row["iso2"],
        "name": row["depositary_name"],
        "kind": row["kind"],
        "un_regional_group": None if group == "none" else group,
        "is_eu_member": row["eu_member"] == "yes",
        "aliases": aliases,
        "search_key": " ".join(dict.fromkeys(" ".join(map(folded, every)).split())),
        "sort_key": folded(row["depositary_name"]),
    }


def upgrade() -> None:
    now = datetime.now(UTC).replace(tzinfo=None)
    stamps = {"created_at": now, "version": 1}
    aliases = {x["iso3"]: x["aliases"] for x in rows_of("participant_aliases.csv")}
    op.bulk_insert(
        PARTICIPANT,
        [stamps | participant(x, aliases.get(x["iso3"], "")) for x in rows_of("participants.csv")],
    )
    op.bulk_insert(
        NATIONALITY,
        [stamps | x | {"sort_key": folded(x["name"])} for x in rows_of("nationalities.csv")],
    )


def downgrade() -> None:
    op.execute(sa.delete(NATIONALITY))
    op.execute(sa.delete(PARTICIPANT))
