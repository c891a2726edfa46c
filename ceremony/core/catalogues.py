"""Translations read from their ``.po`` files: nothing has to be compiled or kept in step."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask_babel import Domain, force_locale, get_domain, get_locale

DEFAULT = "en"  # the language of the sentences themselves


class Catalogues(Domain):  # type: ignore[misc]
    """One domain: ``<language>/LC_MESSAGES/<domain>.po`` below the folders of Flask-Babel."""

    def get_translations(self) -> NullTranslations:
        language = str(get_locale() or DEFAULT)
        if language not in self.cache:
            self.cache[language] = self._read(language)
        translations: NullTranslations = self.cache[language]
        return translations

    @contextmanager
    def speaking(self, language: str) -> Iterator[None]:
        """Say what follows in the words of this domain, in *language*."""
        before = get_domain()
        with force_locale(language):
            self.as_default()
            try:
                yield
            finally:
                before.as_default()

    def _read(self, language: str) -> NullTranslations:
        for folder in self.translation_directories:
            path = Path(folder, language, "LC_MESSAGES", f"{self.domain[0]}.po")
            if path.exists():
                return read(path)
        return NullTranslations()


def read(path: Path) -> Translations:
    """What *path* says, without what is marked as fuzzy."""
    compiled = BytesIO()
    with path.open("rb") as file:
        # Without its language Babel forgets how it counts.
        write_mo(compiled, read_po(file, locale=path.parent.parent.name))
    compiled.seek(0)
    return Translations(compiled)


def translated(folder: Path, domain: str = "messages") -> tuple[str, ...]:
    """English, and the languages that have a catalogue of *domain* in *folder*."""
    catalogues = sorted(folder.glob(f"*/LC_MESSAGES/{domain}.po"))
    return (DEFAULT, *(x.parent.parent.name for x in catalogues))
