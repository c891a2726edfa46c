"""The facts of the ceremony, and its runs."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import runs, settings
from ceremony.core.ceremony_file.facts import present, time_zones
from ceremony.core.colours import WHITE, contrast
from ceremony.core.i18n import _
from ceremony.core.web import perform, requires
from ceremony.settings.facts_forms import FactsForm, RunForm
from ceremony.settings.views.blueprint import EDIT, bp, fingerprint, propose


@bp.route("", methods=["GET", "POST"])
@requires(EDIT)
def index() -> ResponseReturnValue:
    [facts] = present()
    form = FactsForm(facts, fingerprint())
    if form.validate_on_submit() and (saved := propose(form, "ceremony", [form.facts], 0)):
        return saved
    ratio = contrast(settings.current().accent, WHITE)
    return render_template("settings/index.html", form=form, ratio=ratio, time_zones=time_zones())


@bp.route("/run/<any(rehearsal, live):kind>", methods=["GET", "POST"])
@requires(EDIT)
def run(kind: str) -> ResponseReturnValue:
    form = RunForm(kind=kind)
    if form.validate_on_submit():
        begun = perform(runs.begin, kind=runs.Kind(kind))
        flash(_("%(run)s has begun.", run=begun.label), "go")
        return redirect(url_for("settings.index"), 303)
    return render_template("settings/run.html", form=form, kind=kind)
