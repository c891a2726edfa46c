import os
from pathlib import Path

import click

from ceremony.badges import queries
from ceremony.badges.documents.front import serial_text
from ceremony.badges.printing import Press
from ceremony.badges.queries import Filter
from ceremony.core.commands import Commands
from ceremony.core.db import reading
from ceremony.core.i18n import _
from ceremony.core.typography.booklet import Booklet

cli = Commands("badges", help="Credentials and the paper that carries them.")


@cli.command("print")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--delegation", default="", help="Code of a delegation: QAT.")
@click.option("--category", default="", help="Code of a category.")
@click.option("--processes", default=len(os.sched_getaffinity(0)), help="Work side by side.")
def print_(out: Path, delegation: str, category: str, processes: int) -> None:
    """Print the badges that count into one PDF: fronts, one on a page.

    Rendering alone neither issues nor revokes anything.
    """
    with reading():
        ids = queries.current_ids(Filter(delegation, category))
        if not ids:
            raise click.ClickException(_("No badge that counts matches this filter."))
        press = Press()
        draft = out.with_name(f".{out.name}.{os.getpid()}")
        try:
            pages = _write(press, draft, ids, processes)
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
    click.echo(_("%(count)d badges in %(file)s.", count=pages, file=out))
    for serial, field in press.findings:
        click.echo(
            _("%(serial)s: look at %(field)s.", serial=serial_text(serial), field=field), err=True
        )


def _write(press: Press, draft: Path, ids: list[int], processes: int) -> int:
    with (
        Booklet(draft, _("Badges")) as booklet,
        click.progressbar(length=len(ids), label=_("Badges")) as bar,
    ):
        for part in press.parts(ids, booklet.checkpoint.next_number, processes):
            booklet.append(part)
            bar.update(part.pages)
    return booklet.checkpoint.pages
