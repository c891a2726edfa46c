"""What an officer enters of a device."""

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, InputRequired, Length

from ceremony.core.forms import Form
from ceremony.core.i18n import lazy as _
from ceremony.gates import queries


class DeviceForm(Form):
    """A device to be paired, and the checkpoint at which it will stand."""

    name = StringField(
        _("Name of the device"),
        [DataRequired(_("Give the device a name.")), Length(max=40)],
        filters=[lambda text: " ".join((text or "").split())],
        description=_("As on its sticker, so that a guard finds it: Handheld 7"),
    )
    checkpoint_id = SelectField(_("Checkpoint"), [InputRequired()], coerce=int)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.checkpoint_id.choices = [(x.id, f"{x.code} {x.name}") for x in queries.checkpoints()]
