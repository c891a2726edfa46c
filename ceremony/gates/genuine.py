"""Is a code ours? The public keys are kept by each process until one of them changes."""

from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import func, select

from ceremony.badges import signing, token
from ceremony.badges.models import CredentialKey

Keys = dict[int, Ed25519PublicKey]

# Changes with every change of a key: the number of keys and of their changes.
MARK = select(func.count() * 1_000_000 + func.coalesce(func.sum(CredentialKey.version), 0))

_kept: tuple[int, Keys] = (-1, {})


def read(code: str, mark: int) -> token.Claims | token.Refusal:
    """The claims of a genuine *code*, or why it is refused.

    :param mark: what ``MARK`` says now; the keys are read again when it moved.
    """
    global _kept
    if _kept[0] == mark:
        found = token.read(code, _kept[1])
        if found is not token.Refusal.UNKNOWN_KEY:
            return found
    _kept = (mark, signing.public_keys())
    return token.read(code, _kept[1])


def fingerprint(code: str) -> str:
    """32 hexadecimal digits that stand for a code which is not ours and may hold anything."""
    return sha256(code.encode()).hexdigest()[:32]
