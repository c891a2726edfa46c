"""The register at the desk: looked at, and searched."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import requires
from ceremony.register import queries
from ceremony.register.models import ParticipantKind

bp = Blueprint("register", __name__, url_prefix="/desk/register")

registries.places.append(
    Place(lazy("Register"), "globe", "register.index", Permission.DESK, lazy("Who comes"), 25)
)


@bp.get("")
@requires(Permission.DESK)
def index() -> ResponseReturnValue:
    filters = {x: request.args.get(x, "")[:200] for x in ("words", "kind", "group", "sends")}
    sending = queries.sending()
    return render_template(
        "register/index.html",
        participants=queries.participants(**filters, sending=sending),
        total=queries.total(),
        filters=filters,
        kinds=[(kind, kind.label) for kind in ParticipantKind],
        groups=[(group, group) for group in queries.groups()],
        sends=[("yes", _("Yes")), ("no", _("No"))],
        sending=sending,
    )
