"""Badges at the desk: looked up, revoked, replaced, made anew."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.badges import differences, listing, operations, printing, queries, standing
from ceremony.badges.batches import choosing
from ceremony.badges.batches import queries as batches
from ceremony.badges.batches.choosing import Choice
from ceremony.badges.documents.face import serial_text
from ceremony.badges.forms import AgainForm, ReprintForm, RevocationForm
from ceremony.badges.models import Credential
from ceremony.badges.queries import Filter
from ceremony.badges.views import prints
from ceremony.badges.views.blueprint import asked, bp, page_of
from ceremony.badges.words import STATES
from ceremony.core.forms import numbers
from ceremony.core.i18n import _, ngettext, said
from ceremony.core.permissions import Permission, may
from ceremony.core.web import download, perform, place, requires
from ceremony.people import queries as people
from ceremony.people.models import Accreditation

SHOWN = 100  # badges in reprint that are named; the others are counted


@bp.get("")
@requires(Permission.BADGES_READ)
def index() -> ResponseReturnValue:
    which = asked()
    page, outdated = listing.page(which, place()), queries.outdated_ids(which)
    return render_template(
        "badges/index.html",
        page=page,
        which=which,
        counts=listing.counts(which),
        claims=choosing.claims([row.Credential.id for row in page.rows]),
        outdated=outdated,
        refused=queries.count_outdated_refused(which) if outdated else 0,
        states=STATES,
        bodies=queries.bodies(),
        categories=people.categories(),
        zones=people.zones(),
        said=said,
    )


@bp.get("/<int:credential_id>")
@requires(Permission.BADGES_READ, load=queries.credential)
def show(credential: Credential) -> ResponseReturnValue:
    return _shown(credential, AgainForm())


def _shown(credential: Credential, form: AgainForm) -> str:
    which = [credential.id]
    is_outdated = bool(queries.outdated_ids(Filter(), ids=which))
    return render_template(
        "badges/show.html",
        credential=credential,
        person=credential.accreditation.person,
        body=queries.sender(credential),
        others=[x for x in queries.of_right(credential.accreditation_id) if x.id != credential.id],
        is_outdated=is_outdated,
        is_genuine=not queries.are_any_not_genuine([credential]),
        changes=differences.of(which)[credential.id] if is_outdated else [],
        printings=batches.printings(credential.id),
        claim=choosing.claims(which).get(credential.id),
        zones=people.zones(),
        category=people.category(credential.category_code),
        form=form,
    )


@bp.post("/<int:credential_id>/print")
@requires(Permission.BADGES_PRINT, load=queries.credential)
def print_one(credential: Credential) -> ResponseReturnValue:
    """By a POST: what comes as a file counts as printed from then on."""
    form, known = AgainForm(), {"credential": credential, "drawn": printing.single(credential)}
    if (pdf := form.perform(printing.on_the_spot, **known)) is None:
        return _shown(queries.credential(credential.id), form)
    return download(pdf, "application/pdf", f"badge-{credential.serial:06}.pdf")


@bp.route("/<int:credential_id>/revocation", methods=["GET", "POST"])
@requires(Permission.BADGES_REVOKE, load=queries.credential)
def revoke(credential: Credential) -> ResponseReturnValue:
    form, serial = RevocationForm(), serial_text(credential.serial)
    if left := form.perform(operations.replace, credential=credential):
        flash(_("Badge %(serial)s is revoked. Gates refuse it now.", serial=serial), "go")
        return redirect(page_of(left.id), 303)
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
    return redirect(page_of(new[0]), 303)


@bp.route("/reprint", methods=["GET", "POST"])
@requires(Permission.BADGES_ISSUE)
def reprint() -> ResponseReturnValue:
    """Names the badges that no longer say what is true, and makes them anew when told to."""
    form, which = ReprintForm(), asked()
    if new := form.perform(operations.reprint):
        flash(_replaced(new), "go")
        return _offered(new)
    ids = sorted(queries.outdated_ids(which, ids=numbers(request.values.getlist("id")) or None))
    form.chosen.data = " ".join(map(str, ids))
    facts: dict[str, Any] = {"count": len(ids), "refused": standing.refused(ids)}
    facts |= {"credentials": queries.credentials(ids[:SHOWN]), "form": form}
    facts["changes"] = differences.of(ids[:SHOWN])
    return render_template("badges/reprint.html", **facts)


def _offered(new: list[int]) -> ResponseReturnValue:
    """Print what was made anew: at once, if one may."""
    if not may(current_user, Permission.BADGES_READ):
        return redirect(page_of(new[0]) if len(new) == 1 else url_for("pickup.index"), 303)
    if not may(current_user, Permission.BADGES_PRINT):
        return redirect(url_for("badges.index", state="issued"), 303)
    return prints.prepared(Choice(ids=tuple(new)))


def _replaced(new: list[int]) -> str:
    """Whether the old ones still work, is said only as far as it is so."""
    old = standing.replaced_by(new)
    refused = standing.refused(old)
    if not refused:
        return ngettext(
            "%(num)d new badge is issued. The old one works until it is handed over.",
            "%(num)d new badges are issued. The old ones work until they are handed over.",
            len(new),
        )
    if refused == len(old):
        return ngettext(
            "%(num)d new badge is issued. Gates refuse the old one already.",
            "%(num)d new badges are issued. Gates refuse the old ones already.",
            len(new),
        )
    return ngettext(
        "%(made)d new badges are issued. Gates refuse one of the old ones already.",
        "%(made)d new badges are issued. Gates refuse %(num)d of the old ones already.",
        refused,
        made=len(new),
    )
