"""The list of people."""

from collections.abc import Collection
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core.i18n import _
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import registries
from ceremony.core.web import actor, requires
from ceremony.people import listing, queries, words
from ceremony.people.kinds import BodyKind, Function, is_without_photograph
from ceremony.people.listing import Filter, Sort
from ceremony.people.states import LIFECYCLE, State
from ceremony.people.views.blueprint import bp

OFTEN = {"approve", "refuse", "revoke"}


@bp.get("")
@requires(Permission.PEOPLE_READ)
def index() -> ResponseReturnValue:
    asked = Filter.read(request.args, actor())
    after, before = (listing.number(request.args.get(x, "")) for x in ("after", "before"))
    page = listing.page(asked, after=after, before=before)
    counts = listing.counts(asked)
    return render_template(
        "people/index.html",
        asked=asked,
        page=page,
        here=request.full_path.rstrip("?"),
        total=sum(counts.values()),
        count=counts.get(asked.status, 0) if asked.status else sum(counts.values()),
        tabs=_tabs(asked, counts),
        sorts={x: _address(asked, sort=x) for x in Sort},
        back_url=_address(asked, before=page.before) if page.before else "",
        next_url=_address(asked, after=page.after) if page.after else "",
        zones=queries.zones(),
        bodies=queries.bodies(),
        categories=queries.categories(),
        kinds=list(BodyKind),
        functions=list(Function),
        moves=_moves(asked, {row.state for row in page.rows}),
        moves_of_all=_moves(asked, counts.keys()),
        acts=registries.panels_for("people.acts", current_user),
        words=words,
        is_without_photograph=is_without_photograph,
    )


def _address(asked: Filter, **other: Any) -> str:
    return url_for("people.index", **asked.arguments | other)


def _moves(asked: Filter, states: Collection[State]) -> list[str]:
    """What can be done with rows of this list, which are in one of *states*."""
    return [
        name
        for name, move in LIFECYCLE.moves.items()
        if may(current_user, move.permission)
        and (asked.status in move.sources if asked.status else name in OFTEN)
        and move.sources.intersection(states)
    ]


def _tabs(asked: Filter, counts: dict[State, int]) -> list[tuple[str, str, int, bool]]:
    words = {State.SUBMITTED: _("Needs a decision")}
    states = [
        (words.get(x, x.label), _address(asked, status=x), counts.get(x, 0), asked.status is x)
        for x in State
    ]
    everybody = sum(counts.values())
    first = _("Everybody"), _address(asked, status=None), everybody, asked.status is None
    return [first, *states]
