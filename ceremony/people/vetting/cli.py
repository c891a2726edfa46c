"""``flask people vetting``: batches for the authority, and its answers."""

from pathlib import Path

import click
from sqlalchemy.exc import NoResultFound

from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.people.kinds import BodyKind
from ceremony.people.vetting import answers, batches, exchange, listing, words
from ceremony.people.vetting.models import VettingBatch

cli = Commands("vetting", help="Whom the authority is asked about, and what it answers.")
KINDS = click.Choice([str(x) for x in BodyKind])


@cli.command("batch")
@click.option("--kind", type=KINDS, help="Only those whom such bodies send.")
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
def batch(kind: str | None, dry_run: bool) -> None:
    """Make a batch of everybody who waits for vetting."""
    with reading():
        ids = listing.ids(listing.Filter(kind=BodyKind(kind) if kind else None))
    if dry_run:
        click.echo(_("%(count)d people would be sent.", count=len(ids)))
        return
    with transaction(SYSTEM):
        made = batches.make(actor=SYSTEM, ids=ids)
        said = words.batch_made(made.number, made.count, len(ids))
    click.echo(said)


@cli.command("export")
@click.argument("number", metavar="BATCH", type=int)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(number: int, out: Path) -> None:
    """Write the CSV of BATCH for the authority; it holds document numbers."""
    with transaction(SYSTEM):
        rows = batches.export(actor=SYSTEM, batch=_batch(number))
        content = exchange.write(rows)
    out.touch(mode=0o600)
    out.write_bytes(content)
    click.echo(_("%(count)d people in %(file)s.", count=len(rows), file=out))


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--batch", "number", type=int, required=True, help="Which one it answers.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@click.option("--leave-out", is_flag=True, help="Import the sound rows without the others.")
def import_(file: Path, number: int, dry_run: bool, leave_out: bool) -> None:
    """Import the answers in FILE: all rows, or none unless some are left out."""
    rows = exchange.read(file.read_bytes())
    with reading():
        review = answers.examine(_batch(number).id, rows)
    for row in review.rows:
        if row.finding:
            click.echo(f"{row.answer.row}: {row.answer.reference} {row.finding.label}")
    _warn(review)
    if dry_run:
        click.echo(words.accept(review.counts))
        return
    with transaction(SYSTEM):
        kept = answers.keep(actor=SYSTEM, batch=_batch(number), name=file.name, rows=rows)
        counts = answers.accept(actor=SYSTEM, answers=kept, outcome=None, leave_out=leave_out)
    click.echo(words.imported(counts))


def _warn(review: answers.Review) -> None:
    """Name by reference whom the registrar has to revoke: nobody is told by itself."""
    if review.late:
        references = ", ".join(x.answer.reference for x in review.late)
        click.echo(f"{words.late(len(review.late))}: {references}")


def _batch(number: int) -> VettingBatch:
    try:
        return batches.numbered(number)
    except NoResultFound:
        raise click.ClickException(_("There is no batch %(number)d.", number=number)) from None
