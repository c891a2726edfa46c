"""What a device tells at once, made clean one by one: a bad record spoils no other.

``docs/gate-sync.md`` says what stands in each.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.gates import clean
from ceremony.gates.events import (
    Event,
    Overridden,
    Pinned,
    Problem,
    Reported,
    Scanned,
    Searched,
    ShiftEnded,
    ShiftStarted,
)
from ceremony.gates.given import Facts
from ceremony.gates.models import IncidentKind, Method
from ceremony.gates.models.incidents import REPORTED
from ceremony.gates.reading import MILLISECOND, moment
from ceremony.gates.rules import Rules
from ceremony.gates.verdict import Code, Direction

MOST = 1_000  # events at once
_HEADS = range(1, 101)
_IDS = range(1, 2**31)
_FIGURES = range(-(2**53), 2**53)


class TooMany(DomainError):
    """More than one request may hold; nothing of it is kept."""

    status = 413


@dataclass(frozen=True)
class Report:
    """What the device tells of itself."""

    release: str
    list_version: int | None
    list_at: datetime | None
    unsent: int
    battery: int | None
    offset_ms: int


@dataclass(frozen=True)
class Batch:
    """:ivar names: of all events, as they came; :ivar problems: of what cannot be read."""

    received: datetime
    report: Report
    names: list[str] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    problems: dict[str, Problem] = field(default_factory=dict)


def read(sent: Mapping[str, Any], *, received: datetime, rules: Rules) -> Batch:
    """What came, made clean.

    :raises TooMany: it holds more than a thousand.
    :raises DomainError: it is no batch at all.
    """
    told = sent.get("events", [])
    if not isinstance(told, list):
        raise DomainError(_("The request could not be read."))
    if len(told) > MOST:
        raise TooMany(_("At most %(most)d events may be sent at once.", most=MOST))
    batch = Batch(received, _report(sent, received))
    named: dict[str, Any] = {}
    for index, one in enumerate(told):
        name = _name(one) or f"#{index}"
        if name in named and _kind(one) != _kind(named[name]):
            batch.names.append(f"#{index}")
            batch.problems[f"#{index}"] = Problem("IdTaken", _("Another event has this id."))
        elif name not in named or _has_words(one, named[name]):
            named[name] = one  # else of two with one id the first counts
    for name, one in named.items():
        batch.names.append(name)
        _read_one(batch, name, one, rules)
    return batch


def _has_words(one: Any, before: Any) -> bool:
    """Whether this is the same incident, written about after the one tap."""
    return _kind(one) == _kind(before) == "incident" and not before.get("words")


def _kind(one: Any) -> Any:
    return one.get("kind") if isinstance(one, dict) else None


def unreadable() -> Problem:
    return Problem("Unreadable", _("The record could not be read."))


def _read_one(batch: Batch, name: str, one: Any, rules: Rules) -> None:
    try:
        told = clean.told(one)
        place = one.get("checkpoint")
        common = {
            "id": clean.uuid(one["id"]),
            "name": name,
            "at": told.at(batch.received),
            "told": told,
            "checkpoint": None if place is None else clean.said(place, 8),
        }
        batch.events.append(_READ[one["kind"]](one, common, rules))
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError):
        batch.problems[name] = unreadable()


def _name(one: Any) -> str:
    """The id as it was written; empty: there is none."""
    try:
        clean.uuid(one["id"])
    except (KeyError, ValueError, TypeError):
        return ""
    return str(one["id"])


def _scan(one: clean.Sent, common: dict[str, Any], rules: Rules) -> Event:
    method = Method(one["method"])
    if method is Method.PIN:
        raise ValueError(method)
    read = {"serial": None, "code_hash": None, "refusal": None} | clean.badge(one, method, rules)
    read.pop("claims", None)
    shown = one["shown"]
    return Scanned(
        **common,
        **read,
        method=method,
        direction=Direction(one["direction"]),
        code=Code(shown["code"]),
        admits=clean.yes_or_no(shown["admits"]),
        reason=clean.said(shown["reason"], 40),
        facts=_facts(shown.get("facts", {})),
    )


def _facts(sent: object) -> Facts:
    if not isinstance(sent, dict) or len(sent) > 8:
        raise ValueError(sent)
    return {clean.text(name, 20): _fact(value) for name, value in sent.items()}


def _fact(sent: object) -> int | str | list[str]:
    if isinstance(sent, list):
        return [clean.text(x, 40) for x in sent[:64]]
    return clean.text(sent, 40) if isinstance(sent, str) else clean.whole(sent, _FIGURES)


def _override(one: clean.Sent, common: dict[str, Any], _rules: Rules) -> Event:
    return Overridden(
        **common,
        scan=clean.uuid(one["scan"]),
        supervisor=clean.whole(one["supervisor"], clean.SERIALS),
        reason=clean.said(one["reason"], 500),
    )


def _pin(one: clean.Sent, common: dict[str, Any], _rules: Rules) -> Event:
    return Pinned(
        **common,
        group=clean.whole(one["group"], _IDS),
        heads=clean.whole(one["heads"], _HEADS),
        direction=Direction(one["direction"]),
    )


def _search(one: clean.Sent, common: dict[str, Any], _rules: Rules) -> Event:
    return Searched(**common, found=clean.whole(one["found"], range(100_000)))


def _incident(one: clean.Sent, common: dict[str, Any], _rules: Rules) -> Event:
    kind, scan = IncidentKind(one["category"]), one.get("scan")
    if kind not in REPORTED:
        raise ValueError(kind)
    return Reported(
        **common,
        kind=kind,
        words=clean.text(one.get("words", ""), 2_000).strip(),
        scan=None if scan is None else clean.uuid(scan),
    )


def _started(one: clean.Sent, common: dict[str, Any], _rules: Rules) -> Event:
    return ShiftStarted(**common, guard=clean.whole(one["guard"], clean.SERIALS))


def _ended(one: clean.Sent, common: dict[str, Any], _rules: Rules) -> Event:
    heir = one.get("handed_to")
    return ShiftEnded(
        **common,
        shift=clean.uuid(one["shift"]),
        handed_to=None if heir is None else clean.whole(heir, clean.SERIALS),
    )


_READ: dict[str, Callable[[clean.Sent, dict[str, Any], Rules], Event]] = {
    "scan": _scan,
    "override": _override,
    "pin": _pin,
    "search": _search,
    "incident": _incident,
    "shift_started": _started,
    "shift_ended": _ended,
}


def _report(sent: Mapping[str, Any], received: datetime) -> Report:
    """Of itself; what cannot be read of it loses no event."""
    now = _or_none(sent.get("now"), clean.INSTANTS)
    listed = _or_none(sent.get("list_at"), clean.INSTANTS)
    release = sent.get("release")
    return Report(
        release=clean.text(release, 16) if isinstance(release, str) and release.isascii() else "",
        list_version=_or_none(sent.get("version"), range(2**31)),
        list_at=moment(listed) if listed else None,
        unsent=_or_none(sent.get("unsent"), range(2**31)) or 0,
        battery=_or_none(sent.get("battery"), range(101)),
        offset_ms=0 if now is None else (received - moment(now)) // MILLISECOND,
    )


def _or_none(sent: object, within: range) -> int | None:
    return sent if type(sent) is int and sent in within else None
