"""People in the search over everything."""

from collections.abc import Iterator

from flask import url_for

from ceremony.core.i18n import _
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import Hit
from ceremony.core.web import actor
from ceremony.people import finding, listing


def find(words: str, most: int) -> Iterator[Hit]:
    """At most *most* persons, in the order of their names."""
    asked = listing.Filter(words=words.strip())
    if not asked.words:
        return
    known = finding.holders(words) if may(actor(), Permission.PEOPLE_READ_DOCUMENT) else []
    rows = listing.rows_of(known, asked) if known else listing.page(asked).rows
    for row in rows[:most]:
        yield Hit(
            label=row.badge_name,
            note=_(
                "%(function)s, %(body)s. %(state)s.",
                function=row.function.label,
                body=row.body_name,
                state=row.state.label,
            ),
            url=url_for("people.show", person_id=row.id),
        )
