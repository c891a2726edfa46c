import click
import pytest
from sqlalchemy import text

from ceremony.core.commands import Commands
from ceremony.core.db import db
from ceremony.core.errors import DomainError


def refuse() -> None:
    raise DomainError("The hall is full.")


def miss_a_table() -> None:
    db.session.execute(text("select * from absent"))


def ask_nonsense() -> None:
    db.session.execute(text("selekt"))


@pytest.mark.both_databases
@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (refuse, "Error: The hall is full.\n"),
        (miss_a_table, "Error: The database has no tables yet. Make them: flask db upgrade\n"),
        (ask_nonsense, "Error: The database does not answer: "),
    ],
)
def test_a_command_ends_with_a_sentence(app, act, sentence):
    group = Commands("trial")
    group.add_command(click.command("act")(act))
    result = app.test_cli_runner().invoke(group, ["act"])
    assert (result.exit_code, result.output[: len(sentence)]) == (1, sentence)
