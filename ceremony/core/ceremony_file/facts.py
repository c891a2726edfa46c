"""The facts of the ceremony as the first part of its file."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from ceremony.core import clock, settings
from ceremony.core.ceremony_file import fields as f
from ceremony.core.ceremony_file.parts import Draft, Facts, Item, Part, register
from ceremony.core.colours import LEAST_ACCENT, WHITE, contrast
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Actor

FIRST_DAY, LAST_DAY = (x.date().isoformat() for x in clock.SIGNABLE)

FIELDS = {
    "title": f.Field(f.text(200), lazy("Title")),
    "subtitle": f.Field(f.text(200), lazy("Kind of event")),
    "short_title": f.Field(f.text(60), lazy("Short title")),
    "place": f.Field(f.text(120), lazy("Place")),
    "city": f.Field(f.text(60), lazy("City")),
    "host": f.optional(f.text(100), lazy("Host country")),
    "starts_on": f.Field(f.day, lazy("First day")),
    "ends_on": f.Field(f.day, lazy("Last day")),
    "time_zone": f.Field(f.text(64), lazy("Time zone")),
    "accent": f.Field(f.colour, lazy("Accent colour")),
    "gold": f.Field(f.colour, lazy("Colour of rules")),
    "passes_from": f.Field(f.minute, lazy("Passes admit from")),
    "passes_until": f.Field(f.minute, lazy("Passes admit until")),
    "contact": f.optional(f.text(120), lazy("How to reach the organisers")),
    "requests_until": f.optional(f.day, lazy("Requests to take part until")),
    "vetting_is_required": f.optional(f.yes_no, lazy("Approval waits for vetting"), default=False),
    "collection_place": f.optional(f.words(200), lazy("Where badges are collected")),
    "collection_hours": f.optional(f.words(200), lazy("When badges are collected")),
    "emergency_numbers": f.optional(f.words(400, 6), lazy("Emergency numbers")),
    "badge_rules": f.optional(f.words(1_200, 12), lazy("Rules for those who wear a badge")),
    "pins": f.optional(f.number(0, 100_000), lazy("Lapel pins"), default=0),
}

# What a higher slice knows of the facts: it judges them, and puts values into words.
checks: list[Callable[[Draft, Item], None]] = []
show: dict[str, Callable[[Any], str]] = {}

# What may be left empty, and how the settings keep it then.
SPOKEN = ("collection_place", "collection_hours", "emergency_numbers", "badge_rules")
EMPTY: Facts = {"contact": "", **{name: {} for name in SPOKEN}}


def present() -> list[Facts]:
    here = settings.current()
    facts = {name: getattr(here, name) for name in FIELDS if not name.startswith("passes_")}
    local = [x.astimezone(here.zone) for x in (here.valid_from, here.valid_until)]
    first, last = (f"{x:%Y-%m-%d %H:%M}" for x in local)
    facts |= {name: facts[name] or None for name in EMPTY}
    return [facts | {"passes_from": first, "passes_until": last}]


def check(draft: Draft) -> None:
    if "ceremony" not in draft.given:
        return
    [item] = draft.items["ceremony"]
    for judge in (_check_times, _check_accent, *checks):
        judge(draft, item)


def _check_times(draft: Draft, item: Item) -> None:
    facts = item.facts
    if facts["time_zone"] not in time_zones():
        sentence = _(
            "“%(given)s” is not a time zone of the IANA list, such as Asia/Ho_Chi_Minh.",
            given=facts["time_zone"],
        )
        draft.refuse("ceremony", item, "time_zone", sentence)
    if facts["ends_on"] < facts["starts_on"]:
        draft.refuse("ceremony", item, "ends_on", _("The last day comes before the first."))
    for name in ("passes_from", "passes_until"):
        if not FIRST_DAY < facts[name][:10] < LAST_DAY:
            draft.refuse("ceremony", item, name, clock.not_signable())
    if facts["passes_until"] <= facts["passes_from"]:
        draft.refuse("ceremony", item, "passes_until", _("The end must come after the beginning."))


def _check_accent(draft: Draft, item: Item) -> None:
    accent = item.facts["accent"]
    if (ratio := contrast(accent, WHITE)) < LEAST_ACCENT:
        sentence = _(
            "The contrast of %(accent)s against white is %(ratio).1f:1. It must be 7:1 or more:"
            " take a darker colour.",
            accent=accent,
            ratio=int(ratio * 10) / 10,  # cut, so that 6.97 is not called 7.0
        )
        draft.refuse("ceremony", item, "accent", sentence)


@cache  # the list is read from hundreds of files
def time_zones() -> list[str]:
    """What means the same on every machine, sorted: the places of the IANA list, and UTC."""
    odd = ("Etc/", "posix/", "right/")
    places = {x for x in available_timezones() if "/" in x and not x.startswith(odd)}
    return sorted(places | {"UTC"})


def apply(actor: Actor, wanted: list[Facts]) -> None:
    [facts] = wanted
    valid_from, valid_until = validity(facts)
    own = {name: value for name, value in facts.items() if not name.startswith("passes_")}
    own |= {name: own[name] or empty for name, empty in EMPTY.items()}
    settings.change(actor=actor, valid_from=valid_from, valid_until=valid_until, **own)


def validity(facts: Facts) -> tuple[datetime, datetime]:
    """From when and until when passes admit, as instants."""
    zone = ZoneInfo(facts["time_zone"])
    return _instant(facts["passes_from"], zone), _instant(facts["passes_until"], zone)


def _instant(local: str, zone: ZoneInfo) -> datetime:
    return datetime.strptime(local, "%Y-%m-%d %H:%M").replace(tzinfo=zone)


register(
    Part(
        key="ceremony",
        label=lazy("The ceremony"),
        order=0,
        fields=FIELDS,
        name=lambda _facts: "ceremony",
        present=present,
        check=check,
        apply=apply,
        is_list=False,
        show=show,
    )
)
