"""Forms for what somebody's accreditation opens, and how long."""

from datetime import datetime
from typing import Any

from wtforms import (
    DateTimeLocalField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from ceremony.core import settings
from ceremony.core.forms import VersionedForm
from ceremony.core.i18n import _ as gettext
from ceremony.core.i18n import lazy as _
from ceremony.core.i18n import said
from ceremony.people import queries
from ceremony.people.forms.persons import maybe
from ceremony.people.models import Accreditation


def categories() -> list[tuple[str, str]]:
    return [
        ("", gettext("As the table says")),
        *((str(x.id), said(x.name)) for x in queries.categories()),
    ]


def zones() -> list[tuple[str, str]]:
    return [(x.code, f"{x.code} – {said(x.name)}") for x in queries.zones()]


class AccessForm(VersionedForm):
    """Where one accreditation differs from the table.

    Zones that are ticked count only where the answer before them says so.
    """

    own_category_id = SelectField(_("Category"), choices=categories, coerce=maybe(int))
    follows = RadioField(
        _("Zones"),
        choices=lambda: [
            ("table", gettext("As the table says, or those of the category chosen above")),
            ("own", gettext("Only those chosen here")),
        ],
        validators=[InputRequired()],
    )
    own_zones = SelectMultipleField(
        _("Zones chosen"),
        choices=zones,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        render_kw={"data_only_when": "follows=own"},
    )
    reason = TextAreaField(
        _("Why it differs from the table"),
        [Length(max=500)],
        description=_("Kept with the accreditation, and shown to whoever decides"),
    )
    row: Accreditation

    def facts(self) -> dict[str, Any]:
        own = self.row.own_zones
        return {
            "own_category_id": self.row.own_category_id,
            "follows": "table" if own is None else "own",
            "own_zones": self.row.zones if own is None else own,
            "reason": self.row.own_reason or "",
        }

    @property
    def values(self) -> dict[str, Any]:
        known = super().values
        return {
            "category_id": known["own_category_id"],
            "zones": known["own_zones"] if known["follows"] == "own" else None,
            "reason": known["reason"],
            "version": known["version"],
        }


class ValidityForm(VersionedForm):
    """From when and until when somebody may pass, in the ceremony's zone."""

    valid_from = DateTimeLocalField(_("From"), [InputRequired()])
    valid_until = DateTimeLocalField(_("Until"), [InputRequired()])
    reason = TextAreaField(
        _("Why it differs from the usual validity"),
        [Length(max=500)],
        description=_("Kept with the accreditation, and shown to whoever decides"),
    )
    row: Accreditation

    def __init__(self, row: Accreditation) -> None:
        super().__init__(row)
        self.reason.flags.plain_label = True  # needed wherever it differs

    def facts(self) -> dict[str, Any]:
        zone = settings.current().zone
        return {"reason": self.row.validity_reason or ""} | {
            name: at.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
            for name, at in (
                ("valid_from", self.row.valid_from),
                ("valid_until", self.row.valid_until),
            )
        }

    @property
    def values(self) -> dict[str, Any]:
        zone = settings.current().zone
        return {
            name: value.replace(tzinfo=zone) if isinstance(value, datetime) else value
            for name, value in super().values.items()
        }
