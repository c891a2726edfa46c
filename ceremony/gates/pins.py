"""The PIN of a guard: six digits, kept so that a device can compare them without a network."""

from dataclasses import dataclass
from hashlib import pbkdf2_hmac
from itertools import pairwise
from secrets import token_bytes

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _

LENGTH = 6
ROUNDS = 600_000  # of PBKDF2-HMAC-SHA256; about a third of a second on a telephone
SALT = 16  # bytes


@dataclass(frozen=True)
class Verifier:
    """What tells whether a PIN is right; both hexadecimal."""

    salt: str
    hash: str


def verifier(pin: str, salt: bytes | None = None) -> Verifier:
    """What is kept of *pin*. It is slow on purpose: make it before the transaction.

    :raises DomainError: the PIN has not six digits, or anybody would try it first.
    """
    if len(pin) != LENGTH or not (pin.isascii() and pin.isdecimal()):
        raise DomainError(_("A PIN has six digits."), field="pin")
    if _is_obvious(pin):
        raise DomainError(_("Anybody would try this PIN first. Choose another."), field="pin")
    salt = salt or token_bytes(SALT)
    found = pbkdf2_hmac("sha256", pin.encode(), salt, ROUNDS)
    return Verifier(salt.hex(), found.hex())


def _is_obvious(pin: str) -> bool:
    """000000, 121212, 123123, 123456, 987654, 112233 and the like."""
    in_pairs = pin[::2] == pin[1::2]
    is_repeated = pin in {pin[:2] * 3, pin[:3] * 2}
    return _is_counting(pin) or is_repeated or (in_pairs and _is_counting(pin[::2]))


def _is_counting(digits: str) -> bool:
    """Always one more, one less, or the same."""
    steps = {(int(second) - int(first)) % 10 for first, second in pairwise(digits)}
    return steps in ({0}, {1}, {9})
