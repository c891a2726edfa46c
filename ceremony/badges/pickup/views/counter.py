"""Somebody stands at the desk: looked at, printed for, handed over, photographed."""

from typing import Any

from flask import Response, abort, flash, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from ceremony.badges import differences, operations, printing
from ceremony.badges import queries as badges
from ceremony.badges.documents.face import serial_text
from ceremony.badges.forms import AgainForm
from ceremony.badges.models import Credential
from ceremony.badges.pickup import operations as desk
from ceremony.badges.pickup import queries
from ceremony.badges.pickup.forms import HandOverForm, LostForm
from ceremony.badges.pickup.queries import Counter
from ceremony.badges.pickup.views.blueprint import HAND_OVER, READ, attempt, bp
from ceremony.core import files
from ceremony.core.i18n import _
from ceremony.core.permissions import Permission
from ceremony.core.web import personal, requires
from ceremony.people import operations as people
from ceremony.people import queries as persons
from ceremony.people.forms import PhotographForm
from ceremony.people.models import Person


@bp.get("/<int:person_id>")
@requires(HAND_OVER, load=queries.counter)
def show(counter: Counter) -> ResponseReturnValue:
    """Right after a document was read that fits, what it says is ticked."""
    is_read = READ in session and session.pop(READ) == counter.person.id
    return _page(counter, HandOverForm(counter, is_read=is_read))


@bp.get("/<int:person_id>/next")
@requires(HAND_OVER, load=queries.counter)
def next_step(counter: Counter) -> ResponseReturnValue:
    """What can be done now, for a page that waits; nothing as long as it is the same."""
    if request.args.get("seen") == counter.mark:
        return "", 204
    return _page(counter, HandOverForm(counter), "badges/pickup/next.html")


def _page(
    counter: Counter, form: HandOverForm, template: str = "badges/pickup/show.html"
) -> ResponseReturnValue:
    badge = counter.credential
    facts: dict[str, Any] = {"zones": persons.zones(), "form": form}
    if badge and counter.is_outdated:
        facts["changed"] = [x.field for x in differences.of([badge.id])[badge.id]]
    facts["category"] = persons.category(badge.category_code) if badge else counter.right.category
    return render_template(template, counter=counter, person=counter.person, **facts)


def _badge(credential_id: int) -> Credential:
    credential = badges.credential(credential_id)
    if credential.accreditation.person_id is None:
        raise ValueError  # what changes hands has no holder to stand here
    return credential


def _page_of(credential: Credential) -> str:
    return url_for("pickup.show", person_id=credential.accreditation.person_id)


@bp.post("/badges/<int:credential_id>/hand-over")
@requires(HAND_OVER, load=_badge)
def hand_over(credential: Credential) -> ResponseReturnValue:
    counter = queries.counter(credential.accreditation.person_id)
    form = HandOverForm(counter)
    if form.perform(desk.hand_over, credential=credential) is None:
        return _page(queries.counter(credential.accreditation.person_id), form)
    said = {"name": counter.person.badge_name, "serial": serial_text(credential.serial)}
    flash(_("Handed over: %(serial)s, %(name)s.", **said), "go")
    return redirect(url_for("pickup.index"), 303)


@bp.post("/badges/<int:credential_id>/put-back")
@requires(HAND_OVER, load=_badge)
def put_back(credential: Credential) -> ResponseReturnValue:
    done = _("Not handed over: the badge lies at the desk again.")
    return attempt(operations.put_back, _page_of(credential), done, credentials=[credential])


@bp.post("/badges/<int:credential_id>/back")
@requires(HAND_OVER, load=_badge)
def give_back(credential: Credential) -> ResponseReturnValue:
    """Its holder leaves, and gives it back."""
    done = _("Given back. Gates refuse this badge from now on.")
    return attempt(operations.take_back, _page_of(credential), done, credentials=[credential])


@bp.post("/badges/<int:credential_id>/badge.pdf")
@requires(HAND_OVER, load=_badge)
def print_now(credential: Credential) -> ResponseReturnValue:
    """The badge, to be sent to the printer from where it is shown."""
    form, known = AgainForm(), {"credential": credential, "drawn": printing.single(credential)}
    if (pdf := form.perform(printing.on_the_spot, **known)) is None:
        badge = badges.credential(credential.id)
        return render_template("badges/pickup/doubt.html", form=form, credential=badge), 422
    response = Response(pdf, mimetype="application/pdf")
    name = f"badge-{credential.serial:06}.pdf"
    response.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return personal(response)


@bp.post("/badges/<int:credential_id>/anew")
@requires(Permission.BADGES_ISSUE, load=_badge)
def make_anew(credential: Credential) -> ResponseReturnValue:
    """One that says what is true now; the old one works until it is handed over."""
    reason, there = request.form.get("reason", ""), _page_of(credential)
    return attempt(operations.reprint, there, ids=[credential.id], reason=reason)


@bp.route("/badges/<int:credential_id>/lost", methods=["GET", "POST"])
@requires(Permission.BADGES_REVOKE, load=_badge)
def lost(credential: Credential) -> ResponseReturnValue:
    form, serial = LostForm(), serial_text(credential.serial)
    if form.perform(operations.replace, credential=credential):
        flash(_("Badge %(serial)s is revoked. Gates refuse it now.", serial=serial), "go")
        return redirect(_page_of(credential), 303)
    return render_template("badges/pickup/lost.html", form=form, credential=credential)


@bp.post("/<int:person_id>/issue")
@requires(Permission.BADGES_ISSUE, load=queries.counter)
def issue(counter: Counter) -> ResponseReturnValue:
    there = url_for("pickup.show", person_id=counter.person.id)
    return attempt(operations.issue, there, accreditation_ids=[counter.right.id])


@bp.post("/<int:person_id>/approve")
@requires(Permission.PEOPLE_DECIDE, load=queries.counter)
def approve(counter: Counter) -> ResponseReturnValue:
    there = url_for("pickup.show", person_id=counter.person.id)
    return attempt(desk.approve, there, right=counter.right)


@bp.get("/<int:person_id>/photograph.jpg")
@requires(HAND_OVER, load=persons.person_alone)
def photograph(person: Person) -> ResponseReturnValue:
    if person.photo is None or not files.path(person.photo).exists():
        abort(404)
    return personal(Response(files.read(person.photo), mimetype="image/jpeg"))


@bp.route("/<int:person_id>/photograph", methods=["GET", "POST"])
@requires(Permission.BADGES_HAND_OVER, load=persons.person)
def take_photograph(person: Person) -> ResponseReturnValue:
    g.needs_camera = True
    form, there = PhotographForm(), url_for("pickup.show", person_id=person.id)
    if form.perform(people.set_photograph, person=person):
        flash(_("The photograph was saved."), "go")
        return redirect(there, 303)
    return render_template("badges/pickup/photograph.html", form=form, person=person, there=there)
