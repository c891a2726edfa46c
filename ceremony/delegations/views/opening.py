"""Opening delegations, and what is agreed with them: deadline, quota, note verbale, papers."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import files, uploads
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.delegations.forms.opening import (
    KINDS,
    AgreementForm,
    InviteAllForm,
    OpenForm,
    PaperForm,
    TermsForm,
    with_quota,
)
from ceremony.delegations.forms.review import SureForm
from ceremony.delegations.models import Delegation, Document
from ceremony.delegations.operations import documents, opening
from ceremony.delegations.queries import agreement
from ceremony.delegations.queries import delegations as queries
from ceremony.delegations.views.blueprint import bp
from ceremony.people.kinds import BodyKind


@bp.route("/open", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE)
def open_() -> ResponseReturnValue:
    form = with_quota(OpenForm)(queries.participants_without())
    if opened := form.perform(opening.open_body):
        _warn(opened)
        flash(_("Opened. Name its focal points, then invite them."), "go")
        return redirect(url_for("delegations.focal_points", delegation_id=opened.id), 303)
    return render_template("delegations/open.html", form=form)


@bp.route("/open-all", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE)
def open_all() -> ResponseReturnValue:
    participants = queries.participants_without()
    form = with_quota(InviteAllForm)(participants)
    opened = form.perform(opening.open_from_register)
    if opened is not None:
        _warn(*opened[:1])
        flash(_opened(len(opened)), "go")
        return redirect(url_for("delegations.index", state="invited", liaison=""), 303)
    return render_template("delegations/open_all.html", form=form)


def _opened(count: int) -> str:
    if not count:
        return _("Nothing to do: somebody opened these delegations already.")
    return ngettext("%(num)d delegation opened.", "%(num)d delegations opened.", count)


def _warn(*agreed: Delegation) -> None:
    """Say what was saved and is odd."""
    for delegation in agreed:
        for sentence in agreement.remarks(delegation):
            flash(sentence, "wait")


@bp.route("/<int:delegation_id>/agreement", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=queries.delegation)
def edit(delegation: Delegation) -> ResponseReturnValue:
    form = with_quota(AgreementForm)(delegation, queries.liaison_officers())
    if form.perform(opening.change, delegation=delegation):
        _warn(delegation)
        flash(_("Saved."), "go")
        return redirect(_page(delegation), 303)
    return render_template("delegations/agreement.html", form=form, delegation=delegation)


@bp.get("/terms")
@requires(Permission.DELEGATIONS_MANAGE)
def terms() -> ResponseReturnValue:
    return render_template("delegations/terms.html", terms=queries.terms(), kinds=KINDS)


def _sending(body_kind: str) -> BodyKind:
    return KINDS[KINDS.index(BodyKind(body_kind))]


@bp.route("/terms/<body_kind>", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=_sending)
def terms_of(kind: BodyKind) -> ResponseReturnValue:
    form = with_quota(TermsForm)(queries.terms().get(kind))
    changed = form.perform(opening.set_terms, kind=kind)
    if changed is not None:
        flash(_saved(changed), "go")
        return redirect(url_for("delegations.terms"), 303)
    return render_template("delegations/terms_of.html", form=form, kind=kind)


def _saved(changed: int) -> str:
    return ngettext(
        "Saved. %(num)d open delegation changed.",
        "Saved. %(num)d open delegations changed.",
        changed,
    )


@bp.route("/<int:delegation_id>/papers", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=queries.delegation)
def papers(delegation: Delegation) -> ResponseReturnValue:
    form = PaperForm()
    if form.validate_on_submit():
        try:
            _keep(delegation, form)
            flash(_("The document is kept."), "go")
            return redirect(url_for("delegations.papers", delegation_id=delegation.id), 303)
        except DomainError as error:
            form.refuse(error)
    kept = queries.documents(delegation)
    return render_template(
        "delegations/papers.html", form=form, delegation=delegation, documents=kept
    )


def _keep(delegation: Delegation, form: PaperForm) -> None:
    """Looked at first, which may take a second; written after."""
    documents.demand_room(delegation)
    sent = form.file.data
    upload = uploads.accept(sent.read())
    perform(
        documents.add_document,
        delegation=delegation,
        kind=form.kind.data,
        name=uploads.shown_name(sent.filename),
        file=files.store(upload.content, upload.suffix),
        size=len(upload.content),
    )


@bp.get("/papers/<int:document_id>")
@requires(Permission.DELEGATIONS_READ, load=queries.document)
def paper(document: Document) -> Response:
    if not files.path(document.file).exists():
        abort(404)
    return uploads.serve(document.file, document.name)


@bp.route("/papers/<int:document_id>/remove", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=queries.document)
def remove_paper(document: Document) -> ResponseReturnValue:
    form, delegation = SureForm(), document.delegation
    page = url_for("delegations.papers", delegation_id=delegation.id)
    if form.validate_on_submit():
        perform(documents.remove_document, document=document)
        flash(_("The document was removed."), "go")
        return redirect(page, 303)
    return render_template("delegations/remove_paper.html", form=form, document=document, page=page)


def _page(delegation: Delegation) -> str:
    return url_for("delegations.show", delegation_id=delegation.id)
