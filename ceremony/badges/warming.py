"""What a worker makes ready, so that the first guest at the pick-up desk does not wait for it."""

from io import BytesIO

from ceremony.badges.documents.face import BadgeFace, Stock, ZoneMark
from ceremony.badges.documents.pages import set_badges
from ceremony.badges.documents.starters import starters
from ceremony.core.typography.booklet import Booklet
from ceremony.people.kinds import Band, PassKind

NOBODY = BadgeFace(
    stock=Stock("Ceremony", "25 October 2025", "Delegate", "D", "#17395f", Band.GOLD),
    zones=(ZoneMark("1", "Hall", True, "may enter", "door"),),
    serial=1,
    token="A1" * 65,
    name="Nobody",
    body="Nowhere",
)


def warm() -> None:
    """Read the layouts and the fonts, and draw a badge of nobody."""
    made = {x.serves: x for x in starters().values()}[PassKind.PERSONAL]
    with Booklet(BytesIO(), "Nobody") as booklet:
        part, _findings = set_badges([NOBODY], made, booklet.checkpoint.next_number, backs=True)
        booklet.append(part)
