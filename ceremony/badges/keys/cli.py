"""``flask badges keys``: the keys that sign badges."""

import click

from ceremony.badges import operations
from ceremony.badges.keys import queries
from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import SYSTEM

cli = Commands("keys", help="The keys that sign badges.")


@cli.command("list")
def list_() -> None:
    """Each key, since when it is what it is, and how many badges it signed."""
    with reading():
        for x in queries.every():
            badges = _("%(signed)d badges, %(live)d count", signed=x.signed, live=x.live)
            since = f"{x.key.state_since:%Y-%m-%d %H:%M} UTC"
            click.echo(f"{queries.name(x.key.key_id)}  {x.key.state.label}, {since}  {badges}")


@cli.command("rotate")
def rotate() -> None:
    """Let a new key sign from now on; the one before verifies what it signed."""
    with transaction(SYSTEM):
        new = operations.rotate_key(actor=SYSTEM)
    click.echo(_("Key %(key)s signs from now on.", key=queries.name(new.key_id)))


@cli.command("withdraw")
@click.argument("key")
@click.option("--reason", required=True, help="Why what it signed is not genuine any more.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def withdraw(key: str, reason: str, yes: bool) -> None:
    """Let nothing that KEY signed be genuine any more. KEY is named as the list names it."""
    with reading():
        known = next(
            (x for x in queries.every() if queries.name(x.key.key_id) == key.upper()), None
        )
    if known is None:
        raise click.BadParameter(_("There is no key %(key)s. See: flask badges keys list", key=key))
    click.echo(not_genuine(known))
    if not yes:
        click.confirm(_("Withdraw it?"), abort=True)
    with transaction(SYSTEM):
        new = operations.withdraw_key(actor=SYSTEM, key=known.key, reason=reason)
    click.echo(_("Key %(key)s signs from now on.", key=queries.name(new.key_id)))


def not_genuine(known: queries.Key) -> str:
    return ngettext(
        "One printed badge that counts is refused at gates then, and has to be made anew.",
        "%(num)d printed badges that count are refused at gates then, and have to be made anew.",
        known.on_paper,
    )
