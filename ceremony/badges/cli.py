"""``flask badges``: the badges that count, in one file to print."""

import os
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import NoReturn

import click

from ceremony.badges import queries
from ceremony.badges.documents.front import serial_text
from ceremony.badges.printing import Press
from ceremony.badges.queries import Filter
from ceremony.core.commands import Commands
from ceremony.core.db import reading
from ceremony.core.i18n import _, said
from ceremony.core.typography.booklet import Booklet
from ceremony.delegations import lookup
from ceremony.people import queries as people

cli = Commands("badges", help="Credentials and the paper that carries them.")


@cli.command("print")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--delegation", default="", help="Whose: QAT, QA or the name.")
@click.option("--category", default="", help="Code of a category.")
@click.option("--processes", default=len(os.sched_getaffinity(0)), help="Work side by side.")
def print_(out: Path, delegation: str, category: str, processes: int) -> None:
    """Print the badges that count into one PDF: fronts, one on a page.

    Rendering alone neither issues nor revokes anything.
    """
    with reading():
        ids = queries.current_ids(Filter(_body(delegation), _category(category)))
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


def _body(text: str) -> str:
    """The code of the sender whom *text* means, as imports understand it; "" is everybody."""
    senders: dict[str, str] = {row.code: row.name for row in queries.bodies()}
    if not text or text.upper() in senders:
        return text.upper()
    if not (found := lookup.prefetch().body(text, "")):
        _refuse(text, senders)
    for code, name in senders.items():
        if name == found.name:
            return code
    raise click.BadParameter(_("%(name)s sends nobody so far.", name=found.name))


def _category(code: str) -> str:
    known = {x.code: said(x.name) for x in people.categories()}
    if code and code not in known:
        _refuse(code, known)
    return code


def _refuse(text: str, known: Mapping[str, str]) -> NoReturn:
    """Say that *text* is none of what is *known* (code to name), and the nearest of it."""
    words = {word.casefold(): code for code, name in known.items() for word in (code, name)}
    if near := get_close_matches(text.casefold(), words, n=1, cutoff=0.5):
        code = words[near[0]]
        raise click.BadParameter(
            _(
                "%(given)s is not known. Did you mean %(code)s, %(name)s?",
                given=text,
                code=code,
                name=known[code],
            )
        )
    codes = ", ".join(known) or _("nothing")
    raise click.BadParameter(_("%(given)s is not among: %(codes)s.", given=text, codes=codes))


def _write(press: Press, draft: Path, ids: list[int], processes: int) -> int:
    with (
        Booklet(draft, _("Badges")) as booklet,
        click.progressbar(length=len(ids), label=_("Badges")) as bar,
    ):
        for part in press.parts(ids, booklet.checkpoint.next_number, processes):
            booklet.append(part)
            bar.update(part.pages)
    return booklet.checkpoint.pages
