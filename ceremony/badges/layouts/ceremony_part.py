"""Layouts as a part of the ceremony file."""

from typing import Any

from sqlalchemy import select

from ceremony.badges import following
from ceremony.badges.documents import layout as document
from ceremony.badges.layouts import operations, queries
from ceremony.badges.layouts.models import Layout
from ceremony.core import audit
from ceremony.core.ceremony_file import fields as f
from ceremony.core.ceremony_file.parts import Draft, Facts, Item, Part, register
from ceremony.core.ceremony_file.tree import Finding, Mark, Node, Scalar, Table
from ceremony.core.characters import odd_characters
from ceremony.core.db import db
from ceremony.core.i18n import DEFAULT, _, lazy, ngettext
from ceremony.core.permissions import Actor
from ceremony.people.kinds import PassKind

Marks = dict[document.Path, Mark]
MOST_LISTED = document.MOST_ELEMENTS


class Elements(list[Any]):
    """What stands on a side, as plain data that remembers its lines."""

    marks: Marks


def elements(node: Node, _say: f.Say) -> Elements:
    """A list of elements; what is in them is judged with the whole layout."""
    marks: Marks = {}
    given = plain(node, (), marks)
    if not isinstance(given, list):
        raise f.Wrong(node.mark, _("Write a list here, each element beginning with “- ”."))
    found = Elements(given)
    found.marks = marks
    return found


def plain(node: Node, path: document.Path, marks: Marks) -> Any:
    """*node* as texts, lists and mappings; where each stands goes to *marks*.

    :raises Wrong: it holds what no badge can show, or more than any has.
    """
    marks.setdefault(path, node.mark)
    if isinstance(node, Scalar):
        return None if node.is_empty else _visible(node.text, node.mark)
    if isinstance(node, Table):
        for name, mark in node.keys.items():
            _visible(name, mark)
        marks |= {(*path, name): mark for name, mark in node.keys.items()}
        return {name: plain(x, (*path, name), marks) for name, x in node.entries.items()}
    if len(node.items) > MOST_LISTED:
        raise f.Wrong(node.mark, _("Write at most %(most)d lines in a list.", most=MOST_LISTED))
    return [plain(x, (*path, number), marks) for number, x in enumerate(node.items)]


def _visible(text: str, mark: Mark) -> str:
    if odd := odd_characters(text):
        raise f.Wrong(mark, _("Remove the invisible control characters: %(odd)s.", odd=odd))
    return text


LAYOUT = {
    "code": f.Field(f.text(32), lazy("Code")),
    "name": f.Field(f.words(80), lazy("Name")),
    "size": f.Field(f.text(40), lazy("Size")),
    "per_sheet": f.optional(f.number(1, 8), lazy("Badges on a sheet"), default=1),
    "serves": f.optional(f.choice(PassKind, lazy("kind of pass")), lazy("Serves")),
    "front": f.Field(elements, lazy("Front")),
    "back": f.optional(elements, lazy("Back"), default=[]),
}
OWN = {"code", "name", "serves"}


def present() -> list[Facts]:
    return [_facts(x) for x in queries.layouts()]


def _facts(row: Layout) -> Facts:
    usual = {name: field.default for name, field in LAYOUT.items() if name not in OWN}
    own = {"code": row.code, "name": row.name, "serves": row.serves}
    return {name: (usual | row.definition | own)[name] for name in LAYOUT}


def check(draft: Draft) -> None:
    if "layouts" not in draft.given:
        return
    for item in draft.items["layouts"]:
        _check_one(draft, item)
    if len(draft.items["layouts"]) > operations.MOST:
        sentence = _("A ceremony has at most %(most)d layouts.", most=operations.MOST)
        draft.refuse_section("layouts", sentence)
    if not draft.broken.get("layouts"):
        _check_served(draft)
    if operations.is_printed_now(draft.gone("layouts")):
        sentence = _("Badges are being printed with a layout that is left out: wait for them.")
        draft.refuse_section("layouts", sentence)


def _check_one(draft: Draft, item: Item) -> None:
    """Judge it as a whole, and write it in the usual way, in which it is compared."""
    facts = item.facts
    given = {name: value for name, value in facts.items() if value and name != "serves"}
    try:
        made = document.read(given | {"name": facts["name"][DEFAULT]})
    except document.LayoutWrong as wrong:
        for fault in wrong.faults:
            _refuse(draft, item, fault)
        return
    facts.update({"back": []} | queries.without_own(made))


def _refuse(draft: Draft, item: Item, fault: document.Fault) -> None:
    side, *rest = fault.path or ("code",)
    marks = getattr(item.facts.get(str(side)), "marks", {})
    inner = tuple(rest)
    while inner not in marks and inner:
        inner = inner[:-1]
    if rest and inner in marks:
        finding = Finding(marks[inner], str(fault), ("layouts", item.number, str(side)))
        draft.findings.append(finding)
    else:
        draft.refuse("layouts", item, str(side), fault.sentence)


def _check_served(draft: Draft) -> None:
    """Passes of each kind have one layout that serves them."""
    served: set[PassKind] = set()
    for item in draft.items["layouts"]:
        kind = item.facts["serves"]
        if kind in served:
            sentence = _("Another layout serves “%(kind)s” already.", kind=kind.label)
            draft.refuse("layouts", item, "serves", sentence)
        served |= {kind} - {None}
    for kind in PassKind:
        if kind not in served:
            sentence = _("No layout serves “%(kind)s”: say “serves: %(word)s” in one of them.")
            draft.refuse_section("layouts", sentence % {"kind": kind.label, "word": kind.value})


def apply(actor: Actor, wanted: list[Facts]) -> None:
    known = {x.code: x for x in operations.hold()}
    given = {x["code"]: x["serves"] for x in wanted}
    moved = [x for x in known.values() if x.serves != given.get(x.code)]
    for row in moved:
        row.serves = None
    db.session.flush()
    rows = []
    for place, facts in enumerate(wanted):
        row = known.get(facts["code"]) or Layout(code=facts["code"])
        _set(row, facts, place)
        if row.id is None or row in moved or db.session.is_modified(row):
            rows.append(row)
    db.session.add_all(rows)
    audit.record(actor, "badges.layout_changed", *{*rows, *moved})


def _set(row: Layout, facts: Facts, place: int) -> None:
    rest = {x: y for x, y in facts.items() if x not in OWN and y != LAYOUT[x].default}
    values = {name: facts[name] for name in ("name", "serves")}
    for column, value in (values | {"position": place, "definition": rest}).items():
        if getattr(row, column) != value:
            setattr(row, column, value)


def clear(actor: Actor, _wanted: list[Facts], gone: set[str]) -> None:
    rows = db.session.scalars(select(Layout).where(Layout.code.in_(gone))).all()
    audit.record(actor, "badges.layout_removed", *rows)
    for row in rows:
        db.session.delete(row)


def _count(side: Any) -> str:
    return ngettext("%(num)d element", "%(num)d elements", len(side))


register(
    Part(
        key="layouts",
        label=lazy("Layouts of badges"),
        order=45,
        fields=LAYOUT,
        name=lambda facts: str(facts["code"]),
        present=present,
        check=check,
        apply=apply,
        clear=clear,
        settle=following.settle,
        watch=following.watch,
        show={"front": _count, "back": _count},
    )
)
