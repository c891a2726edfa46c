"""``flask people``: decisions about many at once, and their list as a file."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click
from sqlalchemy.exc import NoResultFound

from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.people import exporting, listing, operations, queries, words
from ceremony.people.columns import COLUMNS
from ceremony.people.columns import read as read_columns
from ceremony.people.listing import Filter
from ceremony.people.operations.deciding import CHUNK
from ceremony.people.states import BY_HAND, State
from ceremony.people.vetting import cli as vetting

cli = Commands("people", help="Persons and their right to pass.")
cli.add_command(vetting.cli)


@cli.command("approve")
@click.option("--delegation", default="", help="Code of whoever sends them: QAT.")
@click.option("--category", default="", help="Code of a category.")
@click.option("--dry-run", is_flag=True, help="Only say who it would be.")
def approve(delegation: str, category: str, dry_run: bool) -> None:
    """Approve everybody who waits for a decision, or some of them."""
    with reading():
        asked = _asked(delegation, category)
        ids = listing.ids(asked)
        names = [x.person.badge_name for x in queries.accreditations(ids)] if dry_run else []
    if dry_run:
        for name in names:
            click.echo(name)
        click.echo(words.would_approve(len(ids)))
        return
    with transaction(SYSTEM):
        count = operations.decide(actor=SYSTEM, move="approve", ids=ids)
    click.echo(words.done("approve", count))


MOVES = sorted(BY_HAND)


@cli.command("decide")
@click.argument("move", type=click.Choice(MOVES))
@click.option("--delegation", default="", help="Code of whoever sends them: QAT.")
@click.option("--category", default="", help="Code of a category.")
@click.option("--reason", default="", help="Needed to return, refuse and revoke.")
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
def decide(move: str, delegation: str, category: str, reason: str, dry_run: bool) -> None:
    """Make a MOVE with everybody with whom it is possible, or with some of them, in chunks.

    Whoever cannot be decided on is left out and named, with the reason.
    """
    with reading():
        asked = replace(_asked(delegation, category), status=None)
        known = queries.states_of(listing.ids(asked))
    ids = [id_ for id_, state in known if state in BY_HAND[move].sources]
    if dry_run:
        click.echo(words.act(move, len(ids)))
        return
    done = 0
    skipped: list[operations.Skipped] = []
    with click.progressbar(range(0, len(ids), CHUNK), label=words.act(move, len(ids))) as starts:
        for start in starts:
            some = ids[start : start + CHUNK]
            with transaction(SYSTEM):
                outcome = operations.decide_possible(
                    actor=SYSTEM, move=move, ids=some, reason=reason
                )
            done, skipped = done + outcome.done, skipped + outcome.skipped
    click.echo(words.done(move, done))
    _name(skipped)


def _name(skipped: Sequence[operations.Skipped]) -> None:
    if not skipped:
        return
    click.echo(words.skipped(len(skipped)))
    with reading():
        names = queries.badge_names([x.id for x in skipped])
    for x in skipped:
        click.echo(f"{names.get(x.id, x.id)}: {x.reason}")


@cli.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--delegation", default="", help="Code of whoever sends them: QAT.")
@click.option("--category", default="", help="Code of a category.")
@click.option("--status", type=click.Choice([x.value for x in State]), help="Only these.")
@click.option("--columns", default="", help=f"Parted by commas: {', '.join(COLUMNS)}.")
def export(file: Path, delegation: str, category: str, status: str, columns: str) -> None:
    """Write the list of people into FILE, .xlsx or .csv, as the desk shows it."""
    kind = file.suffix.removeprefix(".").lower()
    if kind not in exporting.KINDS:
        raise click.BadParameter(_("The name of the file ends with .xlsx or .csv."))
    with reading():
        asked = replace(_asked(delegation, category), status=State(status) if status else None)
        asked = replace(asked, columns=read_columns(columns.split(","), asked.status))
        rows = len(listing.in_order(asked))
    with transaction(SYSTEM):
        operations.record_export(actor=SYSTEM, kind=kind, rows=rows, columns=asked.shown)
    with reading():
        made = exporting.Export(file, kind, asked, "flask people export")
        while not made.go_on():
            pass
    click.echo(words.exported(made.done, str(file)))


def _asked(delegation: str, category: str) -> Filter:
    try:
        return Filter(
            body=queries.body(delegation).id if delegation else None,
            category=queries.category(category).id if category else None,
            status=State.SUBMITTED,
        )
    except NoResultFound:
        raise click.ClickException(_("There is no such delegation or category.")) from None
