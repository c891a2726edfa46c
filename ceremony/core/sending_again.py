"""The page of what was kept, and sending it again: by a click, never by itself."""

from contextlib import suppress
from typing import NamedTuple

from flask import Response, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import ImmutableMultiDict

from ceremony.core import kept
from ceremony.core.crypto import EncryptedText
from ceremony.core.db import Base, transaction
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.pages import home
from ceremony.core.permissions import Permission
from ceremony.core.registries import registries
from ceremony.core.web import Application, actor, requires

FIELD = "kept_form"  # a form that has nothing but this stands for the kept one


class Line(NamedTuple):
    """One field of a kept form, as people call it; *value* None: it is not to be shown."""

    label: str
    value: str | None


class SentAlready(DomainError):
    """What was kept is not there any more."""


def register(app: Application) -> None:
    own = requires(Permission.ACCOUNTS_OWN)
    app.add_url_rule("/kept", "core.kept", own(show))
    app.add_url_rule("/kept/<int:kept_id>/discard", "core.discard", own(discard), methods=["POST"])
    app.before_request(restore)
    app.after_request(forget)


def show() -> ResponseReturnValue:
    forms = [(x.id, x.created_at, x.parts, lines(x.parts)) for x in kept.waiting(current_user.id)]
    return render_template("kept.html", forms=forms)


def discard(kept_id: int) -> ResponseReturnValue:
    with transaction(actor(), working=True):
        kept.discard(user_id=current_user.id, kept_id=kept_id)
    flash(_("What you had written is thrown away."), "go")
    there_is_more = kept.waiting(current_user.id)
    return redirect(url_for("core.kept") if there_is_more else home(actor()), 303)


def lines(content: kept.Content) -> list[Line]:
    """What somebody wrote, without what the machine adds; what is encrypted elsewhere is hidden."""
    hidden = _encrypted()
    return [
        Line(_label(name), None if name.rpartition("-")[2] in hidden else value)
        for name, value in content.fields
        if name not in kept.MACHINERY and value.strip()
    ]


def restore() -> None:
    """Put what was kept in the place of a form that only names it; its token was examined.

    :raises SentAlready: it is not there (any more), or was to go elsewhere.
    """
    if request.mimetype not in kept.FORMS or FIELD not in request.form:
        return  # nothing is parsed of what scanners send
    mine = kept.waiting(current_user.id) if current_user.is_authenticated else []
    found = [x for x in mine if str(x.id) == request.form[FIELD]]
    if not found or found[0].parts.path != request.full_path.rstrip("?"):
        raise SentAlready(_("This was sent already, or thrown away."))
    token = kept.MARK, request.form[kept.MARK]
    request.form = ImmutableMultiDict([token, *found[0].parts.fields])
    g.sent_again = found[0].id


def forget(response: Response) -> Response:
    """Once the page has taken it, or shows it again with what is wrong."""
    sent, status = g.get("sent_again"), response.status_code
    if sent is not None and (status < 400 or status == 422):
        with suppress(OperationalError), transaction(actor(), working=True):
            kept.discard(user_id=current_user.id, kept_id=sent)
    return response


def _label(name: str) -> str:
    plain = name.rpartition("-")[2]
    label = str(registries.fields.get(plain, plain.replace("_", " ")))
    return label[:1].upper() + label[1:]


def _encrypted() -> set[str]:
    """The columns of the ceremony's things that only the application can read."""
    tables = [x.local_table for x in Base.registry.mappers if x.class_.is_audited]
    return {c.key for table in tables for c in table.columns if isinstance(c.type, EncryptedText)}
