"""Access windows as a part of the ceremony file: when a zone is open, and for whom."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select

from ceremony.core import audit, settings
from ceremony.core.ceremony_file import fields as f
from ceremony.core.ceremony_file.facts import FIRST_DAY, LAST_DAY
from ceremony.core.ceremony_file.parts import Draft, Facts, Item, Part, register
from ceremony.core.clock import not_signable
from ceremony.core.db import db
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Actor
from ceremony.gates.models import AccessWindow
from ceremony.people import queries as people
from ceremony.people.models import Zone

LOCAL = "%Y-%m-%d %H:%M"

WINDOW = {
    "zone": f.Field(f.text(4), lazy("Zone")),
    "categories": f.optional(f.codes, lazy("For whom"), default=[]),
    "opens": f.Field(f.minute, lazy("Open from")),
    "closes": f.Field(f.minute, lazy("Open until")),
}


def name(window: Facts) -> str:
    """``3 · 2025-10-25 08:30 · pool``."""
    whom = ", ".join(window["categories"]) or _("everybody")
    return " · ".join((window["zone"], window["opens"], whom))


def present() -> list[Facts]:
    zone = settings.current().zone
    rows = db.session.execute(
        select(AccessWindow, Zone.code)
        .join(Zone, Zone.id == AccessWindow.zone_id)
        .order_by(Zone.position, AccessWindow.opens_at, AccessWindow.id)
    )
    return [
        {
            "zone": code,
            "categories": x.categories,
            "opens": x.opens_at.astimezone(zone).strftime(LOCAL),
            "closes": x.closes_at.astimezone(zone).strftime(LOCAL),
        }
        for x, code in rows
    ]


def check(draft: Draft) -> None:
    zones, categories = draft.names("zones"), draft.names("categories")
    for item in draft.items["windows"]:
        if (code := item.facts["zone"]) not in zones:
            sentence = _(
                "Zone %(code)s is not among the zones %(known)s.", code=code, known=f.listed(zones)
            )
            draft.refuse("windows", item, "zone", sentence)
        for code in item.facts["categories"]:
            if code not in categories:
                sentence = f.unknown(code, _("category"), categories)
                draft.refuse("windows", item, "categories", sentence)
        item.facts["categories"] = sorted(item.facts["categories"])
        _check_times(draft, item)
    if "windows" in draft.given:
        _check_each_once(draft)


def _check_times(draft: Draft, item: Item) -> None:
    for key in ("opens", "closes"):
        if not FIRST_DAY < item.facts[key][:10] < LAST_DAY:
            draft.refuse("windows", item, key, not_signable())
    if item.facts["closes"] <= item.facts["opens"]:
        draft.refuse("windows", item, "closes", _("The end must come after the beginning."))


def _check_each_once(draft: Draft) -> None:
    """Written in another order, the same categories are the same."""
    seen: set[str] = set()
    for item in draft.items["windows"]:
        if (named := name(item.facts)) in seen:
            draft.refuse("windows", item, "opens", _("“%(name)s” is there already.", name=named))
        seen.add(named)


def apply(actor: Actor, wanted: list[Facts]) -> None:
    """Let there be these windows and no others."""
    here, zones = settings.current().zone, {zone.code: zone.id for zone in people.zones()}
    known = {
        (x.zone_id, tuple(x.categories), x.opens_at): x
        for x in db.session.scalars(select(AccessWindow))
    }
    rows = []
    for facts in wanted:
        key = zones[facts["zone"]], tuple(facts["categories"]), _instant(facts["opens"], here)
        row = known.pop(key, None) or AccessWindow(
            zone_id=key[0], categories=list(key[1]), opens_at=key[2]
        )
        if row.closes_at != (closes := _instant(facts["closes"], here)):
            row.closes_at = closes
            rows.append(row)
    db.session.add_all(rows)
    audit.record(actor, "gates.window_changed", *rows)
    audit.record(actor, "gates.window_removed", *known.values())
    for row in known.values():
        db.session.delete(row)


def settle(actor: Actor, draft: Draft) -> None:
    """Windows are said in the ceremony's own time: with another zone they are other instants."""
    before, after = draft.present["ceremony"][0], draft.facts("ceremony")[0]
    if before["time_zone"] != after["time_zone"]:
        apply(actor, draft.facts("windows"))


def _instant(local: str, zone: ZoneInfo) -> datetime:
    return datetime.strptime(local, LOCAL).replace(tzinfo=zone)


register(
    Part(
        key="windows",
        label=lazy("Opening hours of zones"),
        order=50,
        fields=WINDOW,
        name=name,
        present=present,
        check=check,
        apply=apply,
        settle=settle,
        is_ordered=False,
    )
)
