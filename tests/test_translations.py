"""The languages of the pages and of mail, and the templates that translators work from."""

import re
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po
from flask_babel import force_locale

from ceremony import TRANSLATIONS
from ceremony.core.catalogues import Catalogues, translated
from ceremony.core.i18n import _, ngettext
from ceremony.core.mail import languages
from ceremony.core.settings import dates_text
from tests import make

ROOT = Path(__file__).parent.parent
MAILED = ["ar", "es", "fr", "ru", "vi", "zh"]
WHOLE = [*(("mail", x) for x in MAILED), *(("gate", x) for x in ("fr", "vi"))]
COUNTED = {"mail": 2, "gate": 0}  # messages with a number
PLACE = re.compile(r"(?:%\(|{)(\w+)[)}]")


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


@pytest.fixture(scope="module")
def gathered(tmp_path_factory) -> Path:
    """Where ``make messages`` put its templates."""
    folder = tmp_path_factory.mktemp("templates")
    command = ["make", "--dry-run", "--silent", "messages", f"TEMPLATES={folder}"]
    recipe = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    extractions = [x for x in recipe.splitlines() if " extract " in x]
    for line in extractions:
        subprocess.run(line.split(), cwd=ROOT, check=True)
    return folder


@pytest.mark.parametrize("domain", ["messages", "mail", "gate"])
def test_the_templates_are_current(gathered, domain):
    """Else: make messages."""
    new, known = (ids(x / f"{domain}.pot") for x in (gathered, TRANSLATIONS))
    assert (new - known, known - new) == (set(), set())


class TestCatalogues:
    def test_a_catalogue_is_read_as_it_is_and_nothing_is_compiled(self, app, tmp_path, monkeypatch):
        folder = tmp_path / "fr" / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_text(
            'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n'
            '"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
            'msgid "Name"\nmsgstr "Nom"\n\n#, fuzzy\nmsgid "Delegate"\nmsgstr "Député"\n\n'
            'msgid "%(num)d day"\nmsgid_plural "%(num)d days"\n'
            'msgstr[0] "%(num)d jour"\nmsgstr[1] "%(num)d jours"\n'
        )
        babel = app.extensions["babel"]
        monkeypatch.setattr(babel, "translation_directories", [str(tmp_path)])
        monkeypatch.setattr(babel.instance, "domain_instance", Catalogues())
        with app.app_context(), force_locale("fr"):
            days = [ngettext("%(num)d day", "%(num)d days", x) for x in (0, 1, 2)]
            assert (_("Name"), _("Delegate"), days) == (
                "Nom",
                "Delegate",
                ["0 jour", "1 jour", "2 jours"],
            )

    def test_mail_has_its_own_languages_and_words(self, app):
        assert app.config["MAIL_LANGUAGES"] == ("en", *MAILED)
        assert [_("Delegate"), *(said(x, "Delegate") for x in ("fr", "", "fr_CA", "tlh"))] == [
            "Delegate",
            "Membre de délégation",
            "Delegate",
            "Membre de délégation",
            "Delegate",
        ]
        assert _("Delegate") == "Delegate"

    def test_a_failure_leaves_no_language_behind(self):
        with pytest.raises(ValueError, match="broken"), languages.speaking("fr"):
            raise ValueError("broken")
        assert _("Delegate") == "Delegate"

    def test_each_language_is_offered_by_its_own_name(self):
        assert languages.choices() == [
            ("en", "English"),
            ("ar", "العربية"),
            ("es", "Español"),
            ("fr", "Français"),
            ("ru", "Русский"),
            ("vi", "Tiếng Việt"),
            ("zh", "中文"),
        ]


def said(language: str, words: str) -> str:
    with languages.speaking(language):
        return _(words)


def catalogue(domain: str, language: str) -> Catalog:
    with (TRANSLATIONS / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as file:
        return read_po(file)


def messages(domain: str, language: str) -> list[Message]:
    return [x for x in catalogue(domain, language) if x.id]


@pytest.mark.parametrize(("domain", "language"), WHOLE)
class TestCataloguesThatAreWhole:
    def test_every_sentence_is_translated_and_none_is_left_over(self, domain, language):
        said = messages(domain, language)
        there = [(x.id,) if isinstance(x.id, str) else tuple(x.id) for x in said]
        assert Counter(there) == Counter(ids(TRANSLATIONS / f"{domain}.pot"))
        assert not catalogue(domain, language).obsolete

    def test_nothing_is_empty_or_fuzzy(self, domain, language):
        forms = [(x, y) for x in messages(domain, language) for y in texts(x)]
        assert [
            x.id for x, text in forms if x.fuzzy or not text.strip() or text != tidy(text)
        ] == []

    def test_every_form_of_a_number_is_there(self, domain, language):
        plural, ours = get_plural(language), catalogue(domain, language)
        assert (ours.num_plurals, ours.plural_expr) == (plural.num_plurals, plural.plural_expr)
        counted = [len(x.string) for x in messages(domain, language) if x.pluralizable]
        assert counted == [plural.num_plurals] * COUNTED[domain]

    def test_every_placeholder_is_kept(self, domain, language):
        single = [x for x in messages(domain, language) if not x.pluralizable]
        assert [x.id for x in single if places(x.id) != places(x.string)] == []

    def test_a_number_is_left_out_only_where_the_form_stands_for_one(self, domain, language):
        """Arabic has a word for two."""
        numbers = Counter(catalogue_index(language, x) for x in range(200))
        for message in messages(domain, language):
            for form, text in enumerate(message.string if message.pluralizable else ()):
                wanted = places(message.id[1])
                assert places(text) in (
                    [wanted, wanted - {"num"}] if numbers[form] == 1 else [wanted]
                )


def catalogue_index(language: str, number: int) -> int:
    """Which form stands for *number*."""
    with languages.speaking(language):
        forms = languages.WORDS.get_translations().plural
        return int(forms(number))


def texts(message: Message) -> tuple[str, ...]:
    return message.string if message.pluralizable else (message.string,)


def tidy(text: str) -> str:
    return re.sub(" +", " ", text).strip()


def places(text: str) -> set[str]:
    return set(PLACE.findall(text))


@pytest.mark.parametrize(
    ("language", "dates", "month_apart"),
    [
        ("en", "25–26 October 2025", "25 September to 2 October 2025"),
        ("fr", "25–26 octobre 2025", "du 25 septembre au 2 octobre 2025"),
        ("es", "25–26 de octubre de 2025", "del 25 de septiembre de 2025 al 2 de octubre de 2025"),
        ("ru", "25–26 октября 2025\u202fг.", "25 сентября 2025\u202fг. – 2 октября 2025\u202fг."),
        ("ar", "25–26 أكتوبر 2025", "من 25 سبتمبر إلى 2 أكتوبر 2025"),
        ("zh", "2025年10月25日至2025年10月26日", "2025年9月25日至2025年10月2日"),
        (
            "vi",
            "ngày 25 tháng 10 năm 2025 đến ngày 26 tháng 10 năm 2025",
            "ngày 25 tháng 9 năm 2025 đến ngày 2 tháng 10 năm 2025",
        ),
    ],
)
def test_days_are_said_as_the_language_says_them(language, dates, month_apart):
    here = make.ceremony()
    with languages.speaking(language):
        assert dates_text(here) == dates
        here.starts_on = here.ends_on.replace(month=9, day=25)
        here.ends_on = here.ends_on.replace(day=2)
        assert dates_text(here) == month_apart
