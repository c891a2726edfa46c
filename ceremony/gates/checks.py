"""The order of the checks and what follows from each: ``checks.json``, which devices read too."""

import json
from pathlib import Path
from typing import Any, NamedTuple


class Check(NamedTuple):
    """A row of the table.

    :param ways: the directions in which it is made.
    :param reasons: all that it can give.
    :param override: the reasons against which a supervisor may admit.
    :param stands: an admission a moment ago stands against it.
    """

    check: str
    code: str
    ways: list[str]
    reasons: list[str]
    admits: bool
    override: list[str]
    stands: bool


TABLE: dict[str, Any] = json.loads(Path(__file__).with_name("checks.json").read_text("utf-8"))
LIMITS: dict[str, int] = TABLE["limits"]
KINDS: dict[str, dict[str, bool]] = TABLE["kinds"]
WAYS: list[str] = TABLE["ways"]
CHECKS = [Check(**row) for row in TABLE["checks"]]
