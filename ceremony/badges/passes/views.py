"""Passes that change hands, at the desk: made, lent, taken back, ended; and pins."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.badges import operations
from ceremony.badges import queries as badges
from ceremony.badges.passes import queries
from ceremony.badges.passes.forms import EndForm, MakeForm, PassForm, VehiclesForm
from ceremony.badges.passes.queries import Filter, Where
from ceremony.core.errors import DomainError
from ceremony.core.forms import ticked
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.core.paging import number
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import Panel, Place, registries
from ceremony.core.web import perform, place, requires
from ceremony.delegations.models import Delegation
from ceremony.people import queries as people
from ceremony.people.kinds import PassKind
from ceremony.people.models import Accreditation, Body
from ceremony.people.operations import passes

READ, DECIDE, HAND_OVER = (
    Permission.BADGES_READ,
    Permission.PEOPLE_DECIDE,
    Permission.BADGES_HAND_OVER,
)
KINDS = [x for x in PassKind if x is not PassKind.PERSONAL]

bp = Blueprint("passes", __name__, url_prefix="/desk/badges/passes")

registries.places.append(
    Place(
        lazy("Floaters, vehicles, pins"),
        "cards",
        "passes.index",
        READ,
        lazy("Who comes"),
        42,
    )
)


def _of_delegation(delegation: object) -> dict[str, object]:
    assert isinstance(delegation, Delegation)  # noqa: S101 - the page is about one
    counts = queries.counts(Filter(body=delegation.body_id))
    return {"held": counts, "pins": queries.pins(delegation.body_id)}


registries.panels.append(
    Panel("delegation", READ, "badges/passes/of_delegation.html", _of_delegation, order=50)
)


def _asked() -> Filter:
    """What the address asks for; what does not exist asks for nothing."""
    given = request.args
    where, kind = given.get("where", ""), given.get("kind", "")
    return Filter(
        number(given.get("body", "")),
        kind if kind in KINDS else "",
        where if where in set(Where) else "",
    )


@bp.get("")
@requires(READ)
def index() -> ResponseReturnValue:
    which = _asked()
    return render_template(
        "badges/passes/index.html",
        which=which,
        page=queries.page(which, place()),
        counts=queries.counts(which),
        wheres=Where,
        pins=queries.pins(),
        bodies=queries.bodies(),
        kinds=KINDS,
    )


@bp.get("/of/<int:body_id>")
@requires(READ, load=people.body_of)
def of_body(body: Body) -> ResponseReturnValue:
    return render_template(
        "badges/passes/of_body.html",
        body=body,
        rows=queries.of_body(body.id),
        counts=queries.counts(Filter(body=body.id)),
        pins=queries.pins(body.id),
        loans=queries.loans(body.id),
    )


def _back(body_id: int | None) -> ResponseReturnValue:
    """To the passes of the body; who may not see them, to what the pick-up desk has of it."""
    if body_id and not may(current_user, READ):
        return redirect(url_for("pickup.body", body_code=people.body_of(body_id).code), 303)
    return redirect(url_for("passes.of_body", body_id=body_id), 303)


@bp.post("/of/<int:body_id>/returns")
@requires(HAND_OVER, load=people.body_of)
def take_back(body: Body) -> ResponseReturnValue:
    chosen = badges.credentials(ticked(request.form))
    if any(x.accreditation.body_id != body.id for x in chosen):
        abort(404)
    try:
        back = perform(operations.take_back, credentials=chosen)
    except DomainError as error:
        flash(str(error), "stop")
    else:
        flash(_returned(len(back)), "go" if back else "wait")
    return _back(body.id)


def _returned(count: int) -> str:
    if not count:
        return _("Choose what came back.")
    return ngettext(
        "One pass is in stock again: gates refuse it.",
        "%(num)d passes are in stock again: gates refuse them.",
        count,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(DECIDE)
def new() -> ResponseReturnValue:
    """For one at once; for many after a look at who gets how many."""
    form = MakeForm(queries.holders(are_answering=False), data={"whom": request.args.get("body")})
    is_read = form.validate_on_submit()
    is_sure = len(form.chosen) == 1 or "sure" in request.form
    if is_read and is_sure and (made := form.perform(passes.complete)) is not None:
        flash(_made(len(made)), "go" if made else "wait")
        single = form.chosen[0].id if len(form.chosen) == 1 else None
        return _back(single) if single else redirect(url_for("passes.index"), 303)
    return render_template("badges/passes/new.html", form=form, plan=_plan(form, is_read))


def _plan(form: MakeForm, is_read: bool) -> list[tuple[Body, int]]:
    """Who lacks how many, if that was asked."""
    if not is_read or form.form_errors or form.errors:
        return []
    chosen = form.chosen
    ids = [x.id for x in chosen]
    lacking = passes.lacking(ids, form.category_id.data, form.each.data)
    return [(x, lacking.get(x.id, 0)) for x in chosen]


def _made(count: int) -> str:
    if not count:
        return _("Nobody lacks any: nothing was made.")
    return ngettext(
        "%(num)d pass was made.",
        "%(num)d passes were made.",
        count,
    )


@bp.route("/vehicles", methods=["GET", "POST"])
@requires(DECIDE)
def vehicles() -> ResponseReturnValue:
    """A look at the lines first; passes when nothing is wrong and that is sent again."""
    form = VehiclesForm(queries.holders(), data={"body_id": request.args.get("body", "")})
    is_ready = form.is_submitted() and form.look()
    if is_ready and "sure" in request.form:
        made = form.perform(passes.make_vehicles)
        if made is not None:
            flash(_made(len(made)), "go")
            return redirect(url_for("passes.index", kind=PassKind.VEHICLE), 303)
    return render_template("badges/passes/vehicles.html", form=form, is_ready=is_ready)


@bp.route("/<int:accreditation_id>", methods=["GET", "POST"])
@requires(DECIDE, load=queries.right)
def edit(right: Accreditation) -> ResponseReturnValue:
    form = PassForm(right)
    if form.perform(passes.change, right=right):
        flash(_("Saved. If it is printed already, it goes into reprint."), "go")
        return _back(right.body_id)
    return render_template("badges/passes/edit.html", form=form, right=right)


@bp.route("/<int:accreditation_id>/end", methods=["GET", "POST"])
@requires(DECIDE, load=queries.right)
def end(right: Accreditation) -> ResponseReturnValue:
    form = EndForm()
    if form.perform(passes.end, rights=[right]):
        flash(_("The pass is ended. Gates refuse it now."), "go")
        return _back(right.body_id)
    return render_template("badges/passes/end.html", form=form, right=right)
