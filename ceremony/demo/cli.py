from pathlib import Path

import click
from flask.cli import AppGroup

from ceremony import demo
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _

cli = AppGroup("demo", help="A ceremony of invented people.")


@cli.command()
@click.option("--people", type=click.IntRange(10, 5_000), default=300, show_default=True)
def load(people: int) -> None:
    """Fill an empty database with the demonstration and print its sign-ins."""
    try:
        demo.load(people)
    except DomainError as error:
        raise click.ClickException(str(error)) from None
    click.echo(_("The demonstration is loaded: all of its people are invented."))
    for role, email, password in demo.sign_ins():
        click.echo(f"  {role:26} {email:40} {password}")


@cli.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def workbook(file: Path) -> None:
    """Write the sample workbook of a delegation to FILE."""
    from ceremony.demo.workbook import write

    write(file)
