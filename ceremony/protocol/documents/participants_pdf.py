"""The provisional list of participants as PDF."""

from collections.abc import Iterator

from ceremony.core.i18n import _
from ceremony.core.typography.families import Weight
from ceremony.core.typography.sheet import INK, INK_2
from ceremony.protocol import words
from ceremony.protocol.documents import flow
from ceremony.protocol.documents.ceremony import Facts, facts, in_its_language
from ceremony.protocol.documents.flow import Block, Cell, Frame
from ceremony.protocol.documents.said import counted, named, not_named, number_and_date
from ceremony.protocol.participants import Entry, Group, Listing, Part

INDENT, HANGING = 46.0, 6.0  # names stand beside what they are


def pdf(listing: Listing, number: int) -> bytes:
    """The list with its *number*; the marks and words of a list that is not final."""
    with in_its_language():
        here = facts()
        title = _("Provisional list of participants")
        frame = Frame(f"{title} – {here.title}", here.foot, number_and_date(number, here))
        return flow.pdf(frame, _head(here, title, number, listing), list(_body(listing)))


def _head(here: Facts, title: str, number: int, listing: Listing) -> list[Block]:
    lines = [
        here.title,
        f"{here.place}, {here.dates}",
        f"{number_and_date(number, here)}. {counted(listing)}",
    ]
    return flow.heading(here.subtitle, title, lines, _("PROVISIONAL"))


def _body(listing: Listing) -> Iterator[Block]:
    for group in listing.groups:
        yield from _group(group)
    for place, sentence in enumerate(not_named(listing)):
        yield Block((Cell(sentence, points=9, colour=INK_2),), before=1.5 if place else 7)


def _group(group: Group) -> Iterator[Block]:
    name = Cell(words.heading(group.number), points=13)
    yield Block((name,), before=7, keeps=True, rule=0.4, colour=INK, padding=0.8)
    for entry in group.entries:
        yield from _entry(entry)


def _entry(entry: Entry) -> Iterator[Block]:
    title = entry.sender.name
    more = Cell(_("%(delegation)s (continued)", delegation=title), points=10, colour=INK_2)
    over = Block((more,), padding=0.8)
    yield Block((Cell(title, points=11, weight=Weight.BOLD),), before=4, keeps=True)
    if not entry.parts:
        yield _named(named(entry), INK_2)
    for part in entry.parts:
        yield from _part(part, over)


def _part(part: Part, over: Block) -> Iterator[Block]:
    """What they are beside the first of them."""
    label = words.together(part.function, len(part.lines))
    yield _named(part.lines[0].text, INK, over, label)
    for line in part.lines[1:]:
        yield _named(line.text, INK, over)


def _named(text: str, colour: str, over: Block | None = None, label: str = "") -> Block:
    name = Cell(text, INDENT, flow.WIDTH - INDENT, 10, colour=colour, hanging=HANGING)
    if not label:
        return Block((name,), over=over)
    return Block((Cell(label, 0, INDENT - 3, 8.5, colour=INK_2), name), before=0.7, over=over)
