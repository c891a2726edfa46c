"""Passwords: argon2id, and what one must be like."""

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _

SHORTEST, LONGEST = 12, 200

_hasher = PasswordHasher()
# Checked when there is no such user, so that the answer takes the same time. It stands here
# written out because making it costs every start a tenth of a second and 64 MB.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4"
    "$l3ybU+dCmAbRoZfxCgrfrA$N1MhAjF5UzgeIXUboRTRPr+MgUQ7FDJxP/az4C7kyjo"
)


def make_hash(password: str) -> str:
    """:raises DomainError: shorter than 12 or longer than 200 characters, or all alike."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise DomainError(
            _("Use %(least)d to %(most)d characters.", least=SHORTEST, most=LONGEST),
            field="password",
        )
    if len(set(password)) < 5:
        raise DomainError(_("Use more different characters."), field="password")
    return _hasher.hash(password)


def fits(stored: str | None, password: str) -> bool:
    """Whether *password* belongs to *stored*; slow on purpose, so outside of a transaction."""
    try:
        return _hasher.verify(stored or NOBODY, password) and stored is not None
    except (VerificationError, InvalidHashError):
        return False
