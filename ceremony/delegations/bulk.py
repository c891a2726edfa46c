"""``flask delegations open | invite | list``: what the desk does for many delegations at once."""

import csv
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import select

from ceremony.core import mail, settings
from ceremony.core.db import db, reading, transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import SYSTEM
from ceremony.delegations.operations import invitations, opening
from ceremony.delegations.queries import delegations as queries
from ceremony.delegations.queries import lists, points
from ceremony.delegations.states.delegations import State
from ceremony.register.models import Participant

COLUMNS = ("code", "name", "email")


class BadFile(DomainError):
    """A line of the file cannot be used."""


@click.command("open")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@click.option("--all", "everybody", is_flag=True, help="Every participant of the register.")
@click.option(
    "--deadline",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]),
    help="In the time zone of the ceremony: 2025-10-10T18:00.",
)
@click.option("--dry-run", is_flag=True, help="Only say which it would be.")
def open_(file: Path | None, everybody: bool, deadline: datetime | None, dry_run: bool) -> None:
    """Open the delegations that FILE names, or all of the register.

    FILE is CSV in UTF-8 with a column ``code`` (QAT), and perhaps ``name`` and ``email`` of a focal
    point; several lines may have the same code. Nobody is mailed: see ``invite``.
    """
    if (file is None) is not everybody:
        raise click.UsageError(_("Give a file or --all: one of both."))
    lines = list(_lines(file)) if file else []
    with reading():
        _demand_known(lines)
        here = {x.iso3 for x in queries.participants_without()}
        asked = {line["code"] for line in lines} if file else here
        zone = settings.current().zone
    facts = {"deadline": deadline.replace(tzinfo=zone)} if deadline else {}
    if dry_run:
        click.echo(_opened(len(asked & here), sum(1 for x in lines if x["email"])))
        return
    with transaction(SYSTEM):
        opened = opening.open_from_register(actor=SYSTEM, iso3s=sorted(asked), **facts)
        named = _name_focal_points(lines)
    click.echo(_opened(len(opened), named))


def _opened(count: int, named: int) -> str:
    opened = ngettext("%(num)d delegation opened.", "%(num)d delegations opened.", count)
    points = ngettext("%(num)d focal point named.", "%(num)d focal points named.", named)
    return f"{opened}\n{points}" if named else opened


def _lines(file: Path) -> Iterator[dict[str, str]]:
    """The lines of *file*, each with all of COLUMNS; a focal point has both name and address."""
    with file.open(encoding="utf-8-sig", newline="") as content:
        reader = csv.DictReader(content)
        if "code" not in (reader.fieldnames or ()):
            raise BadFile(_("No column is called code."))
        for number, row in enumerate(reader, start=2):
            line = {x: (row.get(x) or "").strip() for x in COLUMNS}
            yield _checked(number, line | {"code": line["code"].upper()})


def _checked(number: int, line: dict[str, str]) -> dict[str, str]:
    email = line["email"]
    if bool(line["name"]) is not bool(email):
        raise BadFile(_("Line %(line)d: a focal point needs name and email.", line=number))
    if email and not mail.is_address(email):
        raise BadFile(_("Line %(line)d: %(email)s is no mail address.", line=number, email=email))
    return line


def _demand_known(lines: Sequence[dict[str, str]]) -> None:
    known = set(db.session.scalars(select(Participant.iso3)))
    if unknown := sorted({x["code"] for x in lines} - known):
        raise BadFile(_("The register does not know: %(codes)s.", codes=", ".join(unknown)))


def _name_focal_points(lines: Sequence[dict[str, str]]) -> int:
    named = [x for x in lines if x["email"]]
    found = {x.body.code: x for x in lists.delegations_of(lists.ids())} if named else {}
    for line in named:
        invitations.name_focal_point(
            actor=SYSTEM,
            delegation=found[line["code"]],
            name=line["name"],
            email=line["email"],
        )
    return len(named)


@click.command("invite")
@click.option(
    "--state", type=click.Choice([x.value for x in State]), help="Only delegations in this state."
)
@click.option("--remind", is_flag=True, help="Those who were invited and never came: a new link.")
@click.option("--dry-run", is_flag=True, help="Only say who it would be.")
def invite(state: str | None, remind: bool, dry_run: bool) -> None:
    """Mail each focal point who is not invited yet a personal link."""
    with reading():
        wanted = lists.delegations_of(lists.ids(state=state or ""))
        found = points.points_to_mail(wanted, remind=remind)
        ids = [x.id for x in found]
        if dry_run:
            for point in found:
                click.echo(f"{point.delegation.body.name}: {point.user.name} <{point.user.email}>")
            click.echo(_mailed(len(ids)))
            return
    with transaction(SYSTEM):
        again = points.by_id(ids)
        operation = invitations.remind if remind else invitations.send
        click.echo(_mailed(operation(actor=SYSTEM, points=again)))


def _mailed(count: int) -> str:
    return ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", count)


@click.command("list")
@click.option(
    "--state", type=click.Choice([x.value for x in State]), help="Only delegations in this state."
)
def list_(state: str | None) -> None:
    """Every delegation with its state and its members: those who come, and the approved."""
    with reading():
        for row in lists.everything(state=state or ""):
            one = row.delegation
            counted = f"{row.total:4} {row.members['approved']:4}"
            click.echo(f"{one.body.code:8} {one.state:10} {counted}  {one.body.name}")


COMMANDS = (open_, invite, list_)
