"""The opening hours of zones, window by window."""

from datetime import datetime

from flask import abort, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date

from ceremony.core.ceremony_file import text
from ceremony.core.ceremony_file.parts import Facts
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.i18n import _
from ceremony.core.web import requires
from ceremony.gates.windows import LOCAL
from ceremony.settings.views.blueprint import EDIT, bp, fingerprint, propose, settle
from ceremony.settings.window_forms import WindowForm


@bp.get("/windows")
@requires(EDIT)
def windows() -> ResponseReturnValue:
    return render_template("settings/windows.html", ceremony=text.present(), when=_when)


@bp.route("/windows/new", methods=["GET", "POST"])
@requires(EDIT)
def new_window() -> ResponseReturnValue:
    return _edit(len(text.present()["windows"]) + 1, None)


@bp.route("/windows/<int:number>", methods=["GET", "POST"])
@requires(EDIT)
def window(number: int) -> ResponseReturnValue:
    return _edit(number, _window(number))


@bp.post("/windows/<int:number>/remove")
@requires(EDIT)
def remove_window(number: int) -> ResponseReturnValue:
    windows = text.present()["windows"]
    windows.remove(_window(number))
    try:
        return settle(text.dump({"windows": windows}).encode(), "windows")
    except FileRefused as refused:
        page = render_template("settings/refused.html", key="windows", code=number, refused=refused)
        return page, 422


def _edit(number: int, facts: Facts | None) -> ResponseReturnValue:
    ceremony = text.present()
    form = WindowForm(facts, ceremony)
    if form.validate_on_submit():
        rest = ceremony["windows"]
        items = [*rest[: number - 1], form.facts, *rest[number:]]
        if saved := propose(form, "windows", items, number - 1):
            return saved
    else:
        form.fingerprint.data = form.fingerprint.data or fingerprint()
    return render_template(
        "settings/window.html", form=form, facts=facts, number=number, when=_when
    )


def _when(window: Facts) -> str:
    """``Sat 25 Oct, 08:00–09:30``."""
    opens, closes = (datetime.strptime(window[x], LOCAL) for x in ("opens", "closes"))  # noqa: DTZ007
    first, last = (str(format_date(x, "EEE d MMM")) for x in (opens, closes))
    times = {"opens": f"{opens:%H:%M}", "closes": f"{closes:%H:%M}"}
    if first == last:
        return _("%(day)s, %(opens)s–%(closes)s", day=first, **times)
    return _("%(first)s, %(opens)s – %(last)s, %(closes)s", first=first, last=last, **times)


def _window(number: int) -> Facts:
    windows = text.present()["windows"]
    if not 0 < number <= len(windows):
        abort(404)
    return windows[number - 1]
