"""Make ``credential.json`` beside this script, from fixed keys that are used nowhere else.

Run it from the root of the project: ``python -m tests.vectors.make_credential``.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ceremony.badges.token import ALPHABET, CLAIMS, PREFIX, Claims, encode, key_id, write

OURS, OLDER, STRANGER = (Ed25519PrivateKey.from_private_bytes(bytes([x]) * 32) for x in (1, 2, 3))
START, END = datetime(2025, 10, 25, tzinfo=UTC), datetime(2025, 10, 26, 13, tzinfo=UTC)
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the group of Ed25519
LAST_SECOND = datetime.fromtimestamp(2**32 - 1, UTC)

GENUINE = {
    "a delegate": (OURS, Claims(4812, 2, frozenset({0, 1, 2}), START, END)),
    "a head of delegation": (OURS, Claims(17, 1, frozenset({0, 1, 2, 3}), START, END)),
    "a journalist, one zone": (OURS, Claims(300001, 3, frozenset({0}), START, END)),
    "the first serial": (OURS, Claims(1, 6, frozenset({1}), START, END)),
    "the last serial": (OURS, Claims(2**32 - 1, 255, frozenset({4}), START, END)),
    "no zone at all": (OURS, Claims(5, 6, frozenset(), START, END)),
    "all thirty-two zones": (OURS, Claims(6, 4, frozenset(range(32)), START, END)),
    "the highest zone only": (OURS, Claims(7, 4, frozenset({31}), START, END)),
    "from 1970 to 2106": (
        OURS,
        Claims(8, 4, frozenset({0}), datetime.fromtimestamp(0, UTC), LAST_SECOND),
    ),
    "signed with an older key": (OLDER, Claims(9, 2, frozenset({0, 1}), START, END)),
}


def signed(packed: bytes, key: Ed25519PrivateKey = OURS, about: bytes = PREFIX.encode()) -> str:
    return PREFIX + encode(packed + key.sign(about + packed))


def packed(version: int = 1, key: Ed25519PrivateKey = OURS, zones: int = 7) -> bytes:
    seconds = int(START.timestamp()), int(END.timestamp())
    return CLAIMS.pack(version, key_id(key.public_key()), 4812, 2, zones, *seconds)


def over_the_order() -> str:
    """A signature that the equation of Ed25519 admits and RFC 8032 forbids: S and the order."""
    signature = OURS.sign(PREFIX.encode() + packed())
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    return PREFIX + encode(packed() + signature[:32] + scalar.to_bytes(32, "little"))


def flipped(code: str, byte: int) -> str:
    """*code* with one bit of one byte turned: a forger's edit."""
    place = 4 + byte // 2 * 3
    return code[:place] + ALPHABET[ALPHABET.index(code[place]) ^ 1] + code[place + 1 :]


def refused() -> dict[str, tuple[str, str]]:
    good = write(GENUINE["a delegate"][1], OURS)
    return {
        "empty": ("", "foreign"),
        "an address": ("https://example.org/ticket/4812", "foreign"),
        "a health certificate's prefix": ("HC1:" + good[4:], "foreign"),
        "prefix in small letters": ("cer:" + good[4:], "foreign"),
        "small letters": (good.lower().replace("cer:", "CER:"), "foreign"),
        "a letter outside of the alphabet": (good[:-1] + "é", "foreign"),
        "one character too long": (good + "0", "foreign"),
        "the prefix alone": ("CER:", "truncated"),
        "version unreadable": (good[:6], "truncated"),
        "half of it": (good[:65], "truncated"),
        "one character short": (good[:-1], "truncated"),
        "version 0": (signed(packed(version=0)), "unsupported_version"),
        "version 2": (signed(packed(version=2)), "unsupported_version"),
        "version 2, short": (signed(packed(version=2))[:40], "unsupported_version"),
        "a stranger's key": (signed(packed(key=STRANGER), STRANGER), "unknown_key"),
        "a stranger who gives our key": (signed(packed(), STRANGER), "forged"),
        "another serial": (flipped(good, 4), "forged"),
        "another category": (flipped(good, 7), "forged"),
        "other zones": (flipped(good, 10), "forged"),
        "a later end": (flipped(good, 18), "forged"),
        "another signature": (flipped(good, 83), "forged"),
        "signature without the prefix": (signed(packed(), about=b""), "forged"),
        "the signature of another badge": (
            PREFIX + encode(packed(zones=31) + OURS.sign(PREFIX.encode() + packed())),
            "forged",
        ),
        "a signature of zeros": (PREFIX + encode(packed() + bytes(64)), "forged"),
        "a scalar above the order": (over_the_order(), "forged"),
        "a space within": (good[:40] + " " + good[40:], "foreign"),
        "a byte order mark before": ("\ufeff" + good, "foreign"),
        "a triple above 65,535": (good[:-3] + ":::", "forged"),
    }


def spoilt(random: Random) -> str:
    """A genuine code, in which up to two characters are another, too many or missing."""
    zones = frozenset(random.sample(range(32), random.randrange(6)))
    claims = Claims(random.randrange(1, 2**32), random.randrange(1, 256), zones, START, END)
    code = list(write(claims, random.choice([OURS, OLDER, STRANGER])))
    for _ in range(random.randrange(3)):
        start = random.randrange(len(code))
        code[start : start + random.randrange(2)] = random.choices(ALPHABET, k=random.randrange(2))
    return "".join(code)


def as_json(claims: Claims) -> dict[str, Any]:
    return {
        "serial": claims.serial,
        "category": claims.category,
        "zones": sorted(claims.zones),
        "valid_from": int(claims.valid_from.timestamp()),
        "valid_until": int(claims.valid_until.timestamp()),
    }


def vectors() -> dict[str, Any]:
    keys = [key.public_key() for key in (OURS, OLDER)]
    good = [
        {"name": name, "code": write(claims, key), "claims": as_json(claims)}
        for name, (key, claims) in GENUINE.items()
    ]
    bad = [{"name": name, "code": c, "refusal": why} for name, (c, why) in refused().items()]
    around = {
        "white space around": f" {good[0]['code']}\r\n",
        "separators of scanners around": f"\x1d\x85{good[0]['code']}\x1e\u3000",
    }
    good += [{**good[0], "name": name, "code": code} for name, code in around.items()]
    return {
        "keys": {str(key_id(key)): key.public_bytes_raw().hex() for key in keys},
        "cases": [*good, *bad],
    }


if __name__ == "__main__":
    text = json.dumps(vectors(), indent=1, ensure_ascii=False)
    Path(__file__).with_name("credential.json").write_text(text + "\n", "utf-8")
