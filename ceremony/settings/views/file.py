"""The ceremony file: down, up, and the moment when somebody agrees."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from ceremony.core import settings
from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission, may
from ceremony.core.web import actor, perform, requires
from ceremony.core.web import download as sent
from ceremony.settings.forms import ConfirmForm, UploadForm
from ceremony.settings.views.blueprint import EDIT, bp, settle, url_of


@bp.route("/file", methods=["GET", "POST"])
@requires(EDIT)
def file() -> ResponseReturnValue:
    form, findings = UploadForm(), None
    if form.validate_on_submit():
        try:
            return settle(form.content, "file")
        except FileRefused as refused:
            findings = refused.findings
    return render_template("settings/file.html", form=form, findings=findings)


@bp.get("/file/ceremony.yaml")
@requires(EDIT)
def download() -> ResponseReturnValue:
    name = f"ceremony-{settings.current().starts_on}.yaml"
    return sent(text.dump().encode(), "application/yaml", name)


@bp.post("/confirm")
@requires(EDIT)
def confirm() -> ResponseReturnValue:
    """Load what the preview showed, if the ceremony is still the one that it was shown for."""
    form = ConfirmForm()
    back = url_of(form.back.data or "")
    try:
        content = (form.text.data or "").encode()
        plan = perform(loading.load, content=content, fingerprint=form.fingerprint.data or "-")
    except DomainError as error:
        flash(str(error), "error")
        return redirect(back, 303)
    flash(_done(plan), "go")
    return redirect(back, 303)


def _done(plan: loading.Plan) -> str:
    """What is otherwise now, and where what was printed before is replaced."""
    if not plan.moves:
        return _("Saved.")
    facts = escape(" ".join([_("Saved."), *(effect.sentence for effect in plan.effects)]))
    if not may(actor(), Permission.BADGES_READ):
        return facts + " " + escape(_("Badges issued before still show the old."))
    link = Markup('<a href="{}">{}</a>').format(url_for("badges.index"), _("See the badges"))
    return facts + " " + escape(_("Badges issued before still show the old.")) + " " + link
