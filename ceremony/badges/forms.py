from wtforms import BooleanField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from ceremony.badges.states import RevokedBecause
from ceremony.core.forms import Form
from ceremony.core.i18n import lazy as _

LABELS = {
    RevokedBecause.LOST: _("Lost"),
    RevokedBecause.STOLEN: _("Stolen"),
    RevokedBecause.REPLACED: _("Replaced: damaged, or something on it changed"),
    RevokedBecause.WITHDRAWN: _("Withdrawn: its holder may not pass for now"),
}


class RevocationForm(Form):
    """Why a badge counts no more, and whether its holder gets a new one."""

    reason = RadioField(
        _("Why"),
        [InputRequired(_("Say why the badge is revoked."))],
        choices=[SelectChoice(value, label) for value, label in LABELS.items()],
    )
    issue_new = BooleanField(
        _("Issue a new badge at once"),
        default=True,
        description=_("It gets a new serial. The old one raises an incident wherever it is read."),
    )
