"""What workbooks are written with, brought in by the first that is written.

A worker that writes none is ten megabytes lighter and starts sooner.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl import Workbook as Workbook
    from openpyxl.cell import WriteOnlyCell as WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE as ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment as Alignment
    from openpyxl.styles import Border as Border
    from openpyxl.styles import Font as Font
    from openpyxl.styles import Side as Side
    from openpyxl.utils import get_column_letter as get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation as DataValidation
    from openpyxl.worksheet.worksheet import Worksheet as Worksheet

_PARTS = {
    "Workbook": "openpyxl",
    "WriteOnlyCell": "openpyxl.cell",
    "ILLEGAL_CHARACTERS_RE": "openpyxl.cell.cell",
    "Alignment": "openpyxl.styles",
    "Border": "openpyxl.styles",
    "Font": "openpyxl.styles",
    "Side": "openpyxl.styles",
    "get_column_letter": "openpyxl.utils",
    "DataValidation": "openpyxl.worksheet.datavalidation",
}


def __getattr__(name: str) -> Any:
    if name not in _PARTS:
        raise AttributeError(name)
    return getattr(import_module(_PARTS[name]), name)
