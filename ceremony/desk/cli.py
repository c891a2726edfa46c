"""``flask docs``: the reference pages that are made from the code."""

from pathlib import Path

import click
from flask import current_app
from flask_babel import force_locale

from ceremony.core.commands import Commands
from ceremony.desk import documents

cli = Commands("docs", help="Reference pages made from the code.")


@cli.command()
def write() -> None:
    """Write docs/permissions.md and docs/states.md anew."""
    folder = Path(current_app.root_path).parent / "docs"
    with current_app.test_request_context(), force_locale("en"):
        pages = {
            "permissions.md": documents.permissions_page(),
            "states.md": documents.states_page(),
        }
    for name, text in pages.items():
        (folder / name).write_text(text)
        click.echo(f"docs/{name}")
