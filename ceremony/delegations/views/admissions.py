"""The desk's queue of requests to take part, and the page on which one is decided."""

from collections.abc import Callable

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.accounts import queries as accounts
from ceremony.core import files, mail, uploads
from ceremony.core.i18n import _, lazy
from ceremony.core.mail.models import LINK
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import actor, place, requires
from ceremony.delegations.forms.admissions import AcceptForm, RefuseForm
from ceremony.delegations.models import AdmissionRequest
from ceremony.delegations.operations import admissions as operations
from ceremony.delegations.queries import admissions as queries
from ceremony.delegations.states.changes import ADMISSIONS, Admission
from ceremony.delegations.views.blueprint import bp

registries.places.append(
    Place(
        lazy("Requests to take part"),
        "tray-arrow-down",
        "delegations.admissions",
        Permission.DELEGATIONS_MANAGE,
        lazy("Who comes"),
        22,
        queries.count_waiting,
    )
)


Decision = AcceptForm | RefuseForm

_OPERATIONS: dict[str, Callable[..., object]] = {
    "accepted": operations.accept,
    "refused": operations.refuse,
}
_DONE = {
    "accepted": lazy("Accepted. The contact was mailed, and invited as focal point."),
    "refused": lazy("Refused. The contact was mailed."),
}


@bp.get("/requests")
@requires(Permission.DELEGATIONS_MANAGE)
def admissions() -> ResponseReturnValue:
    asked = request.args.get("state", "")
    state = Admission(asked) if asked in {*Admission} else Admission.ASKED
    return render_template(
        "delegations/admissions.html",
        page=queries.requests(place(), state=state),
        counts=queries.counts(),
        state=state,
        states=list(Admission),
    )


@bp.get("/requests/<int:admission_id>")
@requires(Permission.DELEGATIONS_MANAGE, load=queries.request)
def admission(asked: AdmissionRequest) -> ResponseReturnValue:
    return render_template(
        "delegations/admission.html",
        asked=asked,
        similar=queries.similar(asked),
        beside=queries.beside(asked),
        moves={x.name for x in ADMISSIONS.open_to(actor(), asked)},
        language=mail.language_name(asked.language),
        has_letter=files.path(asked.letter).exists(),
    )


@bp.get("/requests/<int:admission_id>/letter")
@requires(Permission.DELEGATIONS_MANAGE, load=queries.request)
def admission_letter(asked: AdmissionRequest) -> Response:
    if not files.path(asked.letter).exists():
        abort(404)
    return uploads.serve(asked.letter, asked.letter_name)


@bp.route("/requests/<int:admission_id>/accept", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=queries.request)
def accept_admission(asked: AdmissionRequest) -> ResponseReturnValue:
    account = accounts.find_user_by_email(asked.email)
    return _decide(asked, AcceptForm(asked.name, queries.similar(asked), account), "accepted")


@bp.route("/requests/<int:admission_id>/refuse", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_REFUSE, load=queries.request)
def refuse_admission(asked: AdmissionRequest) -> ResponseReturnValue:
    return _decide(asked, RefuseForm(), "refused")


def _decide(asked: AdmissionRequest, form: Decision, outcome: str) -> ResponseReturnValue:
    """Ask, show the mail, then do it: nothing is decided or sent before the mail was seen."""
    if asked.state is not Admission.ASKED:
        flash(_("This request was decided already: %(state)s.", state=asked.state.label), "wait")
        return redirect(url_for("delegations.admission", admission_id=asked.id), 303)
    if "sure" in request.form:
        if form.perform(_OPERATIONS[outcome], request=asked):
            flash(_DONE[outcome], "go")
            return redirect(url_for("delegations.admissions"), 303)
    elif "preview" in request.form and form.validate_on_submit():
        letter = operations.preview(asked, outcome, **form.said)
        text = letter.text.replace(LINK, _("(link to the request)"))
        return _page("mail", asked, form, outcome, letter=letter, text=text)
    return _page("decide", asked, form, outcome)


def _page(
    name: str, asked: AdmissionRequest, form: Decision, outcome: str, **more: object
) -> ResponseReturnValue:
    template = f"delegations/admission_{name}.html"
    return render_template(template, asked=asked, form=form, outcome=outcome, **more)
