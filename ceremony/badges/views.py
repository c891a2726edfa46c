"""Badges at the desk: looked up, printed, revoked, replaced."""

from collections.abc import Sequence

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from ceremony.badges import jobs as print_jobs
from ceremony.badges import operations, printing, queries
from ceremony.badges.documents.front import serial_text
from ceremony.badges.forms import ReplacementForm, RevocationForm
from ceremony.badges.models import Credential
from ceremony.badges.queries import Filter
from ceremony.badges.states import State
from ceremony.core import jobs
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, lazy, ngettext, said
from ceremony.core.paging import number
from ceremony.core.permissions import Permission
from ceremony.core.registries import Hit, JobKind, Panel, Place, Search, registries
from ceremony.core.web import back, download, perform, personal, place, requires
from ceremony.people import queries as people
from ceremony.people import words
from ceremony.people.forms import chosen
from ceremony.people.models import Accreditation, Person
from ceremony.people.states import State as RightToPass

bp = Blueprint("badges", __name__, url_prefix="/desk/badges")
bp.add_app_template_filter(serial_text, "serial")

registries.places.append(
    Place(
        lazy("Badges"),
        "identification-card",
        "badges.index",
        Permission.BADGES_READ,
        lazy("Who comes"),
        40,
    )
)


def _found(words: str, most: int) -> list[Hit]:
    digits = words.replace(" ", "")
    known = queries.find_by_serial(int(digits)) if digits.isdecimal() and len(digits) < 10 else None
    if known is None or not most:
        return []
    name = queries.credential(known.id).accreditation.person.badge_name
    url = url_for("badges.show", credential_id=known.id)
    return [Hit(serial_text(known.serial), name, url)]


def _of_person(person: object) -> dict[str, object]:
    assert isinstance(person, Person)  # noqa: S101 - the page is about one
    credentials, right = queries.of_person(person.id), person.accreditation
    is_approved = right is not None and right.state is RightToPass.APPROVED
    has_none = all(x.state is State.REVOKED for x in credentials)
    return {"credentials": credentials, "lacks_badge": is_approved and has_none}


registries.panels.append(
    Panel("person", Permission.BADGES_READ, "badges/of_person.html", _of_person, order=10)
)
registries.panels.append(
    Panel("people.acts", Permission.BADGES_PRINT, "badges/print_people.html", lambda _: {})
)
registries.panels.append(
    Panel("delegation.acts", Permission.BADGES_PRINT, "badges/print_delegation.html", lambda _: {})
)
registries.panels.append(
    Panel("workforce.acts", Permission.BADGES_PRINT, "badges/print_workforce.html", lambda _: {})
)
registries.searches.append(Search(lazy("Badges"), Permission.BADGES_READ, _found))


def _print_page(job: jobs.Job) -> str:
    return url_for("badges.progress", job_id=job.id)


def _print_file(job: jobs.Job) -> str | None:
    is_there = print_jobs.find(job) is not None
    return url_for("badges.printed", job_id=job.id) if is_there else None


registries.jobs["badges.print"] = JobKind(lazy("Printing badges"), _print_page, _print_file)


@bp.get("")
@requires(Permission.BADGES_READ)
def index() -> ResponseReturnValue:
    which = _filter()
    return render_template(
        "badges/index.html",
        page=queries.page(which, place()),
        which=which,
        counts=queries.counts(which),
        outdated=queries.outdated_ids(which),
        bodies=queries.bodies(),
        categories=people.categories(),
        zones=people.zones(),
        said=said,
    )


@bp.get("/<int:credential_id>")
@requires(Permission.BADGES_READ, load=queries.credential)
def show(credential: Credential) -> ResponseReturnValue:
    person = credential.accreditation.person
    return render_template(
        "badges/show.html",
        credential=credential,
        person=person,
        body=queries.sender(credential),
        others=[x for x in queries.of_person(person.id) if x.id != credential.id],
        is_outdated=bool(queries.outdated_ids(Filter(), ids=[credential.id])),
        zones=people.zones(),
        category=people.category(credential.category_code),
    )


@bp.get("/<int:credential_id>.pdf")
@requires(Permission.BADGES_PRINT, load=queries.credential)
def print_one(credential: Credential) -> ResponseReturnValue:
    """Rendering alone neither issues nor revokes; a revoked badge is not printed again."""
    if credential.state is State.REVOKED:
        abort(404)
    name = f"badge-{credential.serial:06}.pdf"
    return download(printing.one(credential.id), "application/pdf", name)


@bp.route("/<int:credential_id>/revocation", methods=["GET", "POST"])
@requires(Permission.BADGES_REVOKE, load=queries.credential)
def revoke(credential: Credential) -> ResponseReturnValue:
    form, serial = RevocationForm(), serial_text(credential.serial)
    if left := form.perform(operations.replace, credential=credential):
        flash(_("Badge %(serial)s is revoked. Gates refuse it now.", serial=serial), "go")
        return redirect(url_for("badges.show", credential_id=left.id), 303)
    return render_template("badges/revoke.html", form=form, credential=credential)


def _right(accreditation_id: int) -> Accreditation:
    [found] = people.accreditations([accreditation_id])
    return found


@bp.post("/of/<int:accreditation_id>")
@requires(Permission.BADGES_ISSUE, load=_right)
def issue(right: Accreditation) -> ResponseReturnValue:
    """For somebody whose badge was revoked without a new one."""
    if not (new := perform(operations.issue, accreditation_ids=[right.id])):
        flash(_("There is a badge that counts already."), "wait")
        return redirect(url_for("people.show", person_id=right.person_id), 303)
    flash(_("A new badge is issued. Print it."), "go")
    return redirect(url_for("badges.show", credential_id=new[0]), 303)


@bp.route("/outdated", methods=["GET", "POST"])
@requires(Permission.BADGES_ISSUE)
def replace_outdated() -> ResponseReturnValue:
    """Names the badges that no longer say what is true, and replaces them when told to."""
    form, which = ReplacementForm(), _filter()
    if new := form.perform(operations.replace_outdated):
        flash(_replaced(len(new)), "go")
        return redirect(url_for("badges.index", **which.as_arguments()), 303)
    ids = queries.outdated_ids(which, ids=request.values.getlist("id", type=int) or None)
    form.chosen.data = " ".join(map(str, sorted(ids)))
    return render_template(
        "badges/outdated.html",
        form=form,
        credentials=queries.credentials(list(ids)),
        categories={x.code: x for x in people.categories()},
        zones=people.zones(),
    )


def _replaced(count: int) -> str:
    return ngettext(
        "%(num)d badge is replaced. Print the new one.",
        "%(num)d badges are replaced. Print the new ones.",
        count,
    )


@bp.post("/prints")
@requires(Permission.BADGES_PRINT)
def start_printing() -> ResponseReturnValue:
    which = _filter()
    ids = _ticked() if "id" in request.form else queries.current_ids(which)
    return _started(ids, url_for("badges.index", **which.as_arguments()))


@bp.post("/prints/people")
@requires(Permission.BADGES_PRINT)
def print_people() -> ResponseReturnValue:
    """The badges of the people chosen in their list; those without one are counted."""
    people_ids = chosen(request.form)
    ids = queries.current_ids(Filter(), accreditation_ids=people_ids)
    if not ids:
        flash(_without(len(people_ids)) if people_ids else words.none_chosen(), "wait")
        return redirect(back(url_for("people.index")), 303)
    if len(ids) < len(people_ids):
        flash(_some(len(ids), len(people_ids)), "wait")
    return _started(ids, back(url_for("people.index")))


def _without(chosen: int) -> str:
    return ngettext(
        "The one chosen has no badge. It is issued when the accreditation is approved.",
        "None of the %(num)d chosen has a badge. It is issued when the accreditation is approved.",
        chosen,
    )


def _some(printed: int, chosen: int) -> str:
    return ngettext(
        "%(num)d of the %(chosen)d chosen has a badge: only this one is printed.",
        "%(num)d of the %(chosen)d chosen have a badge: only these are printed.",
        printed,
        chosen=chosen,
    )


def _outdated(count: int) -> str:
    return ngettext(
        "%(num)d of these badges no longer says what is true. Replace it under Badges.",
        "%(num)d of these badges no longer say what is true. Replace them under Badges.",
        count,
    )


def _started(ids: Sequence[int], otherwise: str) -> ResponseReturnValue:
    try:
        started = perform(operations.start_printing, ids=ids)
    except DomainError as error:
        flash(str(error), "stop")
        return redirect(otherwise, 303)
    if outdated := queries.outdated_ids(Filter()).intersection(ids):
        flash(_outdated(len(outdated)), "wait")
    return redirect(url_for("badges.progress", job_id=started.id), 303)


def _ticked() -> list[int]:
    """What was ticked in the list; what is no id is left out."""
    return [x for x in request.form.getlist("id", type=number) if x]


def _print_job(job_id: int) -> jobs.Job:
    found = jobs.get(job_id)
    if found.name != "badges.print":
        abort(404)
    return found


@bp.get("/prints/<int:job_id>")
@requires(Permission.JOBS_OWN, load=_print_job)
def progress(job: jobs.Job) -> ResponseReturnValue:
    part = "badges/progress.html" if "HX-Request" in request.headers else "badges/printing.html"
    return render_template(part, job=job)


@bp.get("/prints/<int:job_id>/badges.pdf")
@requires(Permission.BADGES_PRINT, load=_print_job)
def printed(job: jobs.Job) -> ResponseReturnValue:
    if (file := print_jobs.find(job)) is None:
        abort(404)
    return personal(send_file(file, as_attachment=True, download_name=f"badges-{job.id}.pdf"))


@bp.post("/prints/<int:job_id>/stop")
@requires(Permission.JOBS_OWN, load=_print_job)
def stop_printing(job: jobs.Job) -> ResponseReturnValue:
    perform(operations.stop_printing, job=job)
    return redirect(url_for("badges.progress", job_id=job.id), 303)


def _filter() -> Filter:
    """What URL or form ask for; a state that does not exist asks for nothing."""
    asked = {x: request.values.get(x, "") for x in ("delegation", "category", "state")}
    if asked["state"] not in set(State):
        asked["state"] = ""
    return Filter(**asked)
