"""Files for delegations: the blank workbook, and the findings as a list."""

import csv
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum
from io import BytesIO, StringIO

from ceremony.core.i18n import _, lazy
from ceremony.core.spreadsheets import excel
from ceremony.core.spreadsheets.formulas import inert
from ceremony.delegations.queries.workbooks import Examined
from ceremony.delegations.workbook import vocabulary
from ceremony.delegations.workbook.columns import DATES, HEADINGS, LABELS, NEEDS, Column
from ceremony.delegations.workbook.findings import Code
from ceremony.delegations.workbook.findings import new_delegations as new_delegations
from ceremony.people.kinds import DocumentType, Function, Rank, Sex

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ROWS_PREPARED = 1_000
INK = "15191E"
LACQUER = "8A1A1F"
AS_TEXT = (Column.DOCUMENT_NUMBER, Column.PHONE)

EXPLAINED = {
    Column.DELEGATION: lazy("Needed. The State or organisation, by its formal name: Viet Nam"),
    Column.KIND: lazy("Needed for organisations; States are known by their names"),
    Column.FAMILY_NAME: lazy("As in the passport. Leave it empty for people with one name"),
    Column.GIVEN_NAMES: lazy("As in the passport. One of the two names is needed"),
    Column.BADGE_NAME: lazy("As it shall be printed. If it is empty it is made from the names"),
    Column.ORIGINAL_NAME: lazy("In its own script: Ирина Лебедева, 赵文静"),
    Column.HONORIFIC: lazy("H.E. Ms., Dr., Judge"),
    Column.FUNCTION: lazy("Needed. What the person does in the delegation; choose from the list"),
    Column.RANK: lazy("For precedence; choose from the list"),
    Column.TITLE: lazy("Minister of Justice"),
    Column.ORGANISATION: lazy("Ministry or agency"),
    Column.LISTED: lazy(
        "Yes if the person agrees to be named in the list of participants, else No"
    ),
    Column.SEX: lazy("As in the passport: F, M or X"),
    Column.BORN_ON: lazy("1980-04-03"),
    Column.NATIONALITY: lazy("By its formal name or by the code of the passport: VNM"),
    Column.DOCUMENT_TYPE: lazy("Choose from the list"),
    Column.DOCUMENT_NUMBER: lazy("It is kept encrypted"),
    Column.DOCUMENT_EXPIRES_ON: lazy("2031-01-01"),
    Column.EMAIL: lazy("name@example.org"),
    Column.PHONE: lazy("With the code of the country: +84 24 5555 0100"),
    Column.LANGUAGES: lazy("English, French"),
    Column.DIETARY_NEEDS: lazy(
        "Allergies, halal, vegetarian. It is kept encrypted; if it is empty, what was said stays"
    ),
    Column.MEDICAL_NEEDS: lazy("Only what a doctor on the spot must know. It is kept encrypted"),
    Column.ACCESS_NEEDS: lazy("Wheelchair, sign language, an escort. It is kept encrypted"),
    Column.PHOTOGRAPH: lazy("For your own list. The photograph is added on the person's page"),
}


def template(columns: Sequence[Column] = tuple(Column)) -> bytes:
    """A blank workbook: people, how to fill it in, and the words that may be chosen."""
    book = excel.Workbook()
    people = book.worksheets[0]
    people.title = "People"
    head(people, [heading(column) for column in columns])
    lists = book.create_sheet("Lists")
    for place, column in enumerate(columns, start=1):
        _prepare(people, lists, place, column)
    _explain(book.create_sheet("How to fill it in", 1), columns)
    lists.sheet_state = "hidden"
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def heading(column: Column) -> str:
    """The English heading: the template is read again, whoever downloads it."""
    return HEADINGS[column].split(";")[0].strip().capitalize()


def head(sheet: "excel.Worksheet", texts: Iterable[str]) -> None:
    """Begin *sheet* with a row of headings that stays in sight."""
    sheet.append(list(texts))
    for cell in sheet[1]:
        cell.font = excel.Font(bold=True, color=INK)
        cell.alignment = excel.Alignment(vertical="bottom", wrap_text=True)
        cell.border = excel.Border(bottom=excel.Side("medium", color=LACQUER))
    sheet.row_dimensions[1].height = 32
    sheet.freeze_panes = "A2"


def _prepare(
    people: "excel.Worksheet", lists: "excel.Worksheet", place: int, column: Column
) -> None:
    letter = excel.get_column_letter(place)
    cells = f"{letter}2:{letter}{ROWS_PREPARED + 1}"
    people.column_dimensions[letter].width = 26 if column is Column.DELEGATION else 18
    if column in DATES:
        people.column_dimensions[letter].number_format = "yyyy-mm-dd"
    if column in AS_TEXT:
        people.column_dimensions[letter].number_format = "@"
    if column not in vocabulary.WORDS:
        return
    words = [word[:1].upper() + word[1:] for word in vocabulary.choices(column)]
    for row, word in enumerate(words, start=1):
        lists.cell(row, place, word)
    rule = excel.DataValidation("list", formula1=f"Lists!${letter}$1:${letter}${len(words)}")
    rule.add(cells)
    people.add_data_validation(rule)


def _explain(sheet: "excel.Worksheet", columns: Sequence[Column]) -> None:
    head(sheet, [_("Column"), _("What to write")])
    for column in columns:
        sheet.append([heading(column), str(EXPLAINED[column])])
    sheet.column_dimensions["A"].width = 26
    sheet.column_dimensions["B"].width = 80


def findings_csv(rows: Iterable[Examined]) -> str:
    """One line for each finding; a cell never begins as a formula does."""
    buffer = StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_("Row"), _("Cell"), _("Severity"), _("Finding"), _("Value")])
    told: set[Column | None] = set()
    for row in rows:
        for found in row.findings:
            if found.code is Code.NO_COLUMN:  # said once for all rows
                if found.column in told:
                    continue
                told.add(found.column)
            value = masked(found.column, found.value)
            line = [found.row, found.cell, found.severity.label, found.sentence, value]
            writer.writerow([inert(x) for x in line])
    return "\ufeff" + buffer.getvalue()


def masked(column: Column | None, value: str) -> str:
    """*value*, but of a document number only its end, and of needs nothing: they are shown on
    demand to those who may read them.
    """
    if column in NEEDS and value:
        return _("not shown here")
    return f"…{value[-3:]}" if column is Column.DOCUMENT_NUMBER and value else value


def label(column: str) -> str:
    """What we call the column."""
    return str(LABELS[Column(column)])


def shown(column: str, value: str) -> str:
    """A canonical value in words: ``head`` is "Head of delegation"."""
    if words := _WORDS.get(Column(column)):
        return words(value).label if value else ""
    return masked(Column(column), value)


class Answer(StrEnum):
    """Yes or no, as the pages say it."""

    YES = "yes"
    NO = "no"

    @property
    def label(self) -> str:
        return _("Yes") if self is Answer.YES else _("No")


_WORDS: Mapping[Column, Callable[[str], Function | Rank | Sex | DocumentType | Answer]] = {
    Column.FUNCTION: Function,
    Column.RANK: Rank,
    Column.SEX: Sex,
    Column.DOCUMENT_TYPE: DocumentType,
    Column.LISTED: Answer,
}
