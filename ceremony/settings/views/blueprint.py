"""Where the pages of the settings hang, and what all of them do with a change."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.ceremony_file import loading, text
from ceremony.core.ceremony_file.loading import Plan, Rehearsed
from ceremony.core.ceremony_file.parts import Facts
from ceremony.core.ceremony_file.tree import FileRefused
from ceremony.core.colours import readable_on
from ceremony.core.errors import EditConflict
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Place, registries
from ceremony.core.web import perform
from ceremony.settings.forms import ConfirmForm, PartForm
from ceremony.settings.words import sentence_of

EDIT = Permission.SETTINGS_EDIT
PAGES = {
    "index": lazy("Ceremony"),
    "zones": lazy("Zones"),
    "categories": lazy("Categories"),
    "access": lazy("Who gets what"),
    "checkpoints": lazy("Checkpoints"),
    "windows": lazy("Opening hours"),
    "file": lazy("File"),
}

bp = Blueprint("settings", __name__, url_prefix="/desk/settings")
registries.places.append(
    Place(lazy("Settings"), "gear-six", "settings.index", EDIT, lazy("Afterwards"), 95)
)


@bp.context_processor
def _words() -> dict[str, object]:
    return {
        "sentence_of": sentence_of,
        "page_tabs": _tabs,
        "page_url": url_of,
        "readable_on": readable_on,
    }


def _tabs() -> list[tuple[str, str, None, bool]]:
    """The pages of the settings; the one that is open is marked."""
    here = request.path
    tabs = [(str(label), url_of(page), page) for page, label in PAGES.items()]
    return [
        (label, url, None, here == url or (page != "index" and here.startswith(url)))
        for label, url, page in tabs
    ]


def url_of(page: str) -> str:
    """The page *page*; the first one if there is none of this name."""
    if page in {"access", "file", "windows"}:
        return url_for(f"settings.{page}")
    if page in PAGES and page != "index":
        return url_for("settings.things", key=page)
    return url_for("settings.index")


def fingerprint() -> str:
    """Of the ceremony as this page shows it."""
    return loading.fingerprint_of(text.present())


def propose(
    form: PartForm, key: str, items: list[Facts], number: int, *, always_ask: bool = False
) -> ResponseReturnValue | None:
    """Save the part *key* as *items*, or first ask if somebody would get something else.

    :param number: of the item that the form is about; its findings are shown at its fields.
    :returns: where to go from here; None if the form has to be shown again.
    """
    content = text.dump({key: items}).encode()
    try:
        return settle(content, key, form.fingerprint.data or "", always_ask=always_ask)
    except FileRefused as refused:
        form.refuse_all(refused, key, number)
    except EditConflict as conflict:
        form.form_errors = [str(conflict)]
    return None


def settle(
    content: bytes, back: str, seen: str = "", *, always_ask: bool = True
) -> ResponseReturnValue:
    """Load *content* or show what it would do, then lead to the page *back*.

    :raises FileRefused: something is wrong with it.
    """
    try:
        plan = perform(
            loading.load_unless_it_moves, content=content, fingerprint=seen, always_ask=always_ask
        )
    except Rehearsed as rehearsed:
        return _ask(rehearsed.plan, content, back)
    flash(_("Nothing changes.") if plan.changes_nothing else _("Saved."), "go")
    return redirect(url_of(back), 303)


def _ask(plan: Plan, content: bytes, back: str) -> ResponseReturnValue:
    form = ConfirmForm(
        formdata=None,
        data={"text": content.decode("utf-8-sig"), "fingerprint": plan.fingerprint, "back": back},
    )
    return render_template("settings/preview.html", plan=plan, form=form, back_url=url_of(back))
