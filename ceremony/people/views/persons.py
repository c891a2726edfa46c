"""One person: shown, added, edited."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core.i18n import _
from ceremony.core.paging import number
from ceremony.core.permissions import Permission, require
from ceremony.core.registries import registries
from ceremony.core.web import actor, perform, requires
from ceremony.people import assessment, history, operations, queries, words
from ceremony.people.forms import AddForm, PersonForm, PhotographForm
from ceremony.people.models import Person
from ceremony.people.states import BY_HAND, LIFECYCLE
from ceremony.people.views.blueprint import bp


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT)
def new() -> ResponseReturnValue:
    form = AddForm(number(request.args.get("body", "")))
    if person_id := form.perform(operations.add):
        flash(_("Registered. The photograph comes next; then somebody decides."), "go")
        return redirect(url_for("people.show", person_id=person_id), 303)
    return render_template("people/new.html", form=form)


@bp.get("/<int:person_id>")
@requires(Permission.PEOPLE_READ, load=queries.record)
def show(person: Person) -> ResponseReturnValue:
    if person.merged_into_id is not None:
        return redirect(url_for("people.show", person_id=person.merged_into_id), 301)
    return page(person)


@bp.route("/<int:person_id>/edit", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT, load=queries.person)
def edit(person: Person) -> ResponseReturnValue:
    form = PersonForm(person)
    if form.perform(operations.change, person=person):
        flash(_("Saved."), "go")
        return redirect(url_for("people.show", person_id=person.id), 303)
    return render_template("people/edit.html", form=form, person=queries.person(person.id))


@bp.post("/<int:person_id>/document")
@requires(Permission.PEOPLE_READ_DOCUMENT, load=queries.person)
def show_document(person: Person) -> ResponseReturnValue:
    require(actor(), Permission.PEOPLE_READ)  # the rest of the page is shown too
    shown = perform(operations.show_document, person=person)
    return page(queries.person(person.id), document_number=shown)


def page(person: Person, **more: Any) -> ResponseReturnValue:
    """The page of *person*, with what *more* replaces."""
    accreditation = person.accreditation
    assert accreditation is not None  # noqa: S101 - everybody who is registered has one
    category, zones = assessment.by_the_table(person)
    facts = {
        "document_number": None,
        "form": PhotographForm(formdata=None),
        "moves": [x for x in LIFECYCLE.open_to(actor(), accreditation) if x.name in BY_HAND],
        "table_category": category,
        "table_zones": zones,
        "zones": queries.zones(),
        "history": history.of(person.id, actor()),
        "panels": registries.panels_for("person", current_user),
        "words": words,
    }
    return render_template(
        "people/person.html", person=person, accreditation=accreditation, **facts | more
    )
