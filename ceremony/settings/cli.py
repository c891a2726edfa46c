"""``flask ceremony``: the ceremony file, loaded and written."""

import sys
from pathlib import Path
from typing import Any

import click

from ceremony.core import runs
from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.loading import Plan
from ceremony.core.ceremony_file.parts import Effect
from ceremony.core.ceremony_file.tree import MOST_BYTES, FileRefused
from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import SYSTEM
from ceremony.settings.words import sentence_of

cli = Commands("ceremony", help="The ceremony as one file.")


@cli.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def load(file: Path, dry_run: bool) -> None:
    """Make the ceremony what FILE says: all of it, or nothing where a line is wrong."""
    with file.open("rb") as stream:
        content = stream.read(MOST_BYTES + 1)
    try:
        plan = (
            loading.plan_of(_run, content=content)
            if dry_run
            else _run(loading.load, content=content)
        )
    except FileRefused as error:
        for finding in error.findings:
            click.echo(f"{file}: {finding}", err=True)
        sentence = ngettext(
            "One error; nothing was changed.",
            "%(num)d errors; nothing was changed.",
            len(error.findings),
        )
        raise click.ClickException(sentence) from None
    _tell(plan, dry_run=dry_run)


@cli.command()
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file.")
def dump(out: Path | None) -> None:
    """Write the ceremony as it stands; loading it again changes nothing."""
    with reading():
        content = text.dump()
    if out is None:
        click.echo(content, nl=False)
    else:
        out.write_text(content, encoding="utf-8")


def _run(operation: Any, **arguments: Any) -> Any:
    with transaction(SYSTEM):
        runs.ensure(actor=SYSTEM)
        return operation(actor=SYSTEM, **arguments)


def _tell(plan: Plan, *, dry_run: bool) -> None:
    if plan.changes_nothing:
        click.echo(_("Nothing changes."))
        return
    for change in plan.changes:
        click.echo(sentence_of(change))
        for label, before, after in change.fields:
            click.echo(f"    {label}: {before} → {after}")
    for effect in plan.effects:
        _tell_effect(effect)
    if dry_run:
        click.echo(_("This was a dry run: nothing was changed."))
    sys.stdout.flush()


def _tell_effect(effect: Effect) -> None:
    click.echo(effect.sentence)
    for name, before, after in effect.totals:
        if before != after:
            click.echo(f"    {name}: {before} → {after}")
