"""Sizes of badges, and how many of them an A4 sheet carries."""

from typing import NamedTuple

A4 = (210.0, 297.0)
GRIDS = {2: ((1, 2), (2, 1)), 4: ((2, 2), (1, 4)), 8: ((2, 4), (4, 2))}


class PaperSize(NamedTuple):
    """A format, in millimetres.

    :ivar code_side: the smallest QR code that is read from it in haste.
    :ivar type_size: the smallest type.
    """

    name: str
    width: float
    height: float
    code_side: float = 35
    type_size: float = 2.8


class Grid(NamedTuple):
    """How badges lie on a sheet: columns and rows, on their side or upright."""

    columns: int
    rows: int
    is_turned: bool


def _sizes() -> dict[str, PaperSize]:
    upright = (
        PaperSize("A6", 105, 148),
        PaperSize("A5", 148, 210),
        PaperSize("A7", 74, 105, 32, 2.2),
        PaperSize("CR80", 54, 85.6, 30, 1.9),
    )
    found = {}
    for size in upright:
        found[size.name] = size
        name = f"{size.name} landscape"
        found[name] = size._replace(name=name, width=size.height, height=size.width)
    return found


SIZES = _sizes()


def grid(size: PaperSize, per_sheet: int) -> Grid | None:
    """How *per_sheet* badges lie on an A4 sheet; None if so many do not fit."""
    for is_turned in (False, True):
        width, height = (size.height, size.width) if is_turned else (size.width, size.height)
        for columns, rows in GRIDS.get(per_sheet, ()):
            if columns * width <= A4[0] and rows * height <= A4[1]:
                return Grid(columns, rows, is_turned)
    return None
