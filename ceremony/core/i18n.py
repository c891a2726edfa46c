"""Words for people, in their language. Usable in operations, jobs and commands alike."""

from collections.abc import Mapping

import flask_babel
from flask_babel import get_locale
from flask_babel import lazy_gettext as lazy

__all__ = ["_", "lazy", "ngettext", "said"]

DEFAULT = "en"


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
