"""Settling how papers are made, in which order, and from which letter seats go."""

from collections.abc import Callable, Sequence
from secrets import choice

from ceremony.core import audit, versions
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.protocol import order, queries
from ceremony.protocol.models import Arrangement, PrecedenceChange, SeatingDraw
from ceremony.protocol.order import Alphabet

ARRANGE = Permission.PROTOCOL_ARRANGE


class NotInTheList(DomainError):
    """One of the two delegations has no place in the precedence list."""

    status = 409


class StandsThere(DomainError):
    """Nothing would change."""


class NothingToDraw(DomainError):
    """No State takes part whose name begins with a letter."""


def arrange(
    *,
    actor: Actor,
    alphabet: Alphabet,
    is_host_first: bool,
    list_number: int,
    version: int | None = None,
) -> Arrangement:
    """Say how the papers of this ceremony are made; what was moved by hand stays moved.

    :param list_number: of the provisional list of participants, 1 to 999.
    :raises EditConflict: somebody else saved another version in between.
    """
    require(actor, ARRANGE)
    lock("protocol.arrangement")
    how = queries.arrangement()
    versions.demand(how, version)
    how.alphabet, how.is_host_first, how.list_number = alphabet, is_host_first, list_number
    db.session.add(how)
    audit.record(actor, "protocol.arranged", how)
    return how


def move(*, actor: Actor, body_id: int, before_id: int | None, reason: str) -> PrecedenceChange:
    """Let the delegation *body_id* stand directly before *before_id*; None: last.

    :raises NotInTheList: one of them has no live head, or takes no part.
    :raises StandsThere: it stands there already.
    :raises ReasonNeeded: no reason is given.
    """
    require(actor, ARRANGE)
    lock("protocol.precedence")
    heads = queries.precedence().heads
    ids = [x.sender.body_id for x in heads]
    if body_id not in ids or (before_id is not None and before_id not in ids):
        raise NotInTheList(_("This delegation is no longer in the list. Look again."))
    place = ids.index(body_id)
    follower = ids[place + 1] if place + 1 < len(ids) else None
    if before_id in {body_id, follower}:
        raise StandsThere(_("The delegation stands there already."), field="before_id")
    change = PrecedenceChange(
        body_id=body_id,
        before_id=before_id,
        reason=demand_reason(reason, _("Say why the delegation is moved.")),
        rank=heads[place].rank,
        officer_id=actor.id if actor.kind == "user" else None,
    )
    db.session.add(change)
    audit.record(actor, "protocol.moved", change)
    return change


def take_back(*, actor: Actor, change: PrecedenceChange) -> None:
    """Undo one change by hand; later ones are made as if it had never been."""
    require(actor, ARRANGE)
    lock("protocol.precedence")
    audit.record(actor, "protocol.move_taken_back", change)
    db.session.delete(change)


def draw(
    *,
    actor: Actor,
    alphabet: Alphabet,
    letter: str = "",
    reason: str = "",
    choose: Callable[[Sequence[str]], str] = choice,
) -> SeatingDraw:
    """Settle from which letter delegations are seated.

    :param letter: as drawn in the hall; empty: it is drawn here, among the letters with which
        the name of some State begins.
    :param choose: the lot.
    :raises ReasonNeeded: a letter was drawn before.
    :raises NothingToDraw: there is no State, or none begins with *letter*.
    """
    require(actor, ARRANGE)
    lock("protocol.draw")
    possible = order.letters(queries.delegations(), alphabet)
    if not possible:
        raise NothingToDraw(_("No State takes part yet, so there is no letter to draw."))
    if letter and letter not in possible:
        message = _(
            "No name begins with it. Possible are: %(letters)s.", letters=" ".join(possible)
        )
        raise NothingToDraw(message, field="letter")
    if queries.draws():
        reason = demand_reason(reason, _("A letter was drawn already. Say why it is drawn again."))
    drawn = SeatingDraw(
        letter=letter or choose(possible),
        alphabet=alphabet,
        is_by_hand=bool(letter),
        drawn_at=now(),
        reason=reason.strip(),
        officer_id=actor.id if actor.kind == "user" else None,
    )
    db.session.add(drawn)
    audit.record(actor, "protocol.letter_drawn", drawn, letter=drawn.letter)
    return drawn
