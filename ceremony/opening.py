"""What an instance needs before it serves: tables, keys, and something or somebody in it."""

import os
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
import flask_migrate
from sqlalchemy.exc import DatabaseError

from ceremony import create_app
from ceremony import demo as demonstration
from ceremony.accounts import operations, queries
from ceremony.core import address, keys, mail, runs, settings
from ceremony.core.db import db, transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.core.tls import authority, machine
from ceremony.core.tls.authority import Papers


@dataclass(frozen=True)
class Phones:
    """How phones come to trust HTTPS by the local authority.

    :ivar page: the address, on the plain port, of the page that says what to do.
    """

    page: str
    papers: Papers


@dataclass
class Opening:
    """What the launcher has to know and to say."""

    title: str
    address: str
    sign_ins: list[tuple[str, str, str]] = field(default_factory=list)
    invitation: str | None = None
    phones: Phones | None = None


def prepare(*, demo: bool) -> Opening:
    """Migrate the database and fill an empty one; nothing changes in one that is in use.

    :param demo: load the demonstration; otherwise the first administrator gets a link.
    """
    app = create_app()
    with app.test_request_context():
        keys.ensure(Path(app.instance_path))
        try:
            flask_migrate.upgrade()
        except DatabaseError as error:
            sentence = _("The database does not answer: %(error)s", error=error.orig)
            raise SystemExit(sentence) from None
        invitation = None if queries.are_there_users() else _fill(demo=demo)
        opening = Opening(
            title=settings.current().title,
            address=address.base(),
            sign_ins=demonstration.sign_ins(),
            invitation=invitation,
            phones=_phones(Path(app.instance_path)) if app.config["HTTPS"] else None,
        )
        db.session.remove()
        db.engine.dispose()
    return opening


def _phones(instance: Path) -> Phones:
    """Have the local authority vouch for every name and address of this machine."""
    here = (urlsplit(address.base()).hostname or "localhost").encode("idna").decode()
    found = [*machine.names(), "127.0.0.1", "::1", *map(str, machine.addresses())]
    papers = authority.ensure(instance, needed=[here], also=found, at=datetime.now(UTC))
    port = address.plain_port(int(address.listening()[1]))
    return Phones(f"http://{address.reachable(here)}:{port}/trust", papers)


def _fill(*, demo: bool) -> str | None:
    """Load the demonstration, or give the one-time link of the first administrator."""
    if demo:
        click.echo(_("Loading the demonstration ceremony. This happens once and takes a while."))
        demonstration.load()
        return None
    email = os.environ.get("CEREMONY_ADMINISTRATOR", "administrator@ceremony.example")
    with transaction(SYSTEM):
        token = operations.invite_first_administrator(
            actor=SYSTEM, email=email, name=_("Administrator")
        )
        runs.ensure(actor=SYSTEM)
    if token is None:
        return None
    return mail.url("accounts.set_password", token=token)
