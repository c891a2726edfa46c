"""``flask badges``: the badges that count, in one file to print."""

import os
import sys
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from glob import escape
from pathlib import Path
from typing import Any, NoReturn

import click

from ceremony.badges import operations, queries
from ceremony.badges.batches import by_command
from ceremony.badges.batches import queries as batches
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.documents.face import Finding, serial_text
from ceremony.badges.keys.cli import cli as keys
from ceremony.badges.layouts import queries as layouts
from ceremony.badges.models import Order
from ceremony.badges.operations import Options
from ceremony.badges.passes.cli import floaters
from ceremony.badges.words import told
from ceremony.core.commands import Commands
from ceremony.core.db import reading
from ceremony.core.i18n import _, ngettext, said
from ceremony.delegations import lookup
from ceremony.people import queries as people

MOST = 500  # findings that are told one by one
ORDERS = [x.value for x in Order]

cli = Commands("badges", help="Credentials and the paper that carries them.")
cli.add_command(keys)
cli.add_command(floaters)


@cli.command("print")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@click.option("--delegation", default="", help="Whose: QAT, QA or the name.")
@click.option("--category", default="", help="Code of a category.")
@click.option("--not-printed", is_flag=True, help="Only what is not printed yet.")
@click.option("--layout", default="", help="Code of a layout; else the usual one of each kind.")
@click.option("--order", type=click.Choice(ORDERS), default=ORDERS[0], show_default=True)
@click.option("--backs", is_flag=True, help="The other sides too, each behind its front.")
@click.option("--covers", is_flag=True, help="A sheet for each delegation: list and receipt.")
@click.option("--split", is_flag=True, help="A folder for each delegation; FILE is a .zip.")
@click.option("--mark", is_flag=True, help="Make a batch: what is made counts as printed.")
@click.option("--reason", default="", help="With --mark: why, if some were printed before.")
@click.option("--processes", default=len(os.sched_getaffinity(0)), help="Work side by side.")
def print_(out: Path, mark: bool, reason: str, processes: int, **asked: Any) -> None:
    """Print the badges that count, fronts one on a page, into a PDF file, or into a .zip.

    Badges of several layouts come in a PDF each: FILE-personal.pdf, FILE-vehicle.pdf. What is
    wrong with any is said before; what lacks letters is left out. Without --mark nothing changes.
    """
    _demand_place(out, is_split=asked["split"])
    with reading():
        run = by_command.Run(_choice(**asked), _options(**asked), _bar)
    if mark:
        run.claim(reason)
    try:
        _printed(run, out, processes)
    finally:
        run.release()
        _told(run)


def _printed(run: by_command.Run, out: Path, processes: int) -> None:
    run.read()
    if not run.left:
        raise click.ClickException(_("No badge that counts matches this filter."))
    _report(run.check(processes))
    if not run.left:
        raise click.ClickException(_("None of these badges can be printed."))
    run.write(out, processes)
    if not run.printed:
        raise click.ClickException(_("None of these badges can be printed."))


def _told(run: by_command.Run) -> None:
    """What there is, also where it broke off."""
    made, files = len(run.printed), ", ".join(map(str, run.files))
    if files:
        known: dict[str, Any] = {"file": files}
        click.echo(
            ngettext("%(num)d badge in %(file)s.", "%(num)d badges in %(file)s.", made, **known)
        )
        if run.batch_id is not None:
            click.echo(_("Marked as printed: batch %(batch)d.", batch=run.batch_id))


def _demand_place(out: Path, *, is_split: bool) -> None:
    if not out.name:
        raise click.BadParameter(_("--out names a file."))
    if is_split and out.suffix.lower() != ".zip":
        raise click.BadParameter(_("With --split, --out names a .zip file."))
    if not out.parent.is_dir():
        raise click.BadParameter(_("There is no folder %(folder)s.", folder=out.parent))
    for there in (out, *out.parent.glob(f"{escape(out.stem)}-*{escape(out.suffix)}")):
        if there.exists() and not there.is_file():  # a device, say: a file would take its place
            raise click.BadParameter(_("%(file)s is there and is no file.", file=there))


def _choice(*, delegation: str, category: str, not_printed: bool, **_more: Any) -> Choice:
    return Choice(_body(delegation), _category(category), is_new_only=not_printed)


def _options(
    *, layout: str, order: str, backs: bool, covers: bool, split: bool, **_more: Any
) -> Options:
    known = {x.code: said(x.name) for x in layouts.layouts()}
    if layout and layout not in known:
        _refuse(layout, known)
    return Options(layout or None, Order(order), backs, covers, split)


def _bar(length: int, label: str) -> Any:
    return click.progressbar(length=length, label=label, file=sys.stderr)


def _report(findings: Sequence[Finding]) -> None:
    """Every badge that is not as it should be: whose, which field, what is wrong with it."""
    never = operations.unprintable(findings)
    with reading():
        known = batches.holders([x.serial for x in findings][:MOST])
    for found in findings[:MOST]:
        row = known.get(found.serial)
        whose = serial_text(found.serial) if found.serial else _("All")
        words = [whose, row.holder if row else "", row.name if row else ""]
        ends = _("not printed") if found.serial in never else ""
        click.echo(" · ".join(filter(None, [*words, told(found), ends])), err=True)
    if len(findings) > MOST:
        click.echo(_("And %(count)d more.", count=len(findings) - MOST), err=True)


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
