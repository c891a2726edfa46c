"""``flask badges floaters``: floaters or pool cards for many at once."""

import click

from ceremony.badges.passes import queries
from ceremony.core.db import reading, transaction
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import SYSTEM
from ceremony.people import queries as people
from ceremony.people.kinds import BodyKind
from ceremony.people.operations import passes


@click.command("floaters")
@click.option(
    "--kind", type=click.Choice([x.value for x in BodyKind]), required=True, help="Of delegations."
)
@click.option("--category", required=True, help="Code of a category of floaters or pool cards.")
@click.option("--each", type=click.IntRange(1, passes.MOST), required=True)
@click.option("--dry-run", is_flag=True, help="Only say who gets how many.")
def floaters(kind: str, category: str, each: int, dry_run: bool) -> None:
    """Let every delegation of a kind that has answered have so many.

    Who has fewer gets what is missing: run again, it makes no more.
    """
    with reading():
        wanted = passes.NUMBERED
        known = {x.code: x.id for x in people.categories() if x.pass_kind in wanted}
        bodies = [x for x in queries.holders(are_answering=True) if x.kind == kind]
        names = {x.id: x.name for x in bodies}
        if category not in known:
            raise click.BadParameter(
                _("%(given)s is not among: %(codes)s.", given=category, codes=", ".join(known))
            )
        lacking = passes.lacking(list(names), known[category], each)
    if dry_run or not lacking:
        for body_id, count in lacking.items():
            click.echo(f"{names[body_id]}: {count}")
        click.echo(_told(sum(lacking.values())))
        return
    with transaction(SYSTEM):
        made = passes.complete(
            actor=SYSTEM, body_ids=list(names), category_id=known[category], each=each
        )
    click.echo(_told(len(made)))


def _told(count: int) -> str:
    return ngettext("One pass for all of them.", "%(num)d passes for all of them.", count)
