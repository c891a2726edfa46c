"""The table that a run prints: what, ours, the ceiling or peer, the ratio, the target."""

import os
import platform
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure; *reached* is None where there is nothing to reach."""

    what: str
    ours: str
    beside: str
    target: str
    reached: bool | None


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.platform()}, Python {platform.python_version()}"


def show(rows: list[Row]) -> str:
    """As a Markdown table; *missed* stands where a target was."""
    words = {True: "reached", False: "**missed**", None: ""}
    head = ["What", "Ours", "Beside it, in the same run", "Target", ""]
    cells = [[x.what, x.ours, x.beside, x.target, words[x.reached]] for x in rows]
    lines = [head, ["---"] * len(head), *cells]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
