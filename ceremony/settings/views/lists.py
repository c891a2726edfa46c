"""Zones, categories and checkpoints: lists of things with a code."""

from collections.abc import Callable
from typing import NamedTuple

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ceremony.core.ceremony_file import text
from ceremony.core.ceremony_file.parts import Facts
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.i18n import lazy
from ceremony.core.web import requires
from ceremony.settings.forms import CategoryForm, CheckpointForm, PartForm, ZoneForm
from ceremony.settings.views.blueprint import EDIT, bp, fingerprint, propose, settle

Ceremony = dict[str, list[Facts]]


class Kind(NamedTuple):
    """What one list is called, and how one of its things is edited."""

    title: object
    new: object
    form: Callable[[Facts | None, Ceremony], PartForm]


KINDS = {
    "zones": Kind(
        lazy("Zones"),
        lazy("Add a zone"),
        lambda facts, all_: ZoneForm(facts, all_["categories"]),
    ),
    "categories": Kind(
        lazy("Categories"),
        lazy("Add a category"),
        lambda facts, all_: CategoryForm(facts, all_["zones"]),
    ),
    "checkpoints": Kind(
        lazy("Checkpoints"),
        lazy("Add a checkpoint"),
        lambda facts, all_: CheckpointForm(facts, all_["zones"]),
    ),
}
LISTS = "<any(zones, categories, checkpoints):key>"


@bp.get(f"/{LISTS}")
@requires(EDIT)
def things(key: str) -> ResponseReturnValue:
    ceremony = text.present()
    return render_template(f"settings/{key}.html", kind=KINDS[key], key=key, ceremony=ceremony)


@bp.route(f"/{LISTS}/new", methods=["GET", "POST"])
@requires(EDIT)
def new(key: str) -> ResponseReturnValue:
    ceremony = text.present()
    return _edit(key, ceremony, len(ceremony[key]), None)


@bp.route(f"/{LISTS}/<code>", methods=["GET", "POST"])
@requires(EDIT)
def thing(key: str, code: str) -> ResponseReturnValue:
    ceremony = text.present()
    number = _number(ceremony[key], code)
    return _edit(key, ceremony, number, ceremony[key][number])


@bp.post(f"/{LISTS}/<code>/remove")
@requires(EDIT)
def remove(key: str, code: str) -> ResponseReturnValue:
    items = text.present()[key]
    del items[_number(items, code)]
    try:
        return settle(text.dump({key: items}).encode(), key)
    except FileRefused as refused:
        return render_template("settings/refused.html", key=key, code=code, refused=refused), 422


def _edit(key: str, ceremony: Ceremony, number: int, facts: Facts | None) -> ResponseReturnValue:
    form = KINDS[key].form(facts, ceremony)
    if form.validate_on_submit():
        items = [*ceremony[key][:number], form.facts, *ceremony[key][number + 1 :]]
        if saved := propose(form, key, items, number):
            return saved
    else:
        form.fingerprint.data = form.fingerprint.data or fingerprint()
    return render_template("settings/thing.html", kind=KINDS[key], key=key, form=form, facts=facts)


def _number(items: list[Facts], code: str) -> int:
    codes = [facts["code"] for facts in items]
    if code not in codes:
        abort(404)
    return codes.index(code)
