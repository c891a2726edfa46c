from datetime import date
from typing import ClassVar

import pytest

from ceremony.core.spreadsheets import sheets
from ceremony.delegations.workbook import header, records, rules
from ceremony.delegations.workbook.records import Body, Questions, Record
from ceremony.register.names import fold_country


@pytest.fixture(autouse=True)
def session():
    """Nothing here needs a database."""


class Known:
    """Two States and an organisation."""

    STATES: ClassVar = {"viet nam": "VNM", "vietnam": "VNM", "indonesia": "IDN"}

    def nationality(self, text: str) -> str | None:
        return self.STATES.get(fold_country(text))

    def body(self, text: str, kind: str) -> Body | None:
        if iso3 := self.nationality(text):
            return Body(None, text, "state", iso3)
        return Body(None, text, kind, None) if kind and kind != "state" else None

    def close_nationality(self, text: str) -> str:
        return "Viet Nam" if text.startswith("Viet") else ""

    close_body = close_nationality


ASKED = Questions(date(2025, 10, 1), date(2025, 10, 25), date(2025, 10, 26))


@pytest.fixture
def read():
    """``read(data)``: the records of a workbook, checked."""

    def reading(data: bytes, asked: Questions = ASKED) -> list[Record]:
        found = header.find(sheets.read(data))
        read = records.read(found, found.mapped({}), Known(), asked)
        rules.check(read, asked)
        return read

    return reading
