"""Layouts at the desk: looked at, changed beside what they give, copied, tried on paper."""

from base64 import b64encode
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.badges.documents import calibration
from ceremony.badges.documents.values import COLOURS
from ceremony.badges.layouts import operations, pictures, queries, samples, words
from ceremony.badges.layouts.forms import CopyForm, LayoutForm, LogoForm
from ceremony.badges.layouts.models import Layout
from ceremony.core import files, settings
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, said
from ceremony.core.permissions import Permission
from ceremony.core.web import actor, download, etagged, perform, requires
from ceremony.people.kinds import PassKind

DESIGN = Permission.BADGES_DESIGN
bp = Blueprint("layouts", __name__, url_prefix="/desk/badges")


@bp.context_processor
def _words() -> dict[str, object]:
    return {"words": words, "colours": list(COLOURS)}


def _layout(layout_code: str) -> Layout:
    return queries.layout(layout_code)


@bp.route("/layouts", methods=["GET", "POST"])
@requires(DESIGN)
def index() -> ResponseReturnValue:
    """All layouts, and the logo that they may show."""
    form = LogoForm()
    if form.perform(operations.set_logo):
        flash(_("The logo is kept. Badges printed from now on show it."), "go")
        return redirect(url_for("layouts.index"), 303)
    rows = queries.layouts()
    facts = {"changed_at": queries.changed_at(rows), "drawn": queries.drawn}
    return render_template("badges/layouts/index.html", rows=rows, form=form, **facts)


@bp.post("/logo/remove")
@requires(DESIGN)
def remove_logo() -> ResponseReturnValue:
    perform(operations.set_logo, logo=None)
    flash(_("The logo was removed."), "go")
    return redirect(url_for("layouts.index"), 303)


@bp.get("/logo.jpg")
@requires(DESIGN)
def logo() -> ResponseReturnValue:
    name = settings.current().logo
    if name is None or not files.path(name).exists():
        abort(404)
    return _picture(files.read(name))


@bp.route("/layouts/<layout_code>", methods=["GET", "POST"])
@requires(DESIGN, load=_layout)
def show(layout: Layout) -> ResponseReturnValue:
    form = LayoutForm(layout)
    if form.act == "save" and (saved := form.perform(operations.change, layout=layout)):
        flash(_("Saved as version %(version)d.", version=saved.version), "go")
        return redirect(url_for("layouts.show", layout_code=saved.code), 303)
    about = form.obey() if form.act else ""
    facts = {"about": about, "has_starter": queries.starter(layout.code), **_seen(form)}
    return render_template("badges/layouts/show.html", form=form, layout=layout, **facts)


@bp.post("/layouts/<layout_code>/preview")
@requires(DESIGN, load=_layout)
def preview(layout: Layout) -> ResponseReturnValue:
    form = LayoutForm(layout)
    return render_template("badges/layouts/changed.html", form=form, layout=layout, **_seen(form))


def _seen(form: LayoutForm) -> dict[str, Any]:
    """The draft as pictures, and whose badge it is; no pictures where nothing can be drawn."""
    drawable = form.draft.drawable()
    sample = samples.shown(actor(), form.who.data, form.sought.data or "")
    shown = sample or samples.shown(actor(), form.who.data)
    found: dict[str, Any] = {"findings": [], "pictures": [], "busy": ""}
    found |= {"is_found": sample is not None, "sample": shown, "size": drawable and drawable.size}
    try:
        sides, findings = pictures.of(drawable, shown.face) if drawable and shown else ([], [])
    except pictures.Busy as busy:
        return found | {"busy": str(busy)}
    urls = ["data:image/jpeg;base64," + b64encode(x).decode() for x in sides]
    return found | {"findings": findings, "pictures": urls}


@bp.route("/layouts/<layout_code>/copy", methods=["GET", "POST"])
@requires(DESIGN, load=_layout)
def copy(layout: Layout) -> ResponseReturnValue:
    form = CopyForm()
    if made := form.perform(operations.copy, layout=layout):
        flash(_("%(name)s is there. Change what you like.", name=said(made.name)), "go")
        return redirect(url_for("layouts.show", layout_code=made.code), 303)
    return render_template("badges/layouts/copy.html", form=form, layout=layout)


@bp.post("/layouts/<layout_code>/remove")
@requires(DESIGN, load=_layout)
def remove(layout: Layout) -> ResponseReturnValue:
    try:
        perform(operations.remove, layout=layout)
    except DomainError as error:
        flash(str(error), "stop")
        return redirect(url_for("layouts.show", layout_code=layout.code), 303)
    flash(_("The layout was removed."), "go")
    return redirect(url_for("layouts.index"), 303)


@bp.get("/layouts/<layout_code>/front.jpg")
@requires(DESIGN, load=_layout)
def picture(layout: Layout) -> ResponseReturnValue:
    """One side with invented facts, as the list shows it."""
    face = samples.shown(actor(), str(layout.serves or PassKind.PERSONAL))
    sides, _findings = pictures.of(queries.drawn(layout), face.face) if face else ([], [])
    return _picture(sides[0])


@bp.get("/layouts/<layout_code>/sample.pdf")
@requires(DESIGN, load=_layout)
def sample(layout: Layout) -> ResponseReturnValue:
    """What the printer would get: a whole sheet of the same badge, front and back."""
    drawn, who = queries.drawn(layout), request.args.get("who", "")
    shown = samples.shown(actor(), who or samples.usual(actor(), layout.serves))
    faces = [shown.face] * drawn.per_sheet if shown else []
    return download(pictures.pdf(drawn, faces), "application/pdf", f"{layout.code}-sample.pdf")


@bp.get("/layouts/<layout_code>/test-page.pdf")
@requires(DESIGN, load=_layout)
def test_page(layout: Layout) -> ResponseReturnValue:
    """Rulers on both sides of the paper: where the printer really puts what it is given."""
    content = calibration.printer_test(queries.drawn(layout))
    return download(content, "application/pdf", f"{layout.code}-test-page.pdf")


def _picture(content: bytes) -> ResponseReturnValue:
    response = Response(content, mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, no-cache"
    return etagged(response)
