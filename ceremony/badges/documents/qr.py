"""The token as a QR code: version 6, error correction M, alphanumeric, fixed mask."""

from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

VERSION = 6
MODULES = 17 + 4 * VERSION
QUIET = 4  # modules of white on every side
MASK = 2  # any is allowed; choosing the best of eight would cost four times as much


def modules(token: str) -> list[list[bool]]:
    """41 rows of 41 modules from the top left; True is dark.

    :raises DataOverflowError: *token* is longer than version 6 holds.
    """
    code = QRCode(
        version=VERSION,
        error_correction=constants.ERROR_CORRECT_M,
        border=0,
        mask_pattern=MASK,
    )
    code.add_data(QRData(token.encode("ascii"), mode=MODE_ALPHA_NUM, check_data=False))
    code.make(fit=False)
    return [[bool(module) for module in row] for row in code.modules]


def inline_image(token: str, x: float, y: float, side: float) -> str:
    """PDF operators that paint the code's dark modules in the present colour.

    One bit for each module, so that no viewer smooths and no printer merges them.

    :param x: and *y*: lower left corner without the quiet zone, in points.
    """
    rows = (sum(dark << 47 - i for i, dark in enumerate(row)) for row in modules(token))
    pixels = b"".join(row.to_bytes(6) for row in rows).hex()
    return (
        f"q {side:.3f} 0 0 {side:.3f} {x:.3f} {y:.3f} cm BI /W {MODULES} /H {MODULES}"
        f" /IM true /BPC 1 /D [1 0] /I false /F /AHx ID {pixels}> EI Q"
    )
