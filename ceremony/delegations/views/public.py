"""The public pages of bodies that were not invited: they ask, and see how far it is."""

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from ceremony.core import limits, settings
from ceremony.core.db import transaction
from ceremony.core.errors import TooManyTries
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import actor, requires
from ceremony.delegations.forms.admissions import RequestForm, StatusForm
from ceremony.delegations.models import AdmissionRequest
from ceremony.delegations.operations import admissions as operations
from ceremony.delegations.queries import admissions as queries

bp = Blueprint("requests", __name__, url_prefix="/request")

MOST_TRIES, MINUTES = 20, 60


@bp.route("", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def ask() -> ResponseReturnValue:
    if not settings.current().takes_requests:
        return render_template("requests/closed.html"), 200 if request.method == "GET" else 410
    form = RequestForm(str(get_locale() or "en"), client=request.remote_addr or "")
    if asked := _asked(form):
        return redirect(_address(asked), 303)
    if form.is_submitted() and not form.was_performed:
        _note(operations.TRIED)
    status = 429 if form.is_late else 422 if form.is_submitted() else 200
    return render_template("requests/ask.html", form=form), status


def _asked(form: RequestForm) -> AdmissionRequest | None:
    """What was asked for; None leaves the form with all that was typed."""
    try:
        _demand_patience(operations.TRIED)
        return form.perform(operations.ask, client=request.remote_addr or "")
    except TooManyTries as error:
        form.refuse(error)
        return None


@bp.route("/status", methods=["GET", "POST"])
@requires(Permission.PUBLIC)
def status() -> ResponseReturnValue:
    form = StatusForm()
    _demand_patience("request looked for from")
    if form.validate_on_submit():
        if found := queries.find_by_contact(form.reference.data, form.email.data):
            return redirect(_address(found), 303)
        form.form_errors = [_("There is no request with this reference and this address.")]
        _note("request looked for from")
    return render_template("requests/status.html", form=form), 422 if form.is_submitted() else 200


@bp.get("/<reference>/<seal>")
@requires(Permission.PUBLIC)
def show(reference: str, seal: str) -> ResponseReturnValue:
    asked = queries.opened(reference, seal) or abort(404)
    return render_template("requests/show.html", asked=asked)


def _address(asked: AdmissionRequest) -> str:
    return url_for("requests.show", reference=asked.reference, seal=queries.seal(asked))


def _demand_patience(kind: str) -> None:
    """:raises TooManyTries: what failed from this client failed too often."""
    if request.method == "POST":
        limits.check(kind, request.remote_addr or "", most=MOST_TRIES, minutes=MINUTES)


def _note(kind: str) -> None:
    """Count a try that changes nothing else."""
    with transaction(actor(), working=True):
        limits.note(kind, request.remote_addr or "")
