"""Guards: appointed by their badge, given a PIN, ended; who stood where today."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.core.web import requires
from ceremony.gates import operations
from ceremony.gates.forms import GuardForm, PinForm
from ceremony.gates.models import Guard
from ceremony.gates.queries import guards as reads
from ceremony.gates.queries import seen
from ceremony.gates.views.blueprint import READ, SUPERVISE, attempt, bp, run_id
from ceremony.people.kinds import PassKind


@bp.get("/guards")
@requires(READ)
def guards() -> ResponseReturnValue:
    since = settings.current().midnight
    known = {"guards": reads.guards(), "shifts": reads.shifts(run_id(), since)}
    return render_template("gates/guards.html", **known)


@bp.route("/guards/new", methods=["GET", "POST"])
@requires(SUPERVISE)
def appoint() -> ResponseReturnValue:
    """First whom, by serial or name, then the PIN."""
    q = request.args.get("q", "").strip()
    found = seen.holders(q, PassKind.PERSONAL, live=True) if q else []
    form = GuardForm(serial=request.args.get("serial", ""))
    if guard := form.perform(operations.appoint_guard):
        flash(_("%(name)s works at gates from now on.", name=reads.name_of(guard)), "go")
        return redirect(url_for("gates.guards"), 303)
    return render_template("gates/guard_new.html", form=form, q=q, found=found, most=seen.MOST)


@bp.route("/guards/<int:guard_id>/pin", methods=["GET", "POST"])
@requires(SUPERVISE, load=reads.guard)
def set_pin(guard: Guard) -> ResponseReturnValue:
    form, name = PinForm(), reads.name_of(guard)
    if form.perform(operations.set_pin, guard=guard):
        flash(
            _("%(name)s has another PIN. The old one ends as devices hear of it.", name=name), "go"
        )
        return redirect(url_for("gates.guards"), 303)
    return render_template("gates/pin.html", form=form, guard=guard, name=name)


@bp.post("/guards/<int:guard_id>/supervisor")
@requires(SUPERVISE, load=reads.guard)
def make_supervisor(guard: Guard) -> ResponseReturnValue:
    wanted = {"guard": guard, "is_supervisor": request.form.get("is_supervisor") == "yes"}
    return attempt(operations.make_supervisor, url_for("gates.guards"), _("Saved."), **wanted)


@bp.post("/guards/<int:guard_id>/end")
@requires(SUPERVISE, load=reads.guard)
def end_guard(guard: Guard) -> ResponseReturnValue:
    done = _("%(name)s works at no gate any more.", name=reads.name_of(guard))
    return attempt(operations.end_guard, url_for("gates.guards"), done, guard=guard)
