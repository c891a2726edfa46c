"""Words for people, in their language. Usable in operations, jobs and commands alike."""

from collections.abc import Mapping
from datetime import date

import flask_babel
from babel import Locale
from flask_babel import get_locale
from flask_babel import lazy_gettext as lazy

from ceremony.core.catalogues import DEFAULT

__all__ = ["DEFAULT", "_", "day", "lazy", "ngettext", "said"]

# Where Unicode's long form is not what officials write.
DAYS = {"en": "d MMMM y", "vi": "'ngày' d MMMM 'năm' y"}


def _(text: str, **values: object) -> str:
    """*text* in the reader's language, ``%(name)s`` filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: object) -> str:
    """*one* or *many* as the language counts; ``%(num)d`` is the number."""
    return str(flask_babel.ngettext(one, many, num, **values))


def said(words: Mapping[str, str], language: str | None = None) -> str:
    """What a translated column says in *language* (default: the reader's), else in English."""
    wanted = language or str(get_locale() or DEFAULT)
    return words.get(wanted) or words.get(DEFAULT) or next(iter(words.values()), "")


def day(at: date) -> str:
    """*at* as its language writes it: ``20 October 2025``, ``2025年10月20日``."""
    language = (get_locale() or Locale(DEFAULT)).language
    said = str(flask_babel.format_date(at, DAYS.get(language, "long"), rebase=False))
    return f"1er{said[1:]}" if language == "fr" and at.day == 1 else said
