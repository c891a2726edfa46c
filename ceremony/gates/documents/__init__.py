"""What the desk shows a telephone: the code that pairs it."""

from dataclasses import dataclass

import qrcode

QUIET = 4  # modules of white that a reader needs around a code


@dataclass(frozen=True)
class Drawing:
    """A QR code as one SVG path of black runs.

    :ivar side: of the square, in modules, quiet zone included.
    """

    path: str
    side: int


def pairing_code(address: str) -> Drawing:
    """*address* as a QR code with error correction M."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=QUIET)
    code.add_data(address)
    rows = code.get_matrix()
    runs = [f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark]
    return Drawing("".join(runs), len(rows))
