"""The form by which two records of one person become one."""

from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice
from wtforms.validators import InputRequired

from ceremony.core.forms import Form
from ceremony.core.i18n import lazy as _
from ceremony.people import likeness, operations, sameness
from ceremony.people.models import Person
from ceremony.people.sameness import Difference

FIELD, PART = "field_", "part_"


def _either(label: object, first: Person, second: Person, usual: int) -> RadioField:
    choices = [SelectChoice(x.id, x.badge_name) for x in (first, second)]
    return RadioField(label, [InputRequired()], choices=choices, coerce=int, default=usual)


class MergeForm(Form):
    """Of each thing that differs: as which of the two records has it."""

    seen = HiddenField()
    stands = RadioField(_("Whose accreditation stands"), [InputRequired()], coerce=int)
    primary = RadioField(_("On the badge"), [InputRequired()], coerce=int)
    pair: tuple[Person, Person]

    @classmethod
    def of(cls, first: Person, second: Person, differing: Sequence[Difference]) -> "MergeForm":
        """For these two; *differing* is what can be chosen."""
        more: dict[str, Any] = {
            FIELD + x.name: _either(x.label, first, second, x.usual) for x in differing
        }
        for mine, _theirs in sameness.shared(first, second):
            usual = sameness.standing(first, second).id
            more[f"{PART}{mine.body_id}"] = _either(mine.body.name, first, second, usual)
        if likeness.are_strangers(first, second):
            needed = InputRequired(_("Nothing about them is the same. Tick this to go on."))
            more["is_same"] = BooleanField(_("They are the same person"), [needed])
        form: MergeForm = type("MergeFormOfTwo", (cls,), more)(pair=(first, second))
        return form

    def __init__(self, pair: tuple[Person, Person]) -> None:
        self.pair = first, second = pair
        kept = sameness.standing(first, second)
        primary = next(x.body_id for x in kept.participations if x.is_primary)
        seen = operations.seen_as(first, second)
        super().__init__(data={"stands": kept.id, "primary": primary, "seen": seen})
        self.stands.choices = [SelectChoice(x.id, x.badge_name) for x in pair]
        bodies = {x.body_id: x.body.name for x in (*first.participations, *second.participations)}
        self.primary.choices = [SelectChoice(*x) for x in bodies.items()]

    @property
    def values(self) -> dict[str, Any]:
        known = super().values
        kept, gone = sorted(self.pair, key=lambda x: x.id != known["stands"])
        chosen = {name for name, who in known.items() if who == gone.id}
        return {
            "kept": kept,
            "gone": gone,
            "taken": {x.removeprefix(FIELD) for x in chosen if x.startswith(FIELD)},
            "taken_parts": {int(x.removeprefix(PART)) for x in chosen if x.startswith(PART)},
            "primary_body_id": known["primary"],
            "seen": known["seen"],
        }
