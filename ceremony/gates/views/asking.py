"""What addresses ask for: what nobody can mean is nothing."""

from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from ceremony.gates import queries

Options = list[tuple[object, str]]
Filter = tuple[str, str, Options, object]  # name, label, what to choose from, what is chosen
E = TypeVar("E", bound=StrEnum)


def one_of(words: type[E], text: str) -> E | None:
    return words(text) if text in set(words) else None


def yes_or_no(text: str) -> bool | None:
    return {"yes": True, "no": False}.get(text)


def uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def gates() -> Options:
    return [(x.id, f"{x.code} {x.name}") for x in queries.checkpoints()]
