"""The badges of one body: what lies here, and all of them to somebody who takes them along."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.badges import operations
from ceremony.badges import queries as badges
from ceremony.badges.pickup import queries, receipts
from ceremony.badges.pickup.forms import BearerForm
from ceremony.badges.pickup.views.blueprint import HAND_OVER, bp
from ceremony.core.forms import ticked
from ceremony.core.i18n import _
from ceremony.core.web import requires
from ceremony.people import queries as people
from ceremony.people.models import Body


def _sender(body_code: str) -> Body:
    return people.body(body_code)


@bp.route("/delegations/<body_code>", methods=["GET", "POST"])
@requires(HAND_OVER, load=_sender)
def body(sender: Body) -> ResponseReturnValue:
    """Those that lie here are ticked: badges of persons, or ``?passes=y`` what is lent."""
    rows = queries.of_body(sender.id)
    form = BearerForm([x.accreditation.person for x in rows if x.accreditation.person_id])
    chosen = set(ticked(request.form)) if request.method == "POST" else None
    given = badges.credentials(sorted(chosen or ()))  # also what is no longer among the rows
    if receipt := form.perform(operations.give_to_bearer, credentials=given, body_id=sender.id):
        flash(_("Given. Print the receipt, and let both sign it."), "go")
        return redirect(url_for("pickup.receipt", receipt_id=receipt.id), 303)
    form.after.data = receipts.newest(sender.id)
    facts: dict[str, Any] = {"form": form, "categories": {x.code: x for x in people.categories()}}
    facts |= {"rows": rows, "chosen": chosen, "outdated": queries.outdated(rows)}
    facts["are_passes"] = "passes" in request.args
    return render_template("badges/pickup/body.html", body=sender, **facts)
