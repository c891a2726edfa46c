"""Where the pages of people hang."""

from flask import Blueprint

from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, Search, registries
from ceremony.people import queries, searching

bp = Blueprint("people", __name__, url_prefix="/desk/people")

registries.places.append(
    Place(
        lazy("People"),
        "users",
        "people.index",
        Permission.PEOPLE_READ,
        lazy("Who comes"),
        30,
        queries.count_undecided,
    )
)
registries.searches.append(Search(lazy("People"), Permission.PEOPLE_READ, searching.find))
registries.scopes["body"] = queries.names_of
