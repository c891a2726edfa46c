"""The layouts that a ceremony begins with."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ceremony.badges.documents.layout import Layout, read
from ceremony.people.kinds import PassKind

_FILE = Path(__file__).with_name("starters.yaml")


@cache
def starters() -> dict[str, Layout]:
    """By their codes."""
    return {x["code"]: read(x) for x in definitions()}


def definitions() -> list[dict[str, Any]]:
    """The same as plain data, to copy and change."""
    found: list[dict[str, Any]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return found


def starter_for(kind: PassKind) -> Layout:
    """What passes of this *kind* look like unless the ceremony says otherwise."""
    return next(x for x in starters().values() if x.serves is kind)
