"""Scans that belong to a delegation: the note verbale, a letter of nomination, others."""

from ceremony.core import audit
from ceremony.core.db import db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, may, require
from ceremony.delegations import limits
from ceremony.delegations.models import Delegation, Document, DocumentKind
from ceremony.delegations.operations import composition
from ceremony.delegations.queries import delegations as queries
from ceremony.delegations.states.delegations import OVER

MOST = 30


def add_document(
    *, actor: Actor, delegation: Delegation, kind: str, name: str, file: str, size: int
) -> Document:
    """Keep a scan with the delegation.

    :param file: the name of the stored file, made by core.uploads.
    :param size: bytes.
    :raises Frozen: a focal point adds nothing once it was refused or withdrawn; the desk still
        files the note that says so.
    """
    is_ours = may(actor, Permission.DELEGATIONS_MANAGE)
    if not is_ours:
        require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    limits.hold_delegation(delegation)
    if not is_ours and delegation.state in OVER:
        raise composition.Frozen(_("This delegation does not take part: nothing is added to it."))
    demand_room(delegation)
    document = Document(
        delegation=delegation,
        kind=DocumentKind(kind),
        name=name,
        file=file,
        size=size,
        is_ours=is_ours,
    )
    db.session.add(document)
    audit.record(actor, "delegations.document_added", document)
    return document


def demand_room(delegation: Delegation) -> None:
    """Asked also before a file is stored.

    :raises DomainError: there are as many as a delegation may have.
    """
    if len(queries.documents(delegation)) >= MOST:
        raise DomainError(_("A delegation has at most %(most)d documents.", most=MOST))


def remove_document(*, actor: Actor, document: Document) -> None:
    """Forget a scan; the trail keeps that it was there.

    :raises Frozen: a focal point may not any more, once the delegation was submitted; what the
        desk added is the desk's.
    """
    if not may(actor, Permission.DELEGATIONS_MANAGE):
        composition.demand_open(actor, document.delegation)
        if document.is_ours:
            raise composition.Frozen(_("The organisers added this document."))
    audit.record(actor, "delegations.document_removed", document)
    db.session.delete(document)
