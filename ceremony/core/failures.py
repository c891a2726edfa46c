"""What a person or a program sees when something went wrong."""

import logging
from secrets import token_hex

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import BadRequest, HTTPException

from ceremony.core import kept
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.web import Application, actor, to_sign_in

log = logging.getLogger(__name__)


def register(app: Application) -> None:
    app.errorhandler(DomainError)(show_refusal)
    app.errorhandler(CSRFError)(show_stale_form)
    app.errorhandler(HTTPException)(show_http_error)
    app.errorhandler(DataError)(show_unstorable)
    if not app.testing:
        app.errorhandler(Exception)(show_broken)


def show_refusal(error: DomainError) -> ResponseReturnValue:
    return _answer(type(error).__name__, str(error), error.status)


def show_stale_form(error: CSRFError) -> ResponseReturnValue:
    """A form of a session that is over: its writer finds it again, nobody else."""
    writer, who = kept.find_writer(), actor()
    if writer is not None and who.kind == "visitor" and not _is_program():
        return to_sign_in()
    if writer is not None and writer == who.id and kept.is_outdated() and kept.keep(who):
        return redirect(url_for("core.kept"), 303)
    text = _("This form was opened in another session. Go back, reload it, and send it again.")
    return _answer("StaleForm", text, 400)


def show_unstorable(_error: DataError) -> ResponseReturnValue:
    """Text or a number that no column can hold, past every form."""
    return show_http_error(BadRequest())


def show_http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    sentences = {
        400: _("The request could not be read."),
        401: _("Sign in or pair this device first."),
        403: _("You may not do this."),
        404: _("There is no such page."),
        405: _("This page does not take that."),
        413: _("This file is too large. At most 32 MB are taken."),
        429: _("Tried too often. Wait a few minutes."),
    }
    text = sentences.get(status, _("The page could not be made."))
    return _answer(error.name.replace(" ", ""), text, status)


def show_broken(error: Exception) -> ResponseReturnValue:
    reference = "-".join((token_hex(2), token_hex(2))).upper()
    # The rule, not the path: a path may hold the secret of a one-time link.
    log.exception("reference %s: %s %s", reference, request.method, request.url_rule)
    return _answer("Broken", _("The page could not be made."), 500, reference)


def _is_program() -> bool:
    return request.path.startswith(("/api/", "/gate/"))


def _answer(code: str, text: str, status: int, reference: str = "") -> ResponseReturnValue:
    if _is_program():
        return {"error": {"code": code, "message": text, "reference": reference}}, status
    try:
        page = render_template("error.html", text=text, status=status, reference=reference)
    except Exception:
        if status < 500:
            raise
        log.exception("the page of the error could not be made either")  # no database, say
        page = f"{text} {reference}"
    return page, status
