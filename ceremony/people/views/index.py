"""The list of people."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core.i18n import _, ngettext
from ceremony.core.paging import number
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import registries
from ceremony.core.web import actor, requires
from ceremony.people import finding, listing, queries, saved, words
from ceremony.people.columns import COLUMNS
from ceremony.people.kinds import BodyKind, Function, is_without_photograph
from ceremony.people.listing import Filter, Sort
from ceremony.people.states import BY_HAND, State
from ceremony.people.views.blueprint import bp

OFTEN = {"approve", "refuse", "revoke"}
ENDING = {"refuse", "revoke", "withdraw"}


@bp.get("")
@requires(Permission.PEOPLE_READ)
def index() -> ResponseReturnValue:
    asked = Filter.read(request.args, actor())
    if holders := _holders(asked):
        return _to_holder(holders)
    after, before = (number(request.args.get(x, "")) for x in ("after", "before"))
    seen = listing.look(asked)
    page = listing.page(asked, after=after, before=before, seen=seen)
    return render_template(
        "people/index.html",
        asked=asked,
        page=page,
        here=request.full_path.rstrip("?"),
        total=sum((seen.counts or {}).values()),
        count=seen.count,
        many=listing.MANY,
        tabs=_tabs(asked, seen.counts),
        sorts={x: _address(asked, sort=x) for x in Sort},
        back_url=_address(asked, before=page.before) if page.before else "",
        next_url=_address(asked, after=page.after) if page.after else "",
        zones=queries.zones(),
        bodies=queries.named_bodies(),
        categories=queries.categories(),
        kinds=list(BodyKind),
        functions=list(Function),
        moves=_moves(asked, {row.state for row in page.rows}),
        moves_of_all=_moves_of_all(asked, seen.counts),
        acts=registries.panels_for("people.acts", current_user),
        words=words,
        columns=COLUMNS,
        saved=saved.open_to(actor()),
        asked_text={k: str(v) for k, v in asked.arguments.items()},
        usual_url=_address(replace(asked, columns=())),
        is_without_photograph=is_without_photograph,
    )


def _holders(asked: Filter) -> Sequence[int]:
    """Whose document number was typed, if whoever asks may read numbers."""
    is_open = may(actor(), Permission.PEOPLE_READ_DOCUMENT)
    return finding.holders(asked.words) if is_open else []


def _to_holder(person_ids: Sequence[int]) -> ResponseReturnValue:
    """To the person, so that no filter, export or address goes on with the number."""
    if others := len(person_ids) - 1:
        flash(
            ngettext(
                "%(num)d more record has this document number. This is the oldest.",
                "%(num)d more records have this document number. This is the oldest.",
                others,
            ),
            "wait",
        )
    return redirect(url_for("people.show", person_id=person_ids[0]), 303)


def _address(asked: Filter, **other: Any) -> str:
    return url_for("people.index", **asked.arguments | other)


def _moves(asked: Filter, states: Collection[State]) -> list[str]:
    """What can be done with rows of this list, which are in one of *states*."""
    return [
        name
        for name, move in BY_HAND.items()
        if may(current_user, move.permission)
        and (asked.status in move.sources if asked.status else name in OFTEN)
        and move.sources.intersection(states)
    ]


def _moves_of_all(asked: Filter, counts: dict[State, int] | None) -> list[str]:
    """The same with everybody of it; what takes a right away only where a state was chosen."""
    moves = _moves(asked, set(State) if counts is None else counts.keys())
    return [x for x in moves if asked.status or x not in ENDING]


def _tabs(
    asked: Filter, counts: dict[State, int] | None
) -> list[tuple[str, str, int | None, bool]]:
    """Every state and how many are in it; without figures where there are too many to count."""
    words = {State.SUBMITTED: _("Needs a decision")}
    numbers = {x: None if counts is None else counts.get(x, 0) for x in State}
    everybody = None if counts is None else sum(counts.values())
    first = _("Everybody"), _address(asked, status=None), everybody, asked.status is None
    return [
        first,
        *(
            (words.get(x, x.label), _address(asked, status=x), number, asked.status is x)
            for x, number in numbers.items()
        ),
    ]
