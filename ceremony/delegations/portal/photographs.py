"""Photographs many at once: a packed folder, and those of which nobody knows whose they are."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.file import FileField, FileRequired
from sqlalchemy.exc import NoResultFound

from ceremony.core import files
from ceremony.core.errors import DomainError
from ceremony.core.forms import Form
from ceremony.core.i18n import _, lazy
from ceremony.core.paging import number
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, requires
from ceremony.delegations import photograph_folder
from ceremony.delegations.models import Delegation, LoosePhotograph
from ceremony.delegations.operations import photographs
from ceremony.delegations.photograph_folder import Owners, Sent
from ceremony.delegations.portal import rows
from ceremony.delegations.portal.blueprint import Own, bp, loose, page, rights
from ceremony.delegations.portal.members import picture
from ceremony.delegations.queries import delegations, members, portal
from ceremony.people.models import Person


class FolderForm(Form):
    """Photographs in one ZIP."""

    folder = FileField(
        lazy("ZIP file"),
        [FileRequired(lazy("Choose a file."))],
        description=lazy(
            "At most 32 MB and 300 files. Each file is named by the member's number, by the name "
            "in any order, or by the number of the travel document."
        ),
        render_kw={"accept": ".zip,application/zip"},
    )


class Outcome(NamedTuple):
    """What became of one file: *member* got it, or it waits, or *problem* says why not."""

    name: str
    member: str = ""
    problem: str = ""


@bp.route("/<int:delegation_id>/photographs", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_COMPOSE, load=delegations.delegation)
def folder(delegation: Delegation) -> ResponseReturnValue:
    form, outcomes = FolderForm(), None
    if form.validate_on_submit():
        try:
            outcomes = _receive(delegation, photograph_folder.read(form.folder.data.read()))
        except DomainError as error:
            form.refuse(error)
    delegation = delegations.delegation(delegation.id)
    listed = rows.of(portal.composition(delegation).listed, rights(delegation))
    return page(
        "photographs",
        delegation,
        form=form,
        outcomes=outcomes,
        rows=listed,
        free=[x for x in listed if x.may_photograph],
        loose=photographs.loose(delegation),
    )


def _receive(delegation: Delegation, sent: Sequence[Sent]) -> list[Outcome]:
    """Keep what was *sent*, and say what became of each file."""
    listed = rows.of(portal.composition(delegation).listed, rights(delegation))
    free = {x.person.id for x in listed if x.may_photograph}
    owners, room = Owners(members.of(delegation)), photographs.room(delegation)
    photos: dict[int, str] = {}
    loose: list[tuple[str, str]] = []
    outcomes = []
    for one in sent:
        if one.problem:
            outcomes.append(Outcome(one.name, problem=one.problem))
            continue
        owner = owners.find(one.name)
        if owner and owner.person.id not in free:
            outcomes.append(Outcome(one.name, problem=_closed(owner.person)))
        elif owner and owner.person.id not in photos:
            photos[owner.person.id] = files.store(one.made, ".jpg")
            outcomes.append(Outcome(one.name, owner.person.badge_name))
        elif len(loose) < room:
            loose.append((one.name, files.store(one.made, ".jpg")))
            outcomes.append(Outcome(one.name))
        else:
            outcomes.append(Outcome(one.name, problem=str(photographs.too_many())))
    perform(photographs.receive, delegation=delegation, photos=photos, loose=loose)
    return outcomes


def _closed(person: Person) -> str:
    return _("%(name)s cannot be given a photograph any more.", name=person.badge_name)


@bp.get("/<int:delegation_id>/photographs/<int:loose_id>")
@requires(Permission.DELEGATIONS_COMPOSE, load=loose)
def loose_photograph(own: Own[LoosePhotograph]) -> ResponseReturnValue:
    return picture(own.thing.file)


@bp.post("/<int:delegation_id>/photographs/<int:loose_id>/give")
@requires(Permission.DELEGATIONS_COMPOSE, load=loose)
def give(own: Own[LoosePhotograph]) -> ResponseReturnValue:
    """To the member who was chosen; to nobody if it shall be forgotten."""
    try:
        _give(own)
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for("portal.folder", delegation_id=own.delegation.id), 303)


def _give(own: Own[LoosePhotograph]) -> None:
    if "discard" in request.form:
        perform(photographs.discard, photograph=own.thing)
        flash(_("The photograph was discarded."), "go")
        return
    try:
        chosen = members.person(own.delegation, number(request.form.get("person", "")) or 0)
    except NoResultFound as error:
        raise DomainError(_("Choose whose photograph it is.")) from error
    given = perform(photographs.give, photograph=own.thing, person=chosen)
    flash(_("%(name)s has this photograph now.", name=given.badge_name), "go")
