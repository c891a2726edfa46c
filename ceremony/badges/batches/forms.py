"""What an officer says before a batch is printed."""

from collections.abc import Mapping
from typing import Any, Self

from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField, StringField
from wtforms.validators import Length

from ceremony.badges.batches import queries
from ceremony.badges.batches.choosing import Choice, Tally
from ceremony.badges.layouts import queries as layouts
from ceremony.badges.models import Order
from ceremony.badges.operations import Options
from ceremony.core.errors import DomainError
from ceremony.core.forms import Form, numbers
from ceremony.core.i18n import _ as now_
from ceremony.core.i18n import lazy as _
from ceremony.core.i18n import said
from ceremony.core.paging import number

NEW, AGAIN = "new", "again"
TEXTS, NUMBERS = ("delegation", "category", "state"), ("batch", "first", "last")


class PrintForm(Form):
    """Carries the choice that its page counted, and how it is to be printed."""

    delegation = HiddenField()
    category = HiddenField()
    state = HiddenField()
    batch = HiddenField()
    first = HiddenField()
    last = HiddenField()
    chosen = HiddenField()
    whom = RadioField(
        _("Which of them"),
        choices=[
            SelectChoice(NEW, _("Only those not printed yet")),
            SelectChoice(AGAIN, _("All of them, also those printed before")),
        ],
        default=NEW,
    )
    reason = StringField(
        _("Why they are printed again"),
        [Length(max=200)],
        description=_("They keep their serials: paper jam, colour faded, pile lost."),
    )
    layout = SelectField(_("Layout"))
    sorted_by = SelectField(_("Order"), choices=[SelectChoice(x.value, x.label) for x in Order])
    with_backs = BooleanField(
        _("Backs too"),
        description=_("Each behind its front: print on both sides, turned over the long edge."),
    )
    with_covers = BooleanField(
        _("Cover sheets"),
        description=_("A4, for each delegation: a list to tick off, and a receipt to be signed."),
    )
    is_split = BooleanField(
        _("A folder for each delegation"),
        description=_("In one zip file, instead of one PDF for all."),
    )

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        usual = [SelectChoice("", now_("The usual one of each kind"))]
        every = layouts.layouts()
        self.layout.choices = [*usual, *(SelectChoice(x.code, said(x.name)) for x in every)]
        for field in (self.whom, self.reason, self.layout, self.sorted_by):
            field.flags.plain_label = True  # where it is asked, it is needed
        self.sorted_by.choices = [SelectChoice(x.value, x.label) for x in Order]

    @classmethod
    def of(cls, choice: Choice) -> Self:
        """Filled in as the last batch was."""
        last = queries.latest()
        names = ("sorted_by", "with_backs", "with_covers", "is_split")
        known = {x: getattr(last, x) for x in names} if last else {}
        if last:
            known["layout"] = last.layout_code or ""
        chosen = " ".join(map(str, choice.ids)) if choice.ids is not None else None
        return cls(formdata=None, data=known | choice.as_arguments() | {"chosen": chosen})

    @property
    def choice(self) -> Choice:
        """Which badges it carries.

        :raises DomainError: what should be a number is none.
        """
        texts: dict[str, Any] = {x: str(self[x].data or "") for x in TEXTS}
        digits: dict[str, Any] = part({x: str(self[x].data or "") for x in NUMBERS})
        words = self.chosen.data
        ids = tuple(numbers(str(words).split())) if words else None
        return Choice(**texts, **digits, ids=ids, is_new_only=self._is_new_only)

    @property
    def _is_new_only(self) -> bool:
        return self.whom is not None and self.whom.data == NEW

    def fit(self, tally: Tally) -> Self:
        """Ask only what matters: for a reason if something was printed before.

        What was said once is kept: nobody who wants what is new prints the whole pile again,
        since others printed it meanwhile.
        """
        if self.whom is not None and not (self.whom.raw_data or (tally.new and tally.again)):
            del self.whom
        if not tally.again:
            del self.reason
        return self

    @property
    def values(self) -> dict[str, Any]:
        options = Options(
            layout_code=self.layout.data or None,
            sorted_by=Order(self.sorted_by.data),
            with_backs=self.with_backs.data,
            with_covers=self.with_covers.data,
            is_split=self.is_split.data,
        )
        reason = str(self.reason.data or "") if self.reason is not None else ""
        return {"choice": self.choice, "options": options, "reason": reason}


def part(given: Mapping[str, str]) -> dict[str, Any]:
    """Part of the pile of a batch; serials as they are printed, in groups of three.

    :raises DomainError: what should be a number is none: that does not mean all.
    """
    found = {x: given.get(x, "").replace(" ", "") for x in NUMBERS}
    for name, text in found.items():
        if text and not number(text):
            sentence = now_("“%(given)s” is no number of a batch or a badge.", given=text[:20])
            raise DomainError(sentence, field=name)
    if any(found.values()) and not found["batch"]:
        raise DomainError(now_("Say of which batch they are."), field="batch")
    return {name: number(text) or 0 for name, text in found.items()}


class DecisionForm(Form):
    """What becomes of a batch in which something was found."""

    which = HiddenField()

    @property
    def values(self) -> dict[str, Any]:
        return {"is_everything": self.which.data == "everything"}
