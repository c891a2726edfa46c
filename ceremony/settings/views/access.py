"""The table kind x function x rank -> category -> zones, line by line."""

from flask import abort, render_template
from flask.typing import ResponseReturnValue

from ceremony.core.ceremony_file import text
from ceremony.core.ceremony_file.parts import Facts
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.web import requires
from ceremony.people.ceremony_part import line_name
from ceremony.settings.forms import RuleForm
from ceremony.settings.views.blueprint import EDIT, bp, fingerprint, propose, settle


@bp.get("/access")
@requires(EDIT)
def access() -> ResponseReturnValue:
    return render_template("settings/access.html", ceremony=text.present())


@bp.route("/access/new", methods=["GET", "POST"])
@requires(EDIT)
def new_line() -> ResponseReturnValue:
    return _edit(len(text.present()["access"]) + 1, None)


@bp.route("/access/<int:number>", methods=["GET", "POST"])
@requires(EDIT)
def line(number: int) -> ResponseReturnValue:
    return _edit(number, _line(number))


@bp.post("/access/<int:number>/remove")
@requires(EDIT)
def remove_line(number: int) -> ResponseReturnValue:
    lines = text.present()["access"]
    lines.remove(_line(number))
    return _settle(number, lines)


@bp.post("/access/<int:number>/up")
@requires(EDIT)
def move_up(number: int) -> ResponseReturnValue:
    lines, moving = text.present()["access"], _line(number)
    lines.remove(moving)
    lines.insert(max(0, number - 2), moving)
    return _settle(number, lines)


def _settle(number: int, lines: list[Facts]) -> ResponseReturnValue:
    try:
        return settle(text.dump({"access": lines}).encode(), "access")
    except FileRefused as refused:
        page = render_template("settings/refused.html", key="access", code=number, refused=refused)
        return page, 422


def _edit(number: int, facts: Facts | None) -> ResponseReturnValue:
    ceremony = text.present()
    others = [x for x in ceremony["access"] if x is not facts and x != facts]
    form = RuleForm(
        facts, ceremony=ceremony, lines=[line_name(x) for x in others], after=number - 1
    )
    if form.validate_on_submit():
        place = form.after.data
        lines = [*others[:place], form.facts, *others[place:]]
        if asked := propose(form, "access", lines, place, always_ask=True):
            return asked
    else:
        form.fingerprint.data = form.fingerprint.data or fingerprint()
    return render_template("settings/line.html", form=form, facts=facts, number=number)


def _line(number: int) -> Facts:
    lines = text.present()["access"]
    if not 0 < number <= len(lines):
        abort(404)
    return lines[number - 1]
