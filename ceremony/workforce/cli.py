"""``flask workforce``: the staff of the host from a file."""

from pathlib import Path

import click

from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.people.models import Body
from ceremony.workforce import operations, queries, words
from ceremony.workforce.forms import decoded, examined
from ceremony.workforce.lines import Line

cli = Commands("workforce", help="Services of the host, and those who work in them.")


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--service", required=True, help="Name or code; made if there is none.")
@click.option("--approve", is_flag=True, help="Accredit them at once.")
@click.option("--same-names", is_flag=True, help="Who has a known name is somebody else.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_(file: Path, service: str, approve: bool, same_names: bool, dry_run: bool) -> None:
    """Register the people in FILE, a CSV: family name, given names, job title, nationality, email,
    name on the badge. The last three may be left out.

    All of them, or nobody if a line is wrong or a name is registered already.
    """
    with reading():
        lines = examined(decoded(file.read_bytes()))
        known = queries.find_service(service)
    _demand_sound(lines, same_names)
    if dry_run:
        click.echo(words.would_register(len(lines)))
        return
    try:
        click.echo(_import(lines, known, service, approve))
    except DomainError as error:
        raise click.ClickException(str(error)) from None


def _demand_sound(lines: list[Line], same_names: bool) -> None:
    findings = [(x.number, sentence) for x in lines for sentence in x.errors]
    if not same_names:
        findings += [(x.number, words.same_name(x.twin)) for x in lines if x.twin]
    for number, sentence in sorted(findings):
        click.echo(_("Line %(number)d: %(finding)s", number=number, finding=sentence), err=True)
    if findings or not lines:
        raise click.ClickException(_("Nobody was registered."))


def _import(lines: list[Line], known: Body | None, service: str, approve: bool) -> str:
    staff = [x.staff for x in lines if x.staff]
    with transaction(SYSTEM):
        body = known or operations.add_service(actor=SYSTEM, name=service)
        made = operations.register(
            actor=SYSTEM,
            service=body,
            staff=staff,
            others={x.key for x in staff},
            approved=approve,
        )
    said = [words.registered(len(made.person_ids))]
    if made.approving is not None:
        said.append(words.approving(made.approving))
    return " ".join(said)
