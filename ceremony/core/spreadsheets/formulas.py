"""What a spreadsheet would run instead of showing it."""

from typing import TypeVar

Cell = TypeVar("Cell")

# Source: OWASP, CSV Injection; the full-width forms are those of East Asian keyboards.
BEGINNINGS = tuple("=+-@\t\r\n＝＋－＠")


def inert(cell: Cell) -> Cell | str:
    """*cell*; a text that begins as a formula does stands behind an apostrophe."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(BEGINNINGS) else cell
