"""``flask delegations``: the people of a workbook, imported or only examined."""

from pathlib import Path

import click

from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.core.spreadsheets import sheets
from ceremony.delegations import bulk, plans
from ceremony.delegations.models import Change
from ceremony.delegations.operations import workbooks as operations
from ceremony.delegations.plans import Plan
from ceremony.delegations.workbook import header
from ceremony.delegations.workbook.columns import DATES, Column
from ceremony.delegations.workbook.dates import Order
from ceremony.delegations.workbook.findings import new_delegations, photographs_missing
from ceremony.delegations.workbook.header import Header
from ceremony.delegations.workbook.records import Record

cli = Commands("delegations", help="Who comes: delegations and their members.")
for command in bulk.COMMANDS:
    cli.add_command(command)


def mapping_of(_context: object, _parameter: object, given: tuple[str, ...]) -> dict[str, str]:
    """``C=function`` as the mapping of column C."""
    parts = (x.partition("=") for x in given)
    mapping = {letters.upper(): meaning.lower() for letters, _sign, meaning in parts}
    if wrong := set(mapping.values()) - {"", *Column}:
        given_wrong, possible = ", ".join(sorted(wrong)), ", ".join(Column)
        raise click.BadParameter(
            _("%(wrong)s: possible are %(possible)s.", wrong=given_wrong, possible=possible)
        )
    return mapping


@cli.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Show what would happen, and write nothing.")
@click.option(
    "--dates",
    type=click.Choice(["day-first", "month-first"]),
    help="How the file writes 03/04/2025.",
)
@click.option("--delegation", default="", help="Whose people, where no column says it.")
@click.option(
    "--column",
    "columns",
    multiple=True,
    callback=mapping_of,
    metavar="LETTERS=MEANING",
    help="What a column means, such as C=function; C= leaves it out.",
)
@click.option("--leave-out-errors", is_flag=True, help="Import the rows without errors.")
def import_(
    file: Path,
    dry_run: bool,
    dates: str,
    delegation: str,
    columns: dict[str, str],
    leave_out_errors: bool,
) -> None:
    """Import the people of a workbook: all of them, or nobody."""
    orders = {str(x): Order(dates.replace("-", "_")) for x in DATES} if dates else {}
    try:
        found = header.find(sheets.read(file.read_bytes()), file.name)
        with reading():
            records = plans.read(found, mapping=columns, orders=orders, delegation=delegation)
            plan = plans.make(records) if dry_run else None
        is_written = plan is None
        if plan is None:
            plan, is_written = _written(records, leave_out_errors)
    except DomainError as error:
        raise click.ClickException(f"{file.name}: {error}") from error
    report(found, columns, plan)
    click.echo(_outcome(plan, is_written))
    if plan.counts["blocked"] and not (is_written or leave_out_errors):
        raise SystemExit(1)


def _written(records: list[Record], leave_out: bool) -> tuple[Plan, bool]:
    """What was written; or what would have been, but for rows with errors."""
    with transaction(SYSTEM):
        plan = operations.plan_alone(records)
        if plan.counts["blocked"] and not leave_out:
            return plan, False
        operations.admit(actor=SYSTEM, plan=plan, leave_out=leave_out)
        return plan, True


def _outcome(plan: Plan, is_written: bool) -> str:
    if not is_written:
        return _("Nothing was written.")
    is_same = not (plan.counts[Change.NEW] or plan.counts[Change.CHANGED])
    return _("Nothing changed.") if is_same else _("Imported.")


def report(found: Header, columns: dict[str, str], plan: Plan) -> None:
    """Print every finding with its cell and the value that stands there, then the counts."""
    if found.sheet.note:
        click.echo(found.sheet.note)
    for x in found.unknown:
        if x.letters not in columns:
            cell = f"{x.letters}{found.row}"
            click.echo(
                _("%(cell)s: column “%(name)s” is not known; left out.", cell=cell, name=x.text)
            )
    for sentence in plan.lacking:
        click.echo(_("%(fact)s Choose it with --column LETTERS=MEANING.", fact=sentence))
    for finding in (x for step in plan.steps for x in step.record.findings if x.is_shown):
        place = f"{finding.place}: {finding.severity}"
        click.echo(f"{place}: {finding.sentence} [{finding.value}]")
    click.echo(
        _(
            "Rows: %(rows)s (%(new)s new, %(changed)s changed, %(unchanged)s unchanged,"
            " %(blocked)s with errors). Errors: %(errors)s. Warnings: %(warnings)s.",
            **plan.counts,
        )
    )
    if plan.new_delegations:
        click.echo(new_delegations(plan.new_delegations))
    if missing := plan.counts["notes"]:
        click.echo(photographs_missing(missing))
