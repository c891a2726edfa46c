"""Scans that a delegation sends: the note verbale, letters, others."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from wtforms import Field, SelectField, ValidationError

from ceremony.core import files, uploads
from ceremony.core.errors import DomainError
from ceremony.core.forms import Form
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.delegations.models import Delegation, Document, DocumentKind
from ceremony.delegations.operations import documents
from ceremony.delegations.portal.blueprint import Own, bp, document, page
from ceremony.delegations.queries import delegations


class DocumentForm(Form):
    """A scan, looked into while it is sent."""

    kind = SelectField(
        lazy("What it is"), choices=lambda: [(str(x), x.label) for x in DocumentKind]
    )
    file = FileField(
        lazy("File"),
        [FileRequired(lazy("Choose a file."))],
        description=lazy("PDF, JPEG or PNG, at most 10 MB"),
        render_kw={"accept": uploads.ACCEPTED},
    )

    def __init__(self, delegation: Delegation) -> None:
        self.delegation = delegation
        super().__init__()

    def validate_file(self, field: Field) -> None:
        data = field.data.read()
        try:
            self.accepted, self.size = uploads.accept(data), len(data)
        except DomainError as error:
            raise ValidationError(str(error)) from error

    @property
    def values(self) -> dict[str, object]:
        """The file is stored only where there is room for it."""
        documents.demand_room(self.delegation)
        return {
            "kind": self.kind.data,
            "name": uploads.shown_name(self.file.data.filename) or "–",
            "file": self.accepted.store(),
            "size": self.size,
        }


@bp.route("/<int:delegation_id>/documents", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def sent_documents(delegation: Delegation) -> ResponseReturnValue:
    form = DocumentForm(delegation)
    if form.perform(documents.add_document, delegation=delegation):
        flash(_("The document was added."), "go")
        return redirect(url_for("portal.sent_documents", delegation_id=delegation.id), 303)
    return page("documents", delegation, form=form, documents=delegations.documents(delegation))


@bp.get("/<int:delegation_id>/documents/<int:document_id>")
@requires(Permission.DELEGATIONS_COMPOSE, load=document)
def download_document(own: Own[Document]) -> ResponseReturnValue:
    if not files.path(own.thing.file).exists():
        abort(404)
    return uploads.serve(own.thing.file, own.thing.name)


@bp.post("/<int:delegation_id>/documents/<int:document_id>/remove")
@requires(Permission.DELEGATIONS_COMPOSE, load=document)
def remove_document(own: Own[Document]) -> ResponseReturnValue:
    perform(documents.remove_document, document=own.thing)
    flash(_("The document was removed."), "go")
    return redirect(url_for("portal.sent_documents", delegation_id=own.delegation.id), 303)
