"""Bodies that were not invited: they ask, the organisation is accepted first, persons after."""

from datetime import timedelta
from secrets import choice
from typing import Any

from sqlalchemy import select

from ceremony.core import limits, mail, settings
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.core.states import WrongState
from ceremony.delegations.models import AdmissionRequest, Delegation
from ceremony.delegations.operations import invitations, opening
from ceremony.delegations.queries import admissions as queries
from ceremony.delegations.states.changes import ADMISSIONS, Admission
from ceremony.people.kinds import BodyKind
from ceremony.register import queries as register

# Who may ask without an invitation. A State announces its delegation by note verbale.
KINDS = (
    BodyKind.NGO,
    BodyKind.PRIVATE_SECTOR,
    BodyKind.RESEARCH_INSTITUTION,
    BodyKind.ORGANISATION,
    BodyKind.UN_ENTITY,
)
MOST_PERSONS = 100
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without 0 O 1 I
SAME = timedelta(hours=1)  # who sends the same form again meant it once
MOST_OF_ADDRESS, MOST_OF_CLIENT, MINUTES = 5, 30, 60


class Closed(DomainError):
    """Requests are not taken, or not any more."""


TRIED = "request tried from"  # of a client, whatever became of it


class IsState(DomainError):
    """A State does not ask: it is invited, and answers by note verbale."""


def ask(
    *,
    actor: Actor,
    client: str,
    name: str,
    kind: BodyKind,
    email: str,
    letter: str,
    **facts: Any,
) -> AdmissionRequest:
    """Keep the request of a body that was not invited, and mail its reference.

    :param client: from where it comes, to count how often.
    :param letter: name of the stored file, made by core.uploads.
    :param facts: the other columns of :class:`AdmissionRequest` that its body gives.
    :returns: the request; the earlier one where the same form was sent twice.
    :raises Closed: the ceremony takes no requests.
    :raises IsState: *name* is that of a State.
    :raises TooManyTries: from this address or client.
    """
    require(actor, Permission.PUBLIC)
    _demand_may_ask(kind, name)
    lock("delegations.ask", email.lower())
    limits.note(TRIED, client)
    if same := _sent_before(email, name, letter):
        return same
    demand_patience(email, client)
    asked = AdmissionRequest(
        reference=_new_reference(),
        name=name,
        kind=kind,
        email=email,
        letter=letter,
        **facts,
    )
    ADMISSIONS.begin(actor, asked, event="admission_asked")
    limits.note("request", email.lower())
    limits.note("request from", client)
    _mail(asked, "received")
    return asked


def demand_patience(email: str, client: str) -> None:
    """Asked also before a letter is looked into.

    :raises TooManyTries: from this address or client.
    """
    limits.check("request", email.lower(), most=MOST_OF_ADDRESS, minutes=MINUTES)
    limits.check("request from", client, most=MOST_OF_CLIENT, minutes=MINUTES)


def _demand_may_ask(kind: BodyKind, name: str) -> None:
    if not settings.current().takes_requests:
        raise Closed(_("Requests to take part are not accepted any more."))
    if kind not in KINDS:
        raise IsState(_("This kind of body cannot ask here."), field="kind")
    demand_no_state(name)


def accept(
    *,
    actor: Actor,
    request: AdmissionRequest,
    name: str = "",
    delegation: Delegation | None = None,
) -> Delegation:
    """Let the organisation come: its delegation is a draft, its contact a focal point.

    :param name: what it is called in full; default: as it was asked.
    :param delegation: that which it has already; None: a new one.
    :raises WrongState: somebody decided it in between.
    :raises AlreadyOpen: there is a delegation of this name.
    :raises IsState: a new one would have the name of a State.
    """
    require(actor, Permission.DELEGATIONS_MANAGE, request)
    if request.state is not Admission.ASKED:
        raise WrongState(_("This request was decided a moment ago."))
    if delegation is None:
        name = name.strip() or request.name
        demand_no_state(name)
        delegation = opening.open_body(
            actor=actor,
            name=name,
            kind=request.kind,
            language=request.language,
        )
    db.session.flush()
    ADMISSIONS.advance(actor, "accept", request, delegation_id=delegation.id)
    _mail(request, "accepted", delegation=delegation.body.name)
    invitations.invite(
        actor=actor, delegation=delegation, name=request.contact_name, email=request.email
    )
    return delegation


def refuse(*, actor: Actor, request: AdmissionRequest, reason: str) -> AdmissionRequest:
    """Say no, and why; the contact reads the reason in a mail.

    :raises WrongState: somebody decided it in between.
    """
    why = demand_reason(reason)
    ADMISSIONS.advance(actor, "refuse", request, reason=why)
    _mail(request, "refused", reason=why)
    return request


def preview(request: AdmissionRequest, outcome: str, **facts: Any) -> mail.Letter:
    """The mail that *outcome* (``accepted``, ``refused``) would send."""
    return mail.letter(
        f"delegations/admission_{outcome}",
        request.language,
        name=request.contact_name,
        **_facts(request),
        **facts,
    )


def demand_no_state(name: str) -> None:
    """:raises IsState: the register has a participant of this name, in any language."""
    if register.find(name) is not None:
        message = _(
            "This is the name of a State or of a union that may sign. It announces its delegation"
            " by note verbale, not here. Give the full name of your organisation."
        )
        raise IsState(message, field="name")


def _sent_before(email: str, name: str, letter: str) -> AdmissionRequest | None:
    return db.session.scalars(
        select(AdmissionRequest).where(
            AdmissionRequest.email == email,
            AdmissionRequest.name == name,
            AdmissionRequest.letter == letter,
            AdmissionRequest.state == Admission.ASKED,
            AdmissionRequest.created_at > now() - SAME,
        )
    ).first()


def _new_reference() -> str:
    while True:
        reference = "R-" + "".join(choice(ALPHABET) for _number in range(6))
        if queries.find(reference) is None:
            return reference


def _mail(request: AdmissionRequest, what: str, **facts: Any) -> None:
    mail.post(
        template=f"delegations/admission_{what}",
        to=request.email,
        name=request.contact_name,
        language=request.language,
        about=request,
        link=mail.url("requests.show", reference=request.reference, seal=queries.seal(request)),
        **_facts(request),
        **facts,
    )


def _facts(request: AdmissionRequest) -> dict[str, Any]:
    here = settings.current()
    return {
        "organisation": request.name,
        "reference": request.reference,
        "title": here.title,
        "contact": here.contact,
    }
