"""A person's photograph: served, set, removed."""

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import files
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.people import operations, queries
from ceremony.people.forms import PhotographForm
from ceremony.people.models import Person
from ceremony.people.views.blueprint import bp
from ceremony.people.views.persons import page


@bp.get("/<int:person_id>/photograph")
@requires(Permission.PEOPLE_READ, load=queries.person_alone)
def photograph(person: Person) -> ResponseReturnValue:
    if person.photo is None or not files.path(person.photo).exists():
        abort(404)
    response = Response(files.read(person.photo), mimetype="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.set_etag(person.photo.partition(".")[0])  # files are named by what they hold
    return response.make_conditional(request)


@bp.post("/<int:person_id>/photograph")
@requires(Permission.PEOPLE_EDIT, load=queries.person)
def set_photograph(person: Person) -> ResponseReturnValue:
    form = PhotographForm()
    if form.perform(operations.set_photograph, person=person):
        flash(_("The photograph was saved."), "go")
        return redirect(url_for("people.show", person_id=person.id), 303)
    return page(queries.person(person.id), form=form)


@bp.post("/<int:person_id>/photograph/remove")
@requires(Permission.PEOPLE_EDIT, load=queries.person)
def remove_photograph(person: Person) -> ResponseReturnValue:
    perform(operations.remove_photograph, person=person)
    flash(_("The photograph was removed."), "go")
    return redirect(url_for("people.show", person_id=person.id), 303)
