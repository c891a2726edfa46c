"""What devices send, made clean: each function gives what it names or raises ValueError."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from ceremony.badges.token import Claims
from ceremony.gates import genuine
from ceremony.gates.models import Method
from ceremony.gates.reading import Told, moment
from ceremony.gates.rules import Rules

SERIALS = range(1_000_000_000)  # nine digits, as many as the scanner's keys take
INSTANTS = range(253_402_300_800_000)  # milliseconds, to the end of the year 9999
OFFSETS = range(-INSTANTS.stop, INSTANTS.stop)
SEQUENCES = range(2**31)
SECONDS = range(86_400)
LONGEST_CODE = 4096
BY_NUMBER = frozenset({Method.SERIAL, Method.NAME})

Sent = Mapping[str, Any]


def whole(sent: object, within: range) -> int:
    if type(sent) is not int or sent not in within:
        raise ValueError(sent)
    return sent


def text(sent: object, longest: int = LONGEST_CODE) -> str:
    """Cut off after *longest* characters; nothing that cannot be written down."""
    if not isinstance(sent, str):
        raise ValueError(sent)
    sent.encode()
    return sent[:longest].replace("\0", "")


def said(sent: object, longest: int) -> str:
    """A text that says something."""
    if not (found := text(sent, longest).strip()):
        raise ValueError(sent)
    return found


def uuid(sent: object) -> UUID:
    """In the one spelling that counts: two of one id would be two events."""
    if not isinstance(sent, str) or sent != str(found := UUID(sent)):
        raise ValueError(sent)
    return found


def yes_or_no(sent: object) -> bool:
    if not isinstance(sent, bool):
        raise ValueError(sent)
    return sent


def instant(sent: object) -> datetime:
    return moment(whole(sent, INSTANTS))


def told(sent: Sent) -> Told:
    """When it happened by the device's clock, and which of its events it is."""
    shift = sent.get("shift")
    return Told(
        device_at=instant(sent["at"]),
        offset_ms=whole(sent.get("offset", 0), OFFSETS),
        sequence=whole(sent.get("sequence", 0), SEQUENCES),
        shift=None if shift is None else uuid(shift),
    )


def ago(sent: object) -> int | None:
    """Whole seconds since another badge was admitted here; None: none that could count still."""
    return sent if type(sent) is int and sent in SECONDS else None


def badge(sent: Sent, method: Method, rules: Rules) -> dict[str, Any]:
    """What was read, as a reading names it: a serial, or why the code is not ours."""
    if method in BY_NUMBER:
        return {"serial": whole(sent["serial"], SERIALS)}
    code = text(sent["code"])
    found = genuine.read(code, rules)
    if isinstance(found, Claims):
        return {"serial": found.serial, "claims": genuine.claims(found, rules)}
    return {"code_hash": genuine.fingerprint(code), "refusal": str(found)}
