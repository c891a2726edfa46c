"""The languages of the pages, and the template that translators work from."""

import subprocess
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from ceremony import TRANSLATIONS, translated

ROOT = Path(__file__).parent.parent


def ids(template: Path) -> set[tuple[str, ...]]:
    """Every message of *template*, singular and plural."""
    with template.open("rb") as file:
        return {(x.id,) if isinstance(x.id, str) else tuple(x.id) for x in read_po(file) if x.id}


def test_a_language_is_offered_once_it_has_a_catalogue(tmp_path):
    assert translated(tmp_path) == ("en",)
    for language in ("vi", "fr"):
        (tmp_path / language / "LC_MESSAGES").mkdir(parents=True)
    (tmp_path / "vi" / "LC_MESSAGES" / "messages.po").touch()
    assert translated(tmp_path) == ("en", "vi")


@pytest.mark.parametrize("asked", ["ar", "fr-CH, fr;q=0.9", "tlh"])
def test_a_page_never_names_a_language_that_it_is_not_in(app, client, monkeypatch, asked):
    monkeypatch.setitem(app.config, "LANGUAGES", ("en",))
    page = client.get("/sign-in", headers={"Accept-Language": asked})
    assert '<html lang="en" dir="ltr">' in page.text


def test_a_language_that_is_offered_turns_the_page(app, client, monkeypatch):
    monkeypatch.setitem(app.config, "LANGUAGES", ("en", "ar"))
    page = client.get("/sign-in", headers={"Accept-Language": "ar"})
    assert '<html lang="ar" dir="rtl">' in page.text


def test_the_template_of_messages_is_current(tmp_path):
    """Else: make messages."""
    new = tmp_path / "messages.pot"
    command = ["make", "--dry-run", "--silent", "messages", f"POT={new}"]
    recipe = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    subprocess.run(recipe.splitlines()[-1].split(), cwd=ROOT, check=True)
    known = ids(TRANSLATIONS / "messages.pot")
    assert (ids(new) - known, known - ids(new)) == (set(), set())
