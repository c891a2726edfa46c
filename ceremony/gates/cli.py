"""``flask gates``: what is set up for the gates from files."""

from pathlib import Path

import click

from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations, queries
from ceremony.gates import quotas as lists
from ceremony.gates.documents import pack as documents
from ceremony.gates.queries import names as reads
from ceremony.people.models import Body, Zone

cli = Commands("gates", help="Gates: who may be where, and how many.")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@cli.group("quotas")
def quotas() -> None:
    """How many heads of a delegation a zone takes at once."""


@quotas.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
def import_quotas(file: Path, dry_run: bool) -> None:
    """Set the limits in FILE, a CSV or a workbook: zone, delegation, most.

    All of them, or none if a line is wrong. Limits that it does not name stay.
    """
    data = file.read_bytes()
    with reading():
        lines = lists.read(data)
    for line in lines:
        for sentence in line.errors:
            finding = _("Line %(number)d: %(finding)s", number=line.number, finding=sentence)
            click.echo(finding, err=True)
    if not lines or any(line.errors for line in lines):
        raise click.ClickException(_("No limit was set."))
    if dry_run:
        click.echo(_would_set(len(lines)))
        return
    with transaction(SYSTEM) as session:
        for x in lines:
            zone, body = session.get_one(Zone, x.zone_id), session.get_one(Body, x.body_id)
            operations.set_quota(actor=SYSTEM, zone=zone, body=body, most=x.most)
    click.echo(_set(len(lines)))


def _would_set(count: int) -> str:
    return ngettext("One limit would be set.", "%(num)d limits would be set.", count)


def _set(count: int) -> str:
    return ngettext("One limit is set.", "%(num)d limits are set.", count)


@cli.command("pack")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def make_pack(out: Path) -> None:
    """Write the lists on paper into a PDF file: for each gate who may go in, by name.

    For when no device works. Print it, seal the list of each gate, and make it anew whenever many
    badges have changed.
    """
    if out.is_dir() or not out.parent.is_dir():
        raise click.ClickException(_("There is no such folder: %(path)s", path=out.parent))
    with reading():
        gates, names = queries.checkpoints(), reads.names()
        if not gates:
            raise click.ClickException(_("There is no checkpoint, so there is no list."))
        pages = documents.write(out, gates, names)
    out.chmod(0o600)
    with transaction(SYSTEM):
        operations.record_pack(actor=SYSTEM, version=names.version)
    click.echo(_("%(pages)d pages: %(path)s", pages=pages, path=out))
