"""What must hold in a row, and among the rows of one file."""

from collections.abc import Iterable
from datetime import date

from ceremony.delegations.expiry import Days, Expiry
from ceremony.delegations.workbook.columns import NAMES, NEEDED, Column, lacking
from ceremony.delegations.workbook.findings import Code
from ceremony.delegations.workbook.records import Questions, Record
from ceremony.delegations.workbook.text import is_latin
from ceremony.people import names
from ceremony.people.kinds import is_plausible, is_without_photograph
from ceremony.register.names import fold

YOUNG = 16
OLDEST = 110


def check(records: Iterable[Record], asked: Questions) -> None:
    """Add to *records* what single cells could not tell."""
    listed = list(records)
    for record in listed:
        _complete(record, asked)
        _birth(record, asked)
        _document(record, asked)
        _name(record)
        _rank(record)
    _doubles(listed)
    _heads(listed)


def _complete(record: Record, asked: Questions) -> None:
    absent = lacking(record.letters.keys(), asked.delegation)
    for column in absent:
        record.find(Code.NO_COLUMN, column)
    for column in NEEDED:
        has_body = column is Column.DELEGATION and record.body is not None
        if column not in {*record.written, *absent} and not has_body:
            record.find(Code.MISSING, column)
    has_name = any(column in record.written for column in NAMES)
    if not has_name and Column.FAMILY_NAME not in absent:
        record.find(Code.NAME_MISSING, Column.FAMILY_NAME)


def _rank(record: Record) -> None:
    part = record.get(Column.FUNCTION), record.get(Column.RANK)
    if record.get(Column.FUNCTION) and not is_plausible(*part):
        record.find(Code.RANK_OF_OTHERS, Column.RANK)
    if not is_without_photograph(*part):
        record.find(Code.PHOTOGRAPH_MISSING, Column.PHOTOGRAPH)


def _age(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _birth(record: Record, asked: Questions) -> None:
    born = record.date(Column.BORN_ON)
    if born is None:
        return
    age = _age(born, asked.starts_on)
    if born > asked.today:
        record.find(Code.BORN_IN_FUTURE, Column.BORN_ON, date=born.isoformat())
    elif age > OLDEST:
        record.find(Code.BORN_LONG_AGO, Column.BORN_ON, date=born.isoformat())
    elif age < YOUNG:
        record.find(Code.UNDER_AGE, Column.BORN_ON, age=age)


def _document(record: Record, asked: Questions) -> None:
    expires = record.date(Column.DOCUMENT_EXPIRES_ON)
    wrong = Days(asked.today, asked.starts_on, asked.ends_on).wrong(expires)
    if expires and wrong:
        code = Code.EXPIRED if wrong is Expiry.OVER else Code.EXPIRES_TOO_EARLY
        record.find(code, Column.DOCUMENT_EXPIRES_ON, date=expires.isoformat())


def _name(record: Record) -> None:
    """Give every record a name for the badge; a lone full name is kept whole."""
    given, family = record.get(Column.GIVEN_NAMES), record.get(Column.FAMILY_NAME)
    badge = record.get(Column.BADGE_NAME)
    if badge and not (given or family):
        record.values[Column.FAMILY_NAME] = badge
        record.find(Code.ONLY_FULL_NAME, Column.BADGE_NAME)
    elif given or family:
        usual = names.badge_name(given, family, record.get(Column.NATIONALITY))
        record.values[Column.BADGE_NAME] = badge = badge or usual
    if badge and not is_latin(badge):
        column = Column.BADGE_NAME if Column.BADGE_NAME in record.written else Column.FAMILY_NAME
        record.find(Code.OTHER_SCRIPT, column)


def document_key(record: Record) -> str:
    """The document number as it is compared: letters and figures only; empty if there is none."""
    return "".join(x for x in record.get(Column.DOCUMENT_NUMBER).upper() if x.isalnum())


def name_key(family_name: str, given_names: str, born_on: str) -> str:
    """Name and date of birth as they are compared, in any order of words; empty: no name."""
    words = name_words(family_name, given_names)
    return f"{words} {born_on}" if words else ""


def name_words(family_name: str, given_names: str) -> str:
    """The words of a name as they are compared, in any order."""
    return " ".join(sorted(fold(f"{family_name} {given_names}").split()))


def is_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether two of one name are one person.

    :param one: date of birth and document, empty where unknown. Where no birth date is
        known, two documents mean two persons.
    """
    return one[0] == other[0] and (bool(one[0]) or not (one[1] and other[1] and one[1] != other[1]))


def may_be_same(one: tuple[str, str], other: tuple[str, str]) -> bool:
    """Whether nothing tells two of one name apart; arguments as in :func:`is_same`."""
    if one[0] and other[0]:
        return one[0] == other[0]
    return not (one[1] and other[1] and one[1] != other[1])


def _name_key(record: Record) -> str:
    parts = (Column.FAMILY_NAME, Column.GIVEN_NAMES, Column.BORN_ON)
    return name_key(*map(record.get, parts))


def _doubles(records: list[Record]) -> None:
    documents: dict[str, Record] = {}
    people: dict[str, Record] = {}
    by_words: dict[str, list[Record]] = {}
    for record in records:
        document, name = document_key(record), _name_key(record)
        first = documents.setdefault(document, record) if document else record
        same = people.setdefault(name, record) if name else record
        if first is not record:
            record.find(Code.DOUBLE_DOCUMENT, Column.DOCUMENT_NUMBER, other=first.row)
        elif same is not record:
            _compare(record, same)
        else:
            _nearly(record, by_words)


def _nearly(record: Record, by_words: dict[str, list[Record]]) -> None:
    """Warn of an earlier row of the delegation with this name, if nothing tells them apart."""
    words = name_words(record.get(Column.FAMILY_NAME), record.get(Column.GIVEN_NAMES))
    if not words or record.body is None:
        return
    earlier = by_words.setdefault(f"{record.body.key} {words}", [])
    told = record.get(Column.BORN_ON), document_key(record)
    for other in earlier:
        if may_be_same(told, (other.get(Column.BORN_ON), document_key(other))):
            record.find(Code.SAME_NAME_IN_ROW, Column.FAMILY_NAME, other=other.row)
            break
    earlier.append(record)


def _compare(record: Record, same: Record) -> None:
    born = record.get(Column.BORN_ON)
    if record.body == same.body:
        if is_same((born, document_key(record)), (born, document_key(same))):
            record.find(Code.DOUBLE_PERSON, Column.FAMILY_NAME, other=same.row)
    elif born:
        record.find(Code.SAME_NAME_ELSEWHERE, Column.FAMILY_NAME, other=same.row)


def _heads(records: list[Record]) -> None:
    heads: dict[str, Record] = {}
    for record in records:
        if record.get(Column.FUNCTION) == "head" and record.body:
            first = heads.setdefault(record.body.key, record)
            if first is not record:
                record.find(Code.SECOND_HEAD, Column.FUNCTION, other=first.row)
