"""The token as a QR code: version 6, error correction M, alphanumeric, fixed mask."""

from functools import lru_cache

from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import MODE_ALPHA_NUM, QRData

from ceremony.core.typography.qr import MASK

VERSION = 6
QUIET = 4  # modules of white on every side


@lru_cache(maxsize=64)  # the fronts of a sheet, until their backs are drawn
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
