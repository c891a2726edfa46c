"""What officers enter at the desk of the gates."""

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import DateTimeLocalField
from wtforms.validators import (
    DataRequired,
    EqualTo,
    InputRequired,
    Length,
    NumberRange,
    Optional,
    Regexp,
)

from ceremony.core import settings
from ceremony.core.db import db
from ceremony.core.forms import Form, VersionedForm
from ceremony.core.i18n import lazy as _
from ceremony.core.i18n import said
from ceremony.gates import pins, queries, quotas
from ceremony.gates.models import REPORTED, IncidentKind, Severity
from ceremony.gates.queries.seen import serial_in
from ceremony.people import queries as people
from ceremony.people.models import Body, Zone

_SERIAL = Regexp(r"^[\d\s]{1,14}$", message=_("Write the number on the badge: 004 812."))


def _tidy(text: str | None) -> str:
    return " ".join((text or "").split())


class DeviceForm(Form):
    """A device to be paired, and the checkpoint at which it will stand."""

    name = StringField(
        _("Name of the device"),
        [DataRequired(_("Give the device a name.")), Length(max=40)],
        filters=[_tidy],
        description=_("As on its sticker, so that a guard finds it: Handheld 7"),
    )
    checkpoint_id = SelectField(_("Checkpoint"), [InputRequired()], coerce=int)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.checkpoint_id.choices = [(x.id, f"{x.code} {x.name}") for x in queries.checkpoints()]


class PinForm(Form):
    """A PIN, typed twice; it is never shown again."""

    pin = PasswordField(
        _("PIN"),
        [InputRequired(_("Choose six digits."))],
        description=_("Six digits that only the guard knows: let them type it themselves."),
        render_kw={"autocomplete": "new-password", "inputmode": "numeric", "maxlength": 6},
    )
    again = PasswordField(
        _("The same once more"),
        [InputRequired(_("Repeat it.")), EqualTo("pin", _("The two are not the same."))],
        render_kw={"autocomplete": "new-password", "inputmode": "numeric", "maxlength": 6},
    )

    @property
    def values(self) -> dict[str, Any]:
        """What proves the PIN; made here, before the transaction, because it is slow."""
        return {"pin": pins.verifier(str(self.pin.data or ""))}


class GuardForm(PinForm):
    """Whose badge begins shifts."""

    serial = StringField(
        _("Number of the badge"), [DataRequired(_("Whose badge is it?")), _SERIAL], filters=[_tidy]
    )
    is_supervisor = BooleanField(
        _("Supervisor"),
        description=_("May let somebody in whom the device refuses, with this PIN and a reason."),
    )

    @property
    def values(self) -> dict[str, Any]:
        known = {"serial": serial_in(str(self.serial.data)) or 0}
        return super().values | known | {"is_supervisor": self.is_supervisor.data}


class IncidentForm(Form):
    """Something that somebody told the desk."""

    kind = SelectField(_("What"), [InputRequired()], coerce=IncidentKind)
    severity = RadioField(_("How serious"), coerce=Severity, default=Severity.LOW)
    checkpoint_id = SelectField(_("Where"), coerce=int, default=0)
    at = DateTimeLocalField(_("When"), [Optional()], description=_("Empty: now."))
    words = TextAreaField(
        _("What happened"),
        [DataRequired(_("Say what happened.")), Length(max=2000)],
        filters=[lambda text: (text or "").strip()],
        render_kw={"rows": 4},
    )
    serial = StringField(
        _("Number of a badge that it is about"), [Optional(), _SERIAL], filters=[_tidy]
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind.choices = [(x.value, x.label) for x in REPORTED]
        self.severity.choices = [(x.value, x.label) for x in Severity]
        gates = [(x.id, f"{x.code} {x.name}") for x in queries.checkpoints()]
        self.checkpoint_id.choices = [(0, _("Elsewhere")), *gates]

    @property
    def values(self) -> dict[str, Any]:
        given, at = super().values, self.at.data
        zone = settings.current().zone
        return given | {
            "checkpoint_id": given["checkpoint_id"] or None,
            "at": at and at.replace(tzinfo=zone),
            "serial": serial_in(given["serial"]) if given["serial"] else None,
        }


class ActionForm(VersionedForm):
    """What was done about an incident."""

    action = TextAreaField(
        _("What was done"),
        [Length(max=2000)],
        filters=[lambda text: (text or "").strip()],
        render_kw={"rows": 4},
    )
    version = HiddenField()


class QuotaForm(Form):
    """How many of one body a zone takes at once."""

    zone_id = SelectField(_("Zone"), [InputRequired()], coerce=int)
    body_id = SelectField(_("Delegation or organisation"), [InputRequired()], coerce=int)
    most = IntegerField(
        _("At most, at once"),
        [
            InputRequired(_("How many?")),
            NumberRange(0, quotas.MOST, _("Write a number from 0 to %(max)s.")),
        ],
        render_kw={"inputmode": "numeric"},
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        zones = queries.counted_zones()
        self.zone_id.choices = [(x.id, f"{x.code} {said(x.name)}") for x in zones]
        self.body_id.choices = [(x.id, x.name) for x in people.named_bodies()]

    @property
    def values(self) -> dict[str, Any]:
        return {
            "zone": db.session.get_one(Zone, self.zone_id.data),
            "body": db.session.get_one(Body, self.body_id.data),
            "most": self.most.data,
        }
