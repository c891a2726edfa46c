"""The ways in which a person takes part."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.people import operations, queries
from ceremony.people.forms import PartForm, ParticipationForm
from ceremony.people.models import Participation, Person
from ceremony.people.views.blueprint import bp


@bp.route("/<int:person_id>/participations/new", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT, load=queries.person)
def add_participation(person: Person) -> ResponseReturnValue:
    form = ParticipationForm()
    if form.perform(operations.add_participation, person=person):
        flash(_("Added. Zones of all participations count together."), "go")
        return _to(person.id)
    return render_template("people/participation_new.html", form=form, person=person)


@bp.route("/participations/<int:participation_id>", methods=["GET", "POST"])
@requires(Permission.PEOPLE_EDIT, load=queries.participation)
def edit_participation(participation: Participation) -> ResponseReturnValue:
    form = PartForm(participation)
    if form.perform(operations.change_participation, participation=participation):
        flash(_("Saved."), "go")
        return _to(participation.person_id)
    part = queries.participation(participation.id)
    return render_template("people/participation.html", form=form, part=part)


@bp.post("/participations/<int:participation_id>/primary")
@requires(Permission.PEOPLE_EDIT, load=queries.participation)
def make_primary(participation: Participation) -> ResponseReturnValue:
    perform(operations.make_primary, participation=participation)
    flash(_("The badge shows this participation now."), "go")
    return _to(participation.person_id)


@bp.post("/participations/<int:participation_id>/remove")
@requires(Permission.PEOPLE_EDIT, load=queries.participation)
def remove_participation(participation: Participation) -> ResponseReturnValue:
    person_id = participation.person_id
    perform(operations.remove_participation, participation=participation)
    flash(_("The participation was removed."), "go")
    return _to(person_id)


def _to(person_id: int) -> ResponseReturnValue:
    return redirect(url_for("people.show", person_id=person_id), 303)
