"""``flask people``: decisions about many at once."""

import click
from sqlalchemy.exc import NoResultFound

from ceremony.core.commands import Commands
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.people import listing, operations, queries, words
from ceremony.people.listing import Filter
from ceremony.people.states import State

cli = Commands("people", help="Persons and their right to pass.")


@cli.command("approve")
@click.option("--delegation", default="", help="Code of whoever sends them: QAT.")
@click.option("--category", default="", help="Code of a category.")
@click.option("--dry-run", is_flag=True, help="Only say who it would be.")
def approve(delegation: str, category: str, dry_run: bool) -> None:
    """Approve everybody who waits for a decision, or some of them."""
    with reading():
        asked = _asked(delegation, category)
        ids = listing.ids(asked)
        names = [x.person.badge_name for x in queries.accreditations(ids)] if dry_run else []
    if dry_run:
        for name in names:
            click.echo(name)
        click.echo(words.would_approve(len(ids)))
        return
    with transaction(SYSTEM):
        count = operations.decide(actor=SYSTEM, move="approve", ids=ids)
    click.echo(words.done("approve", count))


def _asked(delegation: str, category: str) -> Filter:
    try:
        return Filter(
            body=queries.body(delegation).id if delegation else None,
            category=queries.category(category).id if category else None,
            status=State.SUBMITTED,
        )
    except NoResultFound:
        raise click.ClickException(_("There is no such delegation or category.")) from None
