"""Focal points: named, invited, reminded, revoked; one by one or many at once."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import mail
from ceremony.core.forms import ticked
from ceremony.core.i18n import _, ngettext
from ceremony.core.mail.models import LINK
from ceremony.core.permissions import Permission
from ceremony.core.web import back, perform, requires
from ceremony.delegations.forms.opening import FocalPointForm
from ceremony.delegations.forms.review import SureForm
from ceremony.delegations.models import Delegation, FocalPoint
from ceremony.delegations.operations import invitations as operations
from ceremony.delegations.queries import delegations as queries
from ceremony.delegations.queries import lists
from ceremony.delegations.queries import points as focal
from ceremony.delegations.views.blueprint import bp


class Sending(NamedTuple):
    """One kind of mail to focal points: its operation and its template."""

    operation: Callable[..., int]
    template: str


SENDINGS = {
    "invite": Sending(operations.send, "delegations/invitation"),
    "remind": Sending(operations.remind, "delegations/reminder"),
}


@bp.route("/<int:delegation_id>/focal-points", methods=["GET", "POST"])
@requires(Permission.DELEGATIONS_MANAGE, load=queries.delegation)
def focal_points(delegation: Delegation) -> ResponseReturnValue:
    form = FocalPointForm()
    if form.perform(operations.name_focal_point, delegation=delegation):
        flash(_("Named. Nothing was mailed yet: invite them below."), "go")
        return redirect(_page(delegation), 303)
    return render_template(
        "delegations/focal_points.html",
        form=form,
        delegation=delegation,
        points=focal.of(delegation),
    )


@bp.post("/focal-points/<int:point_id>/revoke")
@requires(Permission.DELEGATIONS_MANAGE, load=focal.focal_point)
def revoke_focal_point(point: FocalPoint) -> ResponseReturnValue:
    perform(operations.revoke, point=point)
    flash(_("%(name)s can enter nobody any more. It can be undone.", name=point.user.name), "go")
    return redirect(_page(point.delegation), 303)


@bp.post("/send/<any(invite, remind):sending>")
@requires(Permission.DELEGATIONS_MANAGE, load=lambda sending: (sending, SENDINGS[sending]))
def send(asked: tuple[str, Sending]) -> ResponseReturnValue:
    name, sending = asked
    delegations = lists.delegations_of(_wanted())
    points = focal.points_to_mail(delegations, remind=name == "remind")
    if request.form.get("is_sure") and (count := _sent(sending, points)):
        flash(_on_its_way(count), "go")
        return redirect(back(url_for("delegations.index")), 303)
    return render_template(
        "delegations/send.html",
        form=SureForm(),
        sending=name,
        points=points,
        without=focal.without_points(delegations),
        letter=_letter(sending, points[0]) if points else None,
        languages=dict(mail.choices()),
        ids=[x.id for x in delegations],
        back=back(url_for("delegations.index")),
    )


def _on_its_way(count: int) -> str:
    return ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", count)


def _sent(sending: Sending, points: Sequence[FocalPoint]) -> int | None:
    return SureForm().perform(sending.operation, points=points) if points else None


def _wanted() -> list[int]:
    """Ids of delegations: those ticked, or all that fit the filter of the list."""
    if request.form.get("all"):
        return lists.ids(**lists.Asked.read(request.form)._asdict())
    return ticked(request.form)


def _letter(sending: Sending, point: FocalPoint) -> mail.Letter:
    """How the first of them will read it: where their link will stand is said instead."""
    delegation = point.delegation
    facts = operations.letter_facts(delegation)
    letter = mail.letter(sending.template, delegation.language, name=point.user.name, **facts)
    instead = _("(the personal link of %(name)s)", name=point.user.name)
    return letter._replace(text=letter.text.replace(LINK, instead))


def _page(delegation: Delegation) -> str:
    return url_for("delegations.focal_points", delegation_id=delegation.id)
