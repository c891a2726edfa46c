"""Zones, categories and the table of categories as parts of the ceremony file."""

from typing import Any

from ceremony.core.ceremony_file import fields as f
from ceremony.core.ceremony_file.parts import Draft, Facts, Item, Part, register
from ceremony.core.i18n import _, lazy, ngettext
from ceremony.people import arrangement, queries
from ceremony.people.kinds import Band, BodyKind, Function, PassKind, Rank
from ceremony.people.pictograms import Pictogram

MOST_ZONES = 16  # half of what a badge's code holds: the other half is room to reorder
MOST_CATEGORIES = 100

ZONE = {
    "code": f.Field(f.code(4), lazy("Code")),
    "name": f.Field(f.words(40), lazy("Name")),
    "exits_scanned": f.optional(f.yes_no, lazy("All exits are scanned"), default=False),
    "escort_required": f.optional(f.yes_no, lazy("Only with an escort"), default=False),
    "escorts": f.optional(f.codes, lazy("Who escorts"), default=[]),
    "capacity": f.optional(f.number(1, 1_000_000), lazy("Places")),
    "pictogram": f.optional(f.choice(Pictogram, lazy("pictogram")), lazy("Pictogram")),
}
CATEGORY = {
    "code": f.Field(f.code(32), lazy("Code")),
    "name": f.Field(f.words(40), lazy("Name")),
    "letter": f.Field(f.text(2), lazy("Letter")),
    "colour": f.Field(f.colour, lazy("Colour of the band")),
    "band": f.Field(f.choice(Band, lazy("band")), lazy("Band")),
    "pass_kind": f.optional(
        f.choice(PassKind, lazy("kind of pass")), lazy("Kind of pass"), default=PassKind.PERSONAL
    ),
    "zones": f.Field(f.codes, lazy("Zones")),
}
RULE = {
    "kind": f.optional(f.choice(BodyKind, lazy("kind of body")), lazy("Kind of body")),
    "function": f.optional(f.choice(Function, lazy("function")), lazy("Function")),
    "rank": f.optional(f.choice(Rank, lazy("rank")), lazy("Rank")),
    "category": f.Field(f.text(32), lazy("Category")),
    "zones": f.optional(f.codes, lazy("Zones")),
}


def line_name(line: Facts) -> str:
    """``State · Head of delegation · any rank``."""
    return " · ".join(
        (
            line["kind"].label if line["kind"] else _("any kind"),
            line["function"].label if line["function"] else _("any function"),
            line["rank"].label if line["rank"] else _("any rank"),
        )
    )


def present_zones() -> list[Facts]:
    return [{name: getattr(zone, name) for name in ZONE} for zone in queries.zones()]


def present_categories() -> list[Facts]:
    order = [zone.code for zone in queries.zones()]
    return [
        {name: getattr(category, name) for name in CATEGORY}
        | {"zones": _sorted(category.zones, order)}
        for category in queries.categories()
    ]


def present_access() -> list[Facts]:
    return [
        {
            "kind": rule.body_kind,
            "function": rule.function,
            "rank": rule.rank,
            "category": rule.category.code,
            "zones": rule.zones,
        }
        for rule in queries.access_rules()
    ]


def check_zones(draft: Draft) -> None:
    if len(draft.items["zones"]) + len(draft.gone("zones")) > MOST_ZONES:
        sentence = _("A ceremony has at most %(most)d zones.", most=MOST_ZONES)
        draft.refuse_section("zones", sentence)
    for code, persons in arrangement.own_zones(draft.gone("zones")):
        sentence = ngettext(
            "Zone %(code)s cannot be removed: an officer gave it to one person.",
            "Zone %(code)s cannot be removed: officers gave it to %(num)d persons.",
            persons,
            code=code,
        )
        draft.refuse_section("zones", sentence)
    _check_order(draft, "zones")
    for item in draft.items["zones"]:
        _check_escorts(draft, item)


def _check_escorts(draft: Draft, item: Item) -> None:
    known = draft.names("categories")
    for code in item.facts["escorts"]:
        if code not in known:
            draft.refuse("zones", item, "escorts", f.unknown(code, _("category"), known))
    if item.facts["escort_required"] and not item.facts["escorts"] and "zones" in draft.given:
        sentence = _("Say which categories escort: else nobody at all could go in.")
        draft.refuse("zones", item, "escorts", sentence)
    item.facts["escorts"] = sorted(item.facts["escorts"])


def check_categories(draft: Draft) -> None:
    if len(draft.items["categories"]) + len(draft.gone("categories")) > MOST_CATEGORIES:
        sentence = _("A ceremony has at most %(most)d categories.", most=MOST_CATEGORIES)
        draft.refuse_section("categories", sentence)
    for code, persons in arrangement.own_categories(draft.gone("categories")):
        sentence = ngettext(
            "Category %(code)s cannot be removed: an officer gave it to one person.",
            "Category %(code)s cannot be removed: officers gave it to %(num)d persons.",
            persons,
            code=code,
        )
        draft.refuse_section("categories", sentence)
    _check_order(draft, "categories")
    held = arrangement.kinds_held() if "categories" in draft.given else {}
    for item in draft.items["categories"]:
        _check_zones_of(draft, "categories", item)
        kind, count = held.get(item.facts["code"], (item.facts["pass_kind"], 0))
        if kind is not item.facts["pass_kind"]:
            draft.refuse("categories", item, "pass_kind", _stays(kind, count))


def _stays(kind: PassKind, count: int) -> str:
    return ngettext(
        "One pass (%(kind)s) has this category: its kind stays.",
        "%(num)d passes (%(kind)s) have this category: its kind stays.",
        count,
        kind=kind.label,
    )


def check_access(draft: Draft) -> None:
    known = draft.names("categories")
    earlier: list[Facts] = []
    for item in draft.items["access"]:
        line = item.facts
        if line["category"] not in known:
            sentence = f.unknown(line["category"], _("category"), known)
            draft.refuse("access", item, "category", sentence)
        if line["zones"] is not None:
            _check_zones_of(draft, "access", item)
        if first := next((x for x in earlier if _covers(x, line)), None):
            sentence = _("This line never applies: “%(line)s” fits first.", line=line_name(first))
            draft.refuse("access", item, "kind", sentence)
        earlier.append(line)


def _covers(earlier: Facts, later: Facts) -> bool:
    return all(earlier[x] in (None, later[x]) for x in ("kind", "function", "rank"))


def _check_zones_of(draft: Draft, key: str, item: Item) -> None:
    known = draft.names("zones")
    for code in item.facts["zones"]:
        if code not in known:
            sentence = _(
                "Zone %(code)s is not among the zones %(known)s.", code=code, known=f.listed(known)
            )
            draft.refuse(key, item, "zones", sentence)
    item.facts["zones"] = _sorted(item.facts["zones"], known)


def _check_order(draft: Draft, key: str) -> None:
    """What a badge's code carries as a number keeps its number once badges are out."""
    before = draft.names_before(key)
    if key not in draft.given or draft.names(key)[: len(before)] == before:
        return
    if not arrangement.was_anybody_approved():
        return
    if gone := draft.gone(key):
        sentence = _(
            "“%(code)s” cannot be removed: badges have been issued, and their codes carry it.",
            code=gone[0],
        )
    else:
        sentence = _("Badges have been issued, so the order stays: put new ones at the end.")
    draft.refuse_section(key, sentence)


def _sorted(codes: list[str], order: list[str]) -> list[str]:
    return sorted(codes, key=lambda code: order.index(code) if code in order else len(order))


def _zones_text(codes: Any) -> str:
    return _("those of the category") if codes is None else f.listed(codes)


def _any(value: Any) -> str:
    return _("any") if value is None else str(value.label)


register(
    Part(
        key="zones",
        label=lazy("Zones"),
        order=10,
        fields=ZONE,
        name=lambda facts: str(facts["code"]),
        present=present_zones,
        check=check_zones,
        apply=arrangement.apply_zones,
        clear=arrangement.clear_zones,
    )
)
register(
    Part(
        key="categories",
        label=lazy("Categories"),
        order=20,
        fields=CATEGORY,
        name=lambda facts: str(facts["code"]),
        present=present_categories,
        check=check_categories,
        apply=arrangement.apply_categories,
        clear=arrangement.clear_categories,
    )
)
register(
    Part(
        key="access",
        label=lazy("Who gets what"),
        order=30,
        fields=RULE,
        name=line_name,
        present=present_access,
        check=check_access,
        apply=arrangement.apply_access,
        settle=arrangement.settle,
        watch=arrangement.watch,
        show={"kind": _any, "function": _any, "rank": _any, "zones": _zones_text},
    )
)
