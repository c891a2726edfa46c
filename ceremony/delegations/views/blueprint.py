"""Where the desk's pages of delegations hang, and what they share."""

from flask import Blueprint, request, url_for

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Hit, Search, registries
from ceremony.core.registries import Place as Line
from ceremony.delegations import merging as merging  # its part
from ceremony.delegations.queries import delegations, lists, points
from ceremony.register import queries as register

bp = Blueprint("delegations", __name__, url_prefix="/desk/delegations")

registries.places.append(
    Line(
        lazy("Delegations"),
        "flag",
        "delegations.index",
        Permission.DELEGATIONS_READ,
        lazy("Who comes"),
        20,
        lists.count_undecided,
    )
)


def _found(words: str, most: int) -> list[Hit]:
    return [
        Hit(
            x.delegation.body.name,
            x.delegation.body.kind.label,
            url_for("delegations.show", delegation_id=x.delegation.id),
        )
        for x in lists.delegations(words=words).rows[:most]
    ]


def _points_found(words: str, most: int) -> list[Hit]:
    return [
        Hit(
            x.user.name,
            f"{x.user.email}, {x.delegation.body.name}",
            url_for("delegations.focal_points", delegation_id=x.delegation_id),
        )
        for x in points.find(words, most)
    ]


register.senders.append(delegations.participants_here)
registries.searches.append(Search(lazy("Delegations"), Permission.DELEGATIONS_READ, _found))
registries.searches.append(
    Search(lazy("Focal points"), Permission.DELEGATIONS_MANAGE, _points_found)
)


def filters(*names: str) -> dict[str, str]:
    return {name: request.args.get(name, "")[:200] for name in names}
