"""What an examination found: a cell, how bad it is, and a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from ceremony.core.i18n import lazy as _
from ceremony.core.i18n import ngettext
from ceremony.delegations.workbook.columns import LABELS, NO_COLUMN, Column


class Severity(StrEnum):
    """Errors stop a row, warnings ask for a look; notes are many and are told once, by number."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def label(self) -> str:
        return str(_SEVERITIES[self])


_SEVERITIES = {
    Severity.ERROR: _("Error"),
    Severity.WARNING: _("Warning"),
    Severity.NOTE: _("Note"),
}


class Code(StrEnum):
    """Kinds of findings; the sentence of each stands in ``SENTENCES``."""

    MISSING = "missing"
    NO_COLUMN = "no_column"
    NAME_MISSING = "name_missing"
    TOO_LONG = "too_long"
    FORBIDDEN_CHARACTER = "forbidden_character"
    DAMAGED_TEXT = "damaged_text"
    UNKNOWN_COUNTRY = "unknown_country"
    UNKNOWN_DELEGATION = "unknown_delegation"
    UNKNOWN_WORD = "unknown_word"
    IMPOSSIBLE_DATE = "impossible_date"
    BORN_IN_FUTURE = "born_in_future"
    BORN_LONG_AGO = "born_long_ago"
    EXPIRED = "expired"
    EMAIL_INVALID = "email_invalid"
    PHONE_INVALID = "phone_invalid"
    DOUBLE_DOCUMENT = "double_document"
    DOUBLE_PERSON = "double_person"
    AMBIGUOUS_DATE = "ambiguous_date"
    SHORT_YEAR = "short_year"
    UNDER_AGE = "under_age"
    EXPIRES_TOO_EARLY = "expires_too_early"
    PHOTOGRAPH_MISSING = "photograph_missing"
    ONLY_FULL_NAME = "only_full_name"
    OTHER_SCRIPT = "other_script"
    SAME_NAME_ELSEWHERE = "same_name_elsewhere"
    KNOWN_DOCUMENT = "known_document"
    KNOWN_NAME = "known_name"
    SAME_NAME = "same_name"
    SAME_NAME_IN_ROW = "same_name_in_row"
    SECOND_HEAD = "second_head"
    RANK_UNKNOWN = "rank_unknown"
    RANK_OF_OTHERS = "rank_of_others"
    NO_CATEGORY = "no_category"
    OTHER_DELEGATION = "other_delegation"
    HEAD_ALREADY = "head_already"
    HEAD_IN_ROW = "head_in_row"
    DECIDED = "decided"
    SHARED = "shared"
    TAKEN_OUT = "taken_out"


SENTENCES = {
    Code.MISSING: _("“%(column)s” is empty; every person needs it."),
    Code.NO_COLUMN: _("No column says what every person needs: “%(column)s”."),
    Code.NAME_MISSING: _("There is no name: fill in the family name, the given names or both."),
    Code.TOO_LONG: _("The text has %(length)d characters; %(limit)d are possible."),
    Code.FORBIDDEN_CHARACTER: _(
        "The text contains the invisible character %(character)s. Type it again."
    ),
    Code.DAMAGED_TEXT: _("The text contains a character that was lost before. Type it again."),
    Code.UNKNOWN_COUNTRY: _("“%(value)s” is no nationality that we know. Write it in English."),
    Code.UNKNOWN_DELEGATION: _(
        "“%(value)s” is not a State of the register. If it is an organisation, "
        "say so in the column “Kind of delegation”."
    ),
    Code.UNKNOWN_WORD: _("“%(value)s” is not known here. Possible are: %(choices)s."),
    Code.IMPOSSIBLE_DATE: _("There is no such date. Write dates like 1980-04-03."),
    Code.BORN_IN_FUTURE: _("The date of birth, %(date)s, is in the future."),
    Code.BORN_LONG_AGO: _("The date of birth, %(date)s, is more than 110 years ago."),
    Code.EXPIRED: _("The document expired on %(date)s."),
    Code.EMAIL_INVALID: _("“%(value)s” is not an email address."),
    Code.PHONE_INVALID: _("“%(value)s” is not a telephone number: 6 to 15 figures are needed."),
    Code.DOUBLE_DOCUMENT: _("The same document number stands in row %(other)d."),
    Code.DOUBLE_PERSON: _("The same person stands in row %(other)d: same name and date of birth."),
    Code.AMBIGUOUS_DATE: _("“%(value)s” was read as %(date)s. It may also mean %(other)s."),
    Code.SHORT_YEAR: _("“%(value)s” was read as %(date)s. Write the year with four figures."),
    Code.UNDER_AGE: _("The person is %(age)d years old at the ceremony."),
    Code.EXPIRES_TOO_EARLY: _("The document expires on %(date)s, before the ceremony ends."),
    Code.PHOTOGRAPH_MISSING: _(
        "There is no photograph yet: a workbook brings none. Add it on the person’s page."
    ),
    Code.ONLY_FULL_NAME: _("Only a full name is given; it is kept whole, as the family name."),
    Code.OTHER_SCRIPT: _("The name on the badge has no Latin letters. Guards may not read it."),
    Code.SAME_NAME_ELSEWHERE: _(
        "Row %(other)d, in another delegation, has the same name and date of birth."
    ),
    Code.KNOWN_DOCUMENT: _(
        "%(name)s of %(delegation)s has the same document and gets a second participation."
    ),
    Code.KNOWN_NAME: _("Possible double of %(name)s, %(delegation)s: same name and date of birth."),
    Code.SAME_NAME: _(
        "Possible double of %(name)s, %(delegation)s: same name, and neither date of birth nor "
        "document number tells them apart."
    ),
    Code.SAME_NAME_IN_ROW: _(
        "Possible double of row %(other)d: same name, and neither date of birth nor document "
        "number tells them apart."
    ),
    Code.SECOND_HEAD: _("Row %(other)d already names a head of this delegation."),
    Code.RANK_UNKNOWN: _("“%(value)s” is no rank of the order of precedence; “other” was taken."),
    Code.RANK_OF_OTHERS: _(
        "“%(value)s” goes with head, deputy head or delegate. Whoever comes as another has the "
        "rank “Other”."
    ),
    Code.NO_CATEGORY: _(
        "The table of categories has no line for this function in such a delegation. "
        "An administrator can add it."
    ),
    Code.OTHER_DELEGATION: _(
        "“%(value)s” is not your delegation. Only your own members can be imported here."
    ),
    Code.HEAD_ALREADY: _(
        "%(name)s is the head already. A delegation has exactly one: change the other first."
    ),
    Code.HEAD_IN_ROW: _("Row %(other)d already names the head. A delegation has exactly one."),
    Code.DECIDED: _("%(name)s was decided already and cannot be changed by a workbook."),
    Code.SHARED: _("%(name)s takes part in another way too; only the organisers change that."),
    Code.TAKEN_OUT: _("%(name)s was taken out of the delegation and stays out until put back."),
}

# Where a detail "close" says what was probably meant.
CLOSE_SENTENCES = {
    Code.UNKNOWN_COUNTRY: _(
        "“%(value)s” is no nationality that we know. Did you mean “%(close)s”?"
    ),
    Code.UNKNOWN_DELEGATION: _(
        "“%(value)s” is not a State of the register. Did you mean “%(close)s”? If it is an "
        "organisation, say so in the column “Kind of delegation”."
    ),
    Code.UNKNOWN_WORD: _("“%(value)s” is not known here. Did you mean “%(close)s”?"),
    Code.RANK_UNKNOWN: _(
        "“%(value)s” is no rank of the order of precedence; “other” was taken. "
        "Did you mean “%(close)s”?"
    ),
}

ERRORS = frozenset(
    {
        Code.MISSING,
        Code.NO_COLUMN,
        Code.NAME_MISSING,
        Code.TOO_LONG,
        Code.FORBIDDEN_CHARACTER,
        Code.DAMAGED_TEXT,
        Code.UNKNOWN_COUNTRY,
        Code.UNKNOWN_DELEGATION,
        Code.UNKNOWN_WORD,
        Code.IMPOSSIBLE_DATE,
        Code.BORN_IN_FUTURE,
        Code.BORN_LONG_AGO,
        Code.EXPIRED,
        Code.EMAIL_INVALID,
        Code.PHONE_INVALID,
        Code.DOUBLE_DOCUMENT,
        Code.DOUBLE_PERSON,
        Code.RANK_OF_OTHERS,
        Code.NO_CATEGORY,
        Code.OTHER_DELEGATION,
        Code.HEAD_ALREADY,
        Code.HEAD_IN_ROW,
        Code.DECIDED,
        Code.SHARED,
    }
)

MOST_NAMED = 20
NOTES = frozenset({Code.PHOTOGRAPH_MISSING})


@dataclass(frozen=True)
class Finding:
    """Something to look at in one cell, or in a whole row when *column* is None.

    *cell* is the place as a spreadsheet calls it (``D14``), empty where the workbook has no
    such column; *value* is what stands there.
    """

    row: int
    cell: str
    column: Column | None
    code: Code
    value: str = ""
    details: dict[str, Any] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        if self.code in ERRORS:
            return Severity.ERROR
        return Severity.NOTE if self.code in NOTES else Severity.WARNING

    @property
    def is_problem(self) -> bool:
        """Somebody should look at this row before it is imported."""
        return self.severity is not Severity.NOTE

    @property
    def is_shown(self) -> bool:
        """It is told at its row; a column that is missing is told once, for all rows."""
        return self.is_problem and self.code is not Code.NO_COLUMN

    @property
    def place(self) -> str:
        """Where to look, in words."""
        return self.cell or str(_("row %(row)d")) % {"row": self.row}

    @property
    def sentence(self) -> str:
        sentence = (CLOSE_SENTENCES if self.details.get("close") else SENTENCES)[self.code]
        if self.column and self.code is Code.NO_COLUMN:
            sentence = NO_COLUMN[self.column]
        column = str(LABELS[self.column]) if self.column else ""
        return str(sentence) % {"value": self.value, "column": column, **self.details}


def photographs_missing(number: int) -> str:
    """The notes of a whole workbook in one sentence."""
    return ngettext(
        "One person has no photograph yet. Add it on the person’s page.",
        "%(num)s people have no photograph yet. Add them on their pages.",
        number,
    )


def new_delegations(names: Sequence[str]) -> str:
    """Which delegations an import would make, in one sentence."""
    listed = [*names[:MOST_NAMED], "…"] if len(names) > MOST_NAMED else names
    return ngettext(
        "One delegation is new: %(names)s.",
        "%(num)s delegations are new: %(names)s.",
        len(names),
        names=", ".join(listed),
    )
