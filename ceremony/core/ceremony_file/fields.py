"""What may stand behind a key of the ceremony file, and what is said when it does not."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any

from ceremony.core.ceremony_file.tree import Finding, Mark, Node, Scalar, Series, Table, short
from ceremony.core.characters import odd_characters
from ceremony.core.i18n import _

LANGUAGES = ("en", "fr", "vi", "ar", "zh", "ru", "es")
YES, NO = {"yes", "true"}, {"no", "false"}

Say = Callable[[Mark, str], None]
Read = Callable[[Node, Say], Any]


class Wrong(Exception):
    """A value that cannot be read; *say* is for what leaves something to read on."""

    def __init__(self, mark: Mark, sentence: str) -> None:
        self.mark, self.sentence = mark, sentence


@dataclass(frozen=True)
class Field:
    """One key: how its value is read, its word for people, and what absence means."""

    read: Read
    label: object  # lazy text
    default: Any = None
    is_needed: bool = True


def optional(read: Read, label: object, default: Any = None) -> Field:
    return Field(read, label, default, is_needed=False)


def text(most: int, lines: int = 1) -> Read:
    """Words, composed and tidied, of at most *most* characters on so many *lines*."""

    def read(node: Node, _say: Say) -> str:
        words = unicodedata.normalize("NFC", _scalar(node, _("some words")))
        tidied = [" ".join(x.split()) for x in (words.splitlines() if lines > 1 else [words])]
        tidy = "\n".join(tidied).strip("\n")
        if odd := odd_characters(tidy):
            raise Wrong(node.mark, _("Remove the invisible control characters: %(odd)s.", odd=odd))
        if not tidy:
            raise Wrong(node.mark, _("Nothing is written here."))
        if len(tidy) > most:
            raise Wrong(node.mark, _("Write at most %(most)d characters.", most=most))
        if tidy.count("\n") >= lines:
            raise Wrong(node.mark, _("Write at most %(most)d lines.", most=lines))
        return tidy

    return read


def code(most: int) -> Read:
    """Letters, digits, ``_`` and ``-``: what others refer to."""

    def read(node: Node, say: Say) -> str:
        word = str(text(most)(node, say))
        if not re.fullmatch(r"[\w-]+", word):
            raise Wrong(node.mark, _("A code has letters and digits only."))
        return word

    return read


def words(most: int, lines: int = 1) -> Read:
    """Words by language (``en`` is needed), or one text, which is English."""
    line = text(most, lines)

    def read(node: Node, say: Say) -> dict[str, str]:
        if isinstance(node, Scalar):
            return {"en": str(line(node, say))}
        if not isinstance(node, Table):
            raise Wrong(node.mark, _("Write the name in each language, as in “en: Outer”."))
        if "en" not in node.entries:
            say(node.mark, _("The name in English (“en”) is missing."))
        said = {}
        for language, value in node.entries.items():
            if language not in LANGUAGES:
                say(node.keys[language], unknown(language, _("language"), LANGUAGES))
            else:
                said[language] = _attempt(line, value, say)
        return {x: said[x] for x in LANGUAGES if said.get(x)}

    return read


def colour(node: Node, _say: Say) -> str:
    if isinstance(node, Scalar) and node.is_empty:
        raise Wrong(
            node.mark, _('Write the colour in quotes, as in “"#8a1a1f"”: # begins a remark.')
        )
    given = _scalar(node, _("a colour"))
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", given):
        raise Wrong(
            node.mark, _("“%(given)s” is not a colour such as #8a1a1f.", given=short(given))
        )
    return given.lower()


def day(node: Node, _say: Say) -> date:
    given = _scalar(node, _("a date"))
    try:
        return datetime.strptime(given, "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        sentence = _("“%(given)s” is not a date such as 2025-10-25.", given=short(given))
        raise Wrong(node.mark, sentence) from None


def minute(node: Node, _say: Say) -> str:
    """An instant in the ceremony's own time, as ``2025-10-25 06:00``."""
    given = _scalar(node, _("a date and a time"))
    try:
        instant = datetime.strptime(given, "%Y-%m-%d %H:%M")  # noqa: DTZ007 - the zone is apart
    except ValueError:
        sentence = _(
            "“%(given)s” is not a date and time such as 2025-10-25 06:00.", given=short(given)
        )
        raise Wrong(node.mark, sentence) from None
    return f"{instant:%Y-%m-%d %H:%M}"


def yes_no(node: Node, _say: Say) -> bool:
    given = _scalar(node, _("yes or no")).lower()
    if given not in YES | NO:
        raise Wrong(node.mark, _("Write yes or no."))
    return given in YES


def number(least: int, most: int) -> Read:
    def read(node: Node, _say: Say) -> int:
        given = _scalar(node, _("a number"))
        if given.isdecimal() and len(given) < 10 and least <= int(given) <= most:
            return int(given)
        sentence = _("Write a number from %(least)d to %(most)d.", least=least, most=most)
        raise Wrong(node.mark, sentence)

    return read


def choice(choices: type[StrEnum], noun: object) -> Read:
    """One value of *choices*; *noun* says what it is."""

    def read(node: Node, _say: Say) -> StrEnum:
        given = _scalar(node, _("one word"))
        if given not in set(choices):
            raise Wrong(node.mark, unknown(given, str(noun), [str(x) for x in choices]))
        return choices(given)

    return read


def codes(node: Node, say: Say) -> list[str]:
    """Several codes in brackets, each once."""
    if not isinstance(node, Series):
        raise Wrong(node.mark, _("Write a list in brackets, as in [1, 2]."))
    found: list[str] = []
    for item in node.items:
        given = _attempt(text(32), item, say)
        if given in found:
            say(item.mark, _("“%(given)s” stands here twice.", given=given))
        elif given is not None:
            found.append(given)
    return found


def unknown(given: str, noun: str, known: Iterable[str]) -> str:
    """The sentence for a word that is none of the *known*, with the nearest of them."""
    choices = list(known)
    given = short(given)
    near = get_close_matches(given, choices, n=1, cutoff=0.5)
    if near:
        return _(
            "“%(given)s” is not a %(noun)s we know. Did you mean “%(near)s”?",
            given=given,
            noun=noun,
            near=near[0],
        )
    return _("“%(given)s” is not among: %(known)s.", given=given, known=", ".join(choices) or "–")


def record(
    node: Node, fields: dict[str, Field], path: tuple[str, int], findings: list[Finding]
) -> tuple[dict[str, Any], dict[str, Mark]] | None:
    """The values of one item and where each stands; what is wrong goes to *findings*."""
    if not isinstance(node, Table):
        findings.append(Finding(node.mark, _("Write keys and values here, as in “code: 1”.")))
        return None
    for key in node.entries.keys() - fields.keys():
        sentence = unknown(key, _("key"), fields)
        findings.append(Finding(node.keys[key], sentence, (*path, "")))
    values, before = {}, len(findings)
    for name, field in fields.items():
        values[name] = _value(node, name, field, (*path, name), findings)
    marks = {name: value.mark for name, value in node.entries.items()}
    return None if len(findings) > before else (values, marks)


def _value(
    table: Table, name: str, field: Field, path: tuple[str, int, str], findings: list[Finding]
) -> Any:
    def say(mark: Mark, sentence: str) -> None:
        findings.append(Finding(mark, sentence, path))

    node = table.entries.get(name)
    absent = node is None or (isinstance(node, Scalar) and node.is_empty)
    if node is None or (absent and not field.is_needed):
        if field.is_needed:
            say(table.mark, _("“%(key)s” is missing.", key=name))
        return field.default
    value = _attempt(field.read, node, say)
    return field.default if value is None else value


def _attempt(read: Read, node: Node, say: Say) -> Any:
    """What *read* gives; None where it was wrong, which is said."""
    try:
        return read(node, say)
    except Wrong as wrong:
        say(wrong.mark, wrong.sentence)
        return None


def _scalar(node: Node, wanted: str) -> str:
    if not isinstance(node, Scalar) or node.is_empty:
        raise Wrong(node.mark, _("Write %(wanted)s here.", wanted=wanted))
    return node.text


def listed(values: Sequence[str]) -> str:
    return ", ".join(values) or "–"
