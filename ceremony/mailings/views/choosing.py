"""To whom: from the page of a new mailing, or from a list that somebody has filtered."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale

from ceremony.core.errors import DomainError
from ceremony.core.paging import number
from ceremony.core.permissions import Permission, require
from ceremony.core.web import actor, back, perform, requires
from ceremony.mailings import audiences, operations
from ceremony.mailings.audiences import Audience
from ceremony.mailings.views.blueprint import bp


@bp.get("/desk/mail/mailings/new")
@requires(Permission.MAIL_WRITE)
def new() -> ResponseReturnValue:
    return render_template("mailings/new.html", audiences=audiences.open_to(actor()))


def _audience(audience_code: str) -> Audience:
    return audiences.audience(audience_code)


@bp.post("/desk/mail/mailings/to/<audience_code>")
@requires(Permission.MAIL_WRITE, load=_audience)
def begin(audience: Audience) -> ResponseReturnValue:
    """With ``all`` whoever fits the form's filter, else the rows that were ticked."""
    require(actor(), audience.permission)
    chosen, ids = _chosen(audience)
    try:
        mailing = perform(
            operations.begin, audience=audience.code, chosen=chosen, ids=ids, language=_language()
        )
    except DomainError as error:
        flash(str(error), "wait")
        return redirect(back(url_for("desk.overview"), otherwise=url_for("mailings.new")), 303)
    return redirect(url_for("mailings.write", mailing_id=mailing.id), 303)


def _chosen(audience: Audience) -> tuple[str, list[int]]:
    if request.form.get("all"):
        given = request.form.to_dict()
        return audience.described(given), audience.ids(given, actor())
    ticked = [x for x in map(number, request.form.getlist("id")) if x]
    return audience.described_chosen(), audience.chosen(ticked)


def _language() -> str:
    return str(get_locale() or "")
