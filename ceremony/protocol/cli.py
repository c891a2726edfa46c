"""``flask protocol``: the list of participants and nameplates as files."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from ceremony.core.commands import Commands
from ceremony.core.db import reading
from ceremony.core.i18n import _, ngettext
from ceremony.protocol import participants, queries
from ceremony.protocol.documents import nameplates as plates
from ceremony.protocol.documents.participants import MAKERS

cli = Commands("protocol", help="Papers of protocol.")
OUT = click.Path(dir_okay=False, path_type=Path)


@cli.command("list")
@click.option("--out", type=OUT, required=True, help="FILE.docx or FILE.pdf")
def list_(out: Path) -> None:
    """Write the provisional list of participants."""
    if (make := MAKERS.get(out.suffix.lower().lstrip("."))) is None:
        raise click.BadParameter(_("The file ends with .docx or .pdf."), param_hint="--out")
    with reading():
        found = participants.listing(queries.delegations(), queries.members())
        number = queries.arrangement().list_number
        if not found.delegations:
            raise click.ClickException(_("Nobody is approved yet, so the list is empty."))
        _write(out, lambda: make(found, number))
    named = ngettext("%(num)d person named", "%(num)d persons named", found.named)
    click.echo(_("%(named)s in %(file)s.", named=named, file=out))


@cli.command("nameplates")
@click.option("--out", type=OUT, required=True, help="FILE.pdf")
@click.option("--seats", type=click.IntRange(1, 20), default=1, help="For each delegation.")
@click.option("--delegation", "codes", multiple=True, help="Whose: QAT; without it, everybody's.")
def nameplates(out: Path, seats: int, codes: tuple[str, ...]) -> None:
    """Write nameplates, A4 to be folded."""
    with reading():
        senders = queries.delegations()
        wanted = {x.upper() for x in codes}
        if unknown := wanted - {x.code for x in senders}:
            which = ", ".join(sorted(unknown))
            raise click.BadParameter(_("No delegation has the code %(code)s.", code=which))
        chosen = [x for x in senders if not wanted or x.code in wanted]
        if not chosen:
            raise click.ClickException(_("No delegation takes part yet."))
        _write(out, lambda: plates.pdf((x.name, seats) for x in chosen))
    count = ngettext("%(num)d nameplate", "%(num)d nameplates", len(chosen) * seats)
    click.echo(_("%(count)s in %(file)s.", count=count, file=out))


def _write(out: Path, make: Callable[[], bytes]) -> None:
    """Whole or not at all: another file of this name stays until the new one is ready."""
    draft = out.with_name(f".{out.name}.{os.getpid()}")
    try:
        draft.write_bytes(make())
        draft.replace(out)
    except OSError as error:
        message = _("%(file)s cannot be written: %(error)s", file=out, error=error.strerror)
        raise click.ClickException(message) from None
    finally:
        draft.unlink(missing_ok=True)
