"""``flask demo``: the demonstration, and a sample workbook."""

from pathlib import Path

import click

from ceremony import demo
from ceremony.core.commands import Commands
from ceremony.core.i18n import _

cli = Commands("demo", help="A ceremony of invented people.")


@cli.command()
@click.option("--people", type=click.IntRange(10, 5_000), default=300, show_default=True)
def load(people: int) -> None:
    """Fill an empty database with the demonstration and print its sign-ins."""
    demo.load(people)
    click.echo(_("The demonstration is loaded: all of its people are invented."))
    for role, email, password in demo.sign_ins():
        click.echo(f"  {role:26} {email:40} {password}")


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def workbook(file: Path) -> None:
    """Write the sample workbook of a delegation to FILE."""
    from ceremony.demo.workbook import write

    write(file)
