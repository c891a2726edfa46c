"""``flask accounts``: what must work when nobody can sign in."""

import re

import click

from ceremony.accounts import operations, queries
from ceremony.accounts.forms import ADDRESS
from ceremony.core import mail
from ceremony.core.commands import Commands
from ceremony.core.db import transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM

cli = Commands("accounts", help="Officers' accounts.")


@cli.command("invite-administrator")
@click.argument("email")
@click.argument("name")
def invite_administrator(email: str, name: str) -> None:
    """Let EMAIL be an administrator called NAME, and print the link that sets the password.

    Somebody who has an account keeps it and becomes administrator too.
    """
    if not re.match(ADDRESS, email):
        raise click.BadParameter(_("Write the address like name@ministry.example."))
    with transaction(SYSTEM):
        token = operations.invite_administrator(actor=SYSTEM, email=email, name=name)
    click.echo(mail.url("accounts.set_password", token=token))


@cli.command("list")
def list_() -> None:
    """Print who has an account, with their roles."""
    for user in queries.users():
        roles = ", ".join(x.role for x in user.role_grants) or _("no role")
        state = [_("disabled")] if user.disabled_at else []
        click.echo("\t".join([user.email, user.name, roles, *state]))
