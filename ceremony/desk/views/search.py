"""One field that finds everything: each slice says what it finds."""

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core.permissions import Permission, may
from ceremony.core.registries import Hit, registries
from ceremony.core.web import requires
from ceremony.desk.views.blueprint import bp

MOST, LONGEST = 8, 100


@bp.get("/desk/search")
@requires(Permission.DESK)
def search() -> ResponseReturnValue:
    asked = " ".join(request.args.get("q", "").replace("\0", "").split())[:LONGEST]
    groups = _found(asked) if asked else []
    return render_template("desk/search.html", asked=asked, groups=groups, most=MOST)


def _found(asked: str) -> list[tuple[object, list[Hit]]]:
    """What each search that is open to the reader finds, without those that find nothing."""
    allowed = (x for x in registries.searches if may(current_user, x.permission))
    groups = [(x.label, list(x.find(asked, MOST + 1))) for x in allowed]
    return [(label, hits) for label, hits in groups if hits]
