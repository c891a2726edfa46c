"""Everything a verdict depends on, as ``docs/verdict.md`` explains it; instants in seconds."""

from typing import TypedDict

Facts = dict[str, int | str | list[str]]


class Claims(TypedDict):
    """What a genuine code says of itself, in the words of the rules."""

    serial: int
    kind: str
    category: str
    zones: list[str]
    valid_from: int
    valid_until: int


class Badge(TypedDict):
    """What the list of passes says now; it overrides what was signed into the code."""

    kind: str
    category: str
    group: int | None
    supervisor: bool
    revoked: str | None
    revoked_at: int | None
    zones: list[str]
    valid_from: int
    valid_until: int


# ``from`` is a word of Python, so this one is written as a call.
Window = TypedDict("Window", {"categories": list[str], "from": int, "until": int})


class Place(TypedDict):
    """A checkpoint, and the rules of the zone behind it."""

    zone: str
    exits_scanned: bool
    escort_required: bool
    escorts: list[str]
    windows: list[Window]


class Listed(TypedDict):
    """The list by which a device decides."""

    newest_serial: int | None
    age: int


class Heads(TypedDict):
    inside: int | None
    capacity: int | None
    share_left: int | None


class Quota(TypedDict):
    inside: int | None
    most: int | None


class Seen(TypedDict):
    """The last scan of the same code at the same device in the same direction."""

    code: str
    admits: bool
    reason: str
    facts: Facts
    at: int


class Given(TypedDict):
    """Everything a verdict depends on."""

    refusal: str | None
    claims: Claims | None
    badge: Badge | None
    list: Listed | None
    checkpoint: Place
    direction: str
    at: int
    online: bool
    clock_behind: bool
    inside_since: int | None
    heads: Heads
    quota: Quota
    partner_at: int | None
    escort_at: int | None
    last: Seen | None
