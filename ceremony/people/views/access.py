"""What a person's accreditation opens, and how long."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.people import assessment, operations, queries, words
from ceremony.people.forms import AccessForm, ValidityForm
from ceremony.people.models import Accreditation
from ceremony.people.views.blueprint import bp


@bp.route("/<int:person_id>/access", methods=["GET", "POST"])
@requires(Permission.PEOPLE_DECIDE, load=queries.accreditation_of)
def access(accreditation: Accreditation) -> ResponseReturnValue:
    form = AccessForm(accreditation)
    if form.perform(operations.override, accreditation=accreditation):
        flash(words.opens(queries.accreditation_of(accreditation.person_id)), "go")
        return redirect(url_for("people.show", person_id=accreditation.person_id), 303)
    person = queries.person(accreditation.person_id)
    return render_template(
        "people/access.html",
        form=form,
        person=person,
        table=assessment.by_the_table(person),
        zones=queries.zones(),
        categories=queries.categories(),
    )


@bp.route("/<int:person_id>/validity", methods=["GET", "POST"])
@requires(Permission.PEOPLE_DECIDE, load=queries.accreditation_of)
def validity(accreditation: Accreditation) -> ResponseReturnValue:
    form = ValidityForm(accreditation)
    if form.perform(operations.change_validity, accreditation=accreditation):
        flash(_("Saved. Gates know at once; a badge keeps what was printed on it."), "go")
        return redirect(url_for("people.show", person_id=accreditation.person_id), 303)
    person = queries.person(accreditation.person_id)
    return render_template("people/validity.html", form=form, person=person)
