"""The outbox: a list, one mail, and what an officer decides about it."""

from email.utils import formataddr
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import files
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.mail import Message, State, configuration, operations
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, personal, place, requires
from ceremony.mailings import queries
from ceremony.mailings.views.blueprint import asked, beside, bp

PAGES = {
    "person": ("people.show", "person_id"),
    "delegation": ("delegations.show", "delegation_id"),
}


@bp.get("/desk/mail")
@requires(Permission.MAIL_READ)
def messages() -> ResponseReturnValue:
    wanted = asked()
    page, counts = queries.messages(wanted, place()), queries.counts(wanted)
    return render_template(
        "mailings/messages.html",
        asked=wanted,
        page=page,
        count=counts[wanted.state] if wanted.state else sum(counts.values()),
        tabs=tabs("mailings.messages", wanted, counts),
        trouble=queries.last_error(),
        **beside(page),
    )


def tabs(
    endpoint: str, wanted: queries.Asked, counts: dict[State, int], **values: Any
) -> list[tuple[str, str, int, bool]]:
    """Everything, and every state in which there is something or that is looked at."""
    values |= {"q": wanted.words or None}
    everything = _("All"), url_for(endpoint, **values), sum(counts.values()), wanted.state is None
    return [
        everything,
        *(
            (x.label, url_for(endpoint, state=x, **values), counts[x], wanted.state is x)
            for x in State
            if counts[x] or wanted.state is x
        ),
    ]


@bp.get("/desk/mail/server")
@requires(Permission.MAIL_READ)
def server() -> ResponseReturnValue:
    """How mail leaves, without what is secret, and what whoever operates this has to set."""
    return render_template(
        "mailings/server.html",
        server=configuration.find_server(),
        sender=formataddr(configuration.sender()),
        reply_to=configuration.reply_to(),
        kept=queries.counts(queries.Asked())[State.KEPT],
    )


@bp.get("/desk/mail/<int:message_id>")
@requires(Permission.MAIL_READ, load=queries.message)
def message(shown: Message) -> ResponseReturnValue:
    return _page_of(shown, "")


@bp.post("/desk/mail/<int:message_id>/link")
@requires(Permission.MAIL_WRITE, load=queries.message)
def show_link(shown: Message) -> ResponseReturnValue:
    """The same page with the personal link, in the answer to the act that is recorded."""
    try:
        link = perform(operations.show_link, message=shown)
        return personal(make_response(_page_of(shown, link)))
    except DomainError as error:
        flash(str(error), "wait")
        return redirect(url_for("mailings.message", message_id=shown.id), 303)


def _page_of(shown: Message, link: str) -> str:
    return render_template(
        "mailings/message.html",
        message=shown,
        text=shown.read(link or _("[the personal link]")),
        may_show=shown.state is State.KEPT and bool(shown.link) and not link,
        about=queries.about(shown),
        about_url=_page(shown),
        mailing=queries.mailing(shown.mailing_id) if shown.mailing_id else None,
        may_send=shown.state in operations.resendable(),
        may_give_up=shown.state in operations.UNDECIDED,
    )


def _page(shown: Message) -> str:
    if shown.subject_type not in PAGES:
        return ""
    endpoint, name = PAGES[shown.subject_type]
    where: dict[str, Any] = {name: shown.subject_id}
    return url_for(endpoint, **where)


def _enclosed(message_id: int, position: int) -> Response:
    """The attachment at *position*; :class:`ValueError` if there is none, or none any more."""
    try:
        enclosed = queries.message(message_id).attachments[position]
        content = files.read(enclosed["file"])
    except (IndexError, FileNotFoundError):
        raise ValueError(position) from None
    response = Response(content, mimetype=enclosed["mimetype"])
    response.headers.set("Content-Disposition", "attachment", filename=enclosed["name"])
    return personal(response)


@bp.get("/desk/mail/<int:message_id>/files/<int:position>")
@requires(Permission.MAIL_READ, load=_enclosed)
def attachment(response: Response) -> ResponseReturnValue:
    return response


@bp.post("/desk/mail/<int:message_id>/again")
@requires(Permission.MAIL_WRITE, load=queries.message)
def send_again(shown: Message) -> ResponseReturnValue:
    return _decided(shown, operations.send_again, _("It is sent again."))


@bp.post("/desk/mail/<int:message_id>/give-up")
@requires(Permission.MAIL_WRITE, load=queries.message)
def give_up(shown: Message) -> ResponseReturnValue:
    return _decided(shown, operations.give_up, _("It will not be sent."))


def _decided(shown: Message, operation: Any, said: str) -> ResponseReturnValue:
    message_id = shown.id
    try:
        perform(operation, message=shown)
        flash(said, "go")
    except DomainError as error:
        flash(str(error), "wait")
    return redirect(url_for("mailings.message", message_id=message_id), 303)
