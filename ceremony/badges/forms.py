"""What an officer enters to revoke badges and to replace them."""

from typing import Any

from flask_login import current_user
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, StringField
from wtforms.validators import InputRequired, Length

from ceremony.badges.states import RevokedBecause
from ceremony.core.forms import Form
from ceremony.core.i18n import lazy as _
from ceremony.core.permissions import Permission, may

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
        description=_("It gets a new serial. Every gate refuses the old one and says why."),
    )

    def __init__(self) -> None:
        super().__init__()
        if not may(current_user, Permission.BADGES_ISSUE):
            del self.issue_new

    @property
    def values(self) -> dict[str, Any]:
        return {"issue_new": False} | super().values


class ReprintForm(Form):
    """Carries exactly those badges that the page names."""

    chosen = HiddenField()
    reason = StringField(
        _("Why they are made anew"),
        [InputRequired(_("Say why these badges are made anew.")), Length(max=200)],
        description=_("It is kept with the new badges: new title, new photograph."),
    )

    @property
    def values(self) -> dict[str, Any]:
        words = str(self.chosen.data or "").split()
        ids = [int(x) for x in words if x.isascii() and x.isdigit() and len(x) < 10]
        return {"ids": ids, "reason": super().values["reason"]}


class AgainForm(Form):
    """Printing one badge; of one that was printed before, also why again."""

    reason = StringField(
        _("Why it is printed again"),
        [Length(max=200)],
        description=_("It keeps its serial: smudged, torn, not where it should be."),
    )
    as_it_is = HiddenField()  # sent when what is wrong was read

    def __init__(self) -> None:
        super().__init__()
        self.reason.flags.plain_label = True  # it is asked only where it is needed

    @property
    def values(self) -> dict[str, Any]:
        return {"reason": self.reason.data or "", "as_it_is": bool(self.as_it_is.data)}
