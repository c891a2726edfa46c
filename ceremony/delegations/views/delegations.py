"""The list of delegations: looked at, and taken away as a file."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.registries import registries
from ceremony.core.web import actor, download, place, requires
from ceremony.delegations import exporting
from ceremony.delegations.forms.opening import KINDS
from ceremony.delegations.queries import delegations as queries
from ceremony.delegations.queries import lists
from ceremony.delegations.queries.lists import Asked, Sort
from ceremony.delegations.states.delegations import State
from ceremony.delegations.views.blueprint import bp
from ceremony.people import queries as people
from ceremony.people.models import Body

# Those first on whom somebody waits.
TABS = (
    State.SUBMITTED,
    State.INVITED,
    State.DRAFT,
    State.RETURNED,
    State.APPROVED,
    State.REFUSED,
    State.WITHDRAWN,
)


@bp.get("")
@requires(Permission.DELEGATIONS_READ)
def index() -> ResponseReturnValue:
    asked = _asked()
    counts = lists.counts(**asked._replace(state="")._asdict())
    return render_template(
        "delegations/index.html",
        page=lists.delegations(place(), **asked._asdict()),
        total=queries.total(),
        count=counts.get(asked.state, 0) if asked.state else sum(counts.values()),
        asked=asked,
        tabs=_tabs(asked, counts),
        here=request.full_path.rstrip("?"),
        kinds=KINDS,
        accesses=list(lists.Access),
        officers=queries.liaison_officers(),
        acts=registries.panels_for("delegations.list", actor()),
        sorts={x: _address(asked, sort=x) for x in Sort if x is not Sort.QUEUE},
    )


def _address(asked: Asked, **other: str) -> str:
    """Of the list with something else asked for; nobody's liaison officer is said, too."""
    given = {x: y for x, y in asked._replace(**other)._asdict().items() if y}
    return url_for("delegations.index", **{"liaison": ""} | given)


def _asked() -> Asked:
    """Whoever looks after some delegations sees those, until they ask for others."""
    asked, reader = Asked.read(request.args), actor()
    if "liaison" not in request.args and lists.looked_after_by(reader.id):
        return asked._replace(liaison=str(reader.id))
    return asked


def _tabs(asked: Asked, counts: dict[str, int]) -> list[tuple[str, str, int, bool]]:
    words = {State.SUBMITTED: _("Needs a decision")}
    everything = _address(asked, state="")
    return [
        (_("All"), everything, sum(counts.values()), not asked.state),
        *(
            (
                words.get(x, x.label),
                _address(asked, state=x),
                counts.get(x, 0),
                asked.state == x,
            )
            for x in TABS
        ),
    ]


@bp.get("/list.xlsx")
@requires(Permission.DELEGATIONS_READ)
def as_xlsx() -> ResponseReturnValue:
    return _file("xlsx")


@bp.get("/list.csv")
@requires(Permission.DELEGATIONS_READ)
def as_csv() -> ResponseReturnValue:
    return _file("csv")


def _file(kind: str) -> ResponseReturnValue:
    """What the list shows, all of its rows; it holds nothing of any person."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "delegations"
        exporting.write(file, kind, _asked(), getattr(actor(), "name", ""))
        content = file.read_bytes()
    name = f"delegations-{settings.current().local_now:%Y-%m-%d}.{kind}"
    return download(content, exporting.KINDS[kind], name)


@bp.get("/of/<int:body_id>")
@requires(Permission.DELEGATIONS_READ, load=people.body_of)
def of_body(sender: Body) -> ResponseReturnValue:
    """The page of whoever sends somebody; without a delegation, its people."""
    if found := queries.find_of_body(sender.id):
        return redirect(url_for("delegations.show", delegation_id=found), 303)
    return redirect(url_for("people.index", body=sender.id), 303)
