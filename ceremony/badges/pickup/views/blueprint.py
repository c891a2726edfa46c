"""The pick-up desk's place in the side bar, and what its pages share."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect
from flask.typing import ResponseReturnValue

from ceremony.badges.documents import receipt
from ceremony.badges.pickup import queries
from ceremony.core.errors import DomainError
from ceremony.core.i18n import lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import perform

HAND_OVER = Permission.BADGES_HAND_OVER
READ = "document_read"  # in the session: of whom a document was read that fits
bp = Blueprint("pickup", __name__, url_prefix="/desk/pickup")
bp.add_app_template_filter(receipt.number, "receipt_number")

registries.places.append(
    Place(
        lazy("Pick-up desk"),
        "scan",
        "pickup.index",
        HAND_OVER,
        lazy("Who comes"),
        41,
        queries.count_waiting,
    )
)


def attempt(
    operation: Callable[..., object], there: str, done: str = "", **arguments: object
) -> ResponseReturnValue:
    """Perform *operation*, say what was *done* or why it was refused, and go *there*."""
    try:
        perform(operation, **arguments)
    except DomainError as error:
        flash(str(error), "stop")
    else:
        if done:
            flash(done, "go")
    return redirect(there, 303)
