"""Sentences that the list of participants says in every format."""

from collections.abc import Iterator

from ceremony.core.i18n import _, ngettext
from ceremony.protocol.documents.ceremony import Facts
from ceremony.protocol.participants import Entry, Listing


def number_and_date(number: int, here: Facts) -> str:
    return _("List No. %(number)d, %(day)s", number=number, day=here.day)


def counted(listing: Listing) -> str:
    """How many delegations and persons the list names."""
    delegations = ngettext("%(num)d delegation", "%(num)d delegations", listing.delegations)
    persons = ngettext("%(num)d person named", "%(num)d persons named", listing.named)
    return _("%(delegations)s, %(persons)s.", delegations=delegations, persons=persons)


def named(entry: Entry) -> str:
    """What stands under a delegation that names nobody."""
    return ngettext(
        "%(num)d member, who is not named", "%(num)d members, who are not named", entry.unnamed
    )


def not_named(listing: Listing) -> Iterator[str]:
    """Why the list is not complete, at its end."""
    if listing.unnamed:
        yield ngettext(
            "%(num)d accredited participant did not agree to be named in this list.",
            "%(num)d accredited participants did not agree to be named in this list.",
            listing.unnamed,
        )
    yield _(
        "This list is provisional. Delegations are asked to send corrections to the protocol"
        " office of the host."
    )
