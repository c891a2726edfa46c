"""The signed code on a badge. ``docs/credential-format.md`` describes every byte.

Pure functions: keys are passed in, nothing is read or kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from hashlib import sha256
from struct import Struct

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

PREFIX = "CER:"
VERSION = 1
CLAIMS = Struct(">BHIBIII")  # version, key, serial, category, zones, from, until
SIGNATURE_LENGTH = 64
CODE_LENGTH = (CLAIMS.size + SIGNATURE_LENGTH) // 2 * 3  # Base45: 3 characters for 2 bytes
CATEGORIES = range(1, 256)
ZONES = range(32)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


class Refusal(StrEnum):
    """Why a code is not one of ours, in the order of checking."""

    FOREIGN = "foreign"  # not a badge code at all
    UNSUPPORTED_VERSION = "unsupported_version"
    TRUNCATED = "truncated"
    UNKNOWN_KEY = "unknown_key"
    FORGED = "forged"


@dataclass(frozen=True)
class Claims:
    """What a code says.

    :ivar serial: of the credential, 1 to 4,294,967,295.
    :ivar category: its position in the ceremony's list, 1 to 255.
    :ivar zones: positions in the ceremony's list, 0 to 31.
    :ivar valid_from: whole seconds, aware; the first instant at which it is good.
    :ivar valid_until: the first instant at which it is good no longer.
    """

    serial: int
    category: int
    zones: frozenset[int]
    valid_from: datetime
    valid_until: datetime


def key_id(key: Ed25519PublicKey) -> int:
    """The number by which a code names the key that signed it: 0 to 65,535."""
    return int.from_bytes(sha256(key.public_bytes_raw()).digest()[:2])


def write(claims: Claims, key: Ed25519PrivateKey) -> str:
    """Sign *claims*. The same claims and key always give the same code.

    :raises ValueError: a claim is outside of its range.
    """
    if claims.category not in CATEGORIES or not claims.zones <= set(ZONES):
        raise ValueError(f"no such category or zone: {claims}")
    if not 1 <= claims.serial < 2**32:
        raise ValueError(f"not a serial: {claims.serial}")
    packed = CLAIMS.pack(
        VERSION,
        key_id(key.public_key()),
        claims.serial,
        claims.category,
        sum(1 << zone for zone in claims.zones),
        _seconds(claims.valid_from),
        _seconds(claims.valid_until),
    )
    return PREFIX + encode(packed + key.sign(PREFIX.encode() + packed))


def read(code: str, keys: Mapping[int, Ed25519PublicKey]) -> Claims | Refusal:
    """The claims of a genuine *code*, or why it is refused. It never raises.

    :param keys: the public keys of the ceremony by :func:`key_id`.
    """
    code = code.strip()
    body = code.removeprefix(PREFIX)
    if body == code or not set(body) <= set(ALPHABET) or len(body) > CODE_LENGTH:
        return Refusal.FOREIGN
    start = decode(body[:3])
    if start and start[0] != VERSION:
        return Refusal.UNSUPPORTED_VERSION
    if len(body) < CODE_LENGTH:
        return Refusal.TRUNCATED
    data = decode(body)
    return _verified(data, keys) if data else Refusal.FORGED


def _verified(data: bytes, keys: Mapping[int, Ed25519PublicKey]) -> Claims | Refusal:
    packed, signature = data[: CLAIMS.size], data[CLAIMS.size :]
    _, key, serial, category, zones, valid_from, valid_until = CLAIMS.unpack(packed)
    if key not in keys:
        return Refusal.UNKNOWN_KEY
    try:
        keys[key].verify(signature, PREFIX.encode() + packed)
    except InvalidSignature:
        return Refusal.FORGED
    return Claims(
        serial,
        category,
        frozenset(zone for zone in ZONES if zones >> zone & 1),
        datetime.fromtimestamp(valid_from, UTC),
        datetime.fromtimestamp(valid_until, UTC),
    )


def encode(data: bytes) -> str:
    """Base45 (RFC 9285) of an even number of bytes."""
    code = []
    for high, low in zip(data[::2], data[1::2], strict=True):
        rest, first = divmod(high << 8 | low, 45)
        third, second = divmod(rest, 45)
        code += [ALPHABET[first], ALPHABET[second], ALPHABET[third]]
    return "".join(code)


def decode(code: str) -> bytes | None:
    """The bytes of a Base45 *code* of whole triples; None if it is not one."""
    values = [ALPHABET.index(x) for x in code]
    triples = zip(values[::3], values[1::3], values[2::3], strict=False)
    numbers = [first + second * 45 + third * 2025 for first, second, third in triples]
    if len(values) % 3 or any(number > 0xFFFF for number in numbers):
        return None
    return b"".join(number.to_bytes(2) for number in numbers)


def _seconds(instant: datetime) -> int:
    seconds = int(instant.timestamp())
    if instant.tzinfo is None or instant.microsecond or not 0 <= seconds < 2**32:
        raise ValueError(f"not a whole second from 1970 to 2106: {instant!r}")
    return seconds
