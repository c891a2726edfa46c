"""QR codes on paper: the modules of a short text, and how modules are drawn."""

from collections.abc import Sequence
from functools import lru_cache

from qrcode import constants
from qrcode.main import QRCode

MASK = 2  # any is allowed; choosing the best of eight would cost four times as much


@lru_cache(maxsize=256)
def modules(text: str) -> tuple[tuple[bool, ...], ...]:
    """Rows of modules from the top left, error correction M; True is dark."""
    code = QRCode(error_correction=constants.ERROR_CORRECT_M, border=0, mask_pattern=MASK)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return tuple(tuple(bool(module) for module in row) for row in code.modules)


def inline_image(rows: Sequence[Sequence[bool]], x: float, y: float, side: float) -> str:
    """PDF operators that paint the dark modules of *rows* in the present colour.

    One bit for each module, so that no viewer smooths and no printer merges them.

    :param x: and *y*: lower left corner without the quiet zone, in points.
    """
    count, whole = len(rows), -(-len(rows) // 8)
    packed = (sum(dark << whole * 8 - 1 - i for i, dark in enumerate(row)) for row in rows)
    pixels = b"".join(row.to_bytes(whole) for row in packed).hex()
    return (
        f"q {side:.3f} 0 0 {side:.3f} {x:.3f} {y:.3f} cm BI /W {count} /H {count}"
        f" /IM true /BPC 1 /D [1 0] /I false /F /AHx ID {pixels}> EI Q"
    )
