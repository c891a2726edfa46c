"""What a confirmation says of one person, in words, in the reader's language."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ceremony.core import settings
from ceremony.core.i18n import _, said
from ceremony.core.mail.wording import in_city, instant
from ceremony.delegations.queries.members import Member
from ceremony.people import queries as people
from ceremony.people.models import Zone


@dataclass(frozen=True)
class Here:
    """The ceremony, as every confirmation names it.

    :ivar mark: that nothing of it is real, where that is so.
    :ivar foot: the ceremony, and the instant of which everything on the paper is true.
    """

    subtitle: str
    title: str
    where: str
    mark: str
    foot: str
    collection_place: str
    collection_hours: str
    contact: str


@dataclass(frozen=True)
class Confirmation:
    """:ivar code: with which the badge is collected.
    :ivar zones: each with its code.
    :ivar document: the kind that is shown; never its number.
    """

    name: str
    original_name: str
    sender: str
    function: str
    code: str
    category: str
    zones: str
    validity: str
    document: str


def here() -> Here:
    """Read now, said in the present language."""
    known = settings.current()
    as_of = in_city(f"{known.local_now:%Y-%m-%d %H:%M}")
    return Here(
        subtitle=known.subtitle,
        title=known.title,
        where=_(
            "%(place)s, %(city)s, %(dates)s",
            place=known.place,
            city=known.city,
            dates=settings.dates_text(known),
        ),
        mark=_("DEMONSTRATION: not valid") if known.is_demo else "",
        foot=_("%(ceremony)s. As of %(as_of)s.", ceremony=known.short_title, as_of=as_of),
        collection_place=said(known.collection_place),
        collection_hours=said(known.collection_hours),
        contact=known.contact,
    )


def confirmations(members: Sequence[Member]) -> list[Confirmation]:
    """Of approved *members*, in their order."""
    zones = people.zones()
    return [_of(x, zones) for x in members]


def _of(member: Member, every_zone: Sequence[Zone]) -> Confirmation:
    person, part, right = member
    told = (part.function.label, part.title, part.organisation)  # some write the same again
    opened = [x for x in every_zone if x.code in right.zones]
    return Confirmation(
        name=person.badge_name,
        original_name=person.original_name,
        sender=part.body.name,
        function=", ".join(dict.fromkeys(filter(None, told))),
        code=right.collection_code or "",
        category=said(right.category.name),
        zones=" · ".join(f"{x.code} {said(x.name)}" for x in opened),
        validity=_validity(right.valid_from, right.valid_until),
        document=person.document_type.label if person.document_type else "",
    )


def _validity(begin: datetime, end: datetime) -> str:
    return in_city(_("%(first)s to %(last)s", first=instant(begin), last=instant(end)))
