"""Groups of ``flask`` commands whose refusals are sentences, never traces."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError, ProgrammingError

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _


class Commands(AppGroup):
    """A group of commands; what a rule or the database refuses ends with status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except DomainError as error:
            raise click.ClickException(str(error)) from None
        except (OperationalError, ProgrammingError) as error:
            if _has_no_tables(error):
                sentence = _("The database has no tables yet. Make them: flask db upgrade")
            else:
                sentence = _("The database does not answer: %(error)s", error=error.orig)
            raise click.ClickException(sentence) from None


def _has_no_tables(error: OperationalError | ProgrammingError) -> bool:
    """SQLite and PostgreSQL say it in other words."""
    said = str(error.orig)
    return "no such table" in said or type(error.orig).__name__ == "UndefinedTable"
