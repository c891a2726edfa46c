"""``flask mail``: the outbox, without a worker."""

import os
from collections import Counter
from secrets import token_hex

import click

from ceremony.core.commands import Commands
from ceremony.core.db import reading
from ceremony.core.i18n import _
from ceremony.core.mail import outbox
from ceremony.core.mail.delivery import Postman
from ceremony.core.mail.models import State

cli = Commands("mail", help="The outbox.")


@cli.command()
def send() -> None:
    """Send what is due, and say how it went."""
    postman = Postman(f"{os.getpid()}-{token_hex(4)}")
    ended: Counter[State] = Counter()
    try:
        while some := postman.deliver_some():
            ended += some
            if postman.trouble:
                raise click.ClickException(postman.trouble)
    finally:
        postman.close()
        with reading():
            left = outbox.waiting()
        for state in State:
            if ended[state] and state is not State.QUEUED:
                click.echo(f"{state.label}: {ended[state]}")
        click.echo(_("Waiting for a later try: %(count)d", count=left))
