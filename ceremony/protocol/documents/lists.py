"""The precedence list and the seating order as PDF."""

from collections.abc import Sequence

from ceremony.core.i18n import _, ngettext
from ceremony.protocol import words
from ceremony.protocol.documents import flow
from ceremony.protocol.documents.ceremony import facts, in_its_language
from ceremony.protocol.documents.flow import Cell, Frame
from ceremony.protocol.models import Arrangement, SeatingDraw
from ceremony.protocol.queries import Placed, Precedence
from ceremony.protocol.seating import Seats


def precedence_pdf(shown: Precedence, how: Arrangement) -> bytes:
    """The heads of delegation in their order, and what was moved by hand with its reason."""
    with in_its_language():
        here, title = facts(), _("Precedence of heads of delegation")
        lines = [
            here.title,
            f"{here.place}, {here.dates}",
            words.by_rule(how.alphabet, how.is_host_first),
        ]
        columns = [
            Cell(_("No."), 0, 9, 9.5, align=1),
            Cell(_("Delegation"), 13, 54, 9.5),
            Cell(_("Head of delegation"), 70, 60, 9.5),
            Cell(_("Rank"), 133, 41, 9.5),
        ]
        rows = [_row(x) for x in shown.rows]
        head = flow.heading(here.subtitle, title, lines)
        blocks = flow.table(columns, rows, bold=frozenset({1}))
        return flow.pdf(Frame(title, here.foot), head, blocks)


def _row(placed: Placed) -> list[str]:
    head = placed.head
    waiting = "" if head.is_approved else _("not yet approved")
    moved = _("Moved by hand: %(reason)s", reason=placed.change.reason) if placed.change else ""
    person = f"{head.honorific} {head.name}".strip()
    about = ", ".join(filter(None, (person, head.title, waiting)))
    return [
        str(placed.number),
        head.sender.name,
        f"{about}. {moved}" if moved else about,
        head.rank.label,
    ]


def seating_pdf(rows: Sequence[Seats], drawn: SeatingDraw, each: int) -> bytes:
    """Delegations from the drawn letter on, with their seats."""
    with in_its_language():
        here, title = facts(), _("Seating order")
        seats = ngettext("%(num)d seat each", "%(num)d seats each", each)
        lines = [
            here.title,
            f"{here.place}, {here.dates}",
            f"{words.drawn(drawn)} {seats}.",
        ]
        columns = [
            Cell(_("No."), 0, 10, 10, align=1),
            Cell(_("Delegation"), 15, 125, 10),
            Cell(_("Seats"), 144, 30, 10, align=1),
        ]
        texts = [[str(x.number), x.sender.name, x.text] for x in rows]
        head = flow.heading(here.subtitle, title, lines)
        blocks = flow.table(columns, texts, bold=frozenset({1}))
        return flow.pdf(Frame(title, here.foot), head, blocks)
