"""What an import would do, row by row: who is new, who is known, and what changed on them."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ceremony.core import settings
from ceremony.delegations import heads, lookup, own_list
from ceremony.delegations.comparison import Step, compare
from ceremony.delegations.matching import Matching
from ceremony.delegations.models import Change
from ceremony.delegations.workbook import records as reading
from ceremony.delegations.workbook import rules
from ceremony.delegations.workbook.columns import Column
from ceremony.delegations.workbook.dates import Order
from ceremony.delegations.workbook.findings import Code, Severity
from ceremony.delegations.workbook.header import Header
from ceremony.delegations.workbook.records import Questions, Record
from ceremony.register.names import fold


@dataclass
class Plan:
    """The steps in the order of the rows; *body_ids* holds the senders that we have, by key.

    *within* is the body whose own list it is, and *over* the categories of which it would have
    more than was agreed.
    """

    steps: list[Step]
    body_ids: Mapping[str, int]
    within: int | None = None
    over: Sequence[Mapping[str, Any]] = ()

    @property
    def counts(self) -> dict[str, Any]:
        rows = Counter(str(step.change) for step in self.steps)
        findings = (x for step in self.steps for x in step.record.findings)
        found = Counter(x.severity for x in findings if x.code is not Code.NO_COLUMN)
        return {
            **{str(change): rows[change] for change in Change},
            "rows": len(self.steps),
            "errors": found[Severity.ERROR] + len(self.lacking),
            "warnings": found[Severity.WARNING],
            "notes": found[Severity.NOTE],
            "with_findings": sum(step.record.has_problems for step in self.steps),
            "over": list(self.over),
        }

    @property
    def new_delegations(self) -> list[str]:
        """The names of the senders that the import would make, by name."""
        bodies = [x.record.body for x in self.steps if x.change is not Change.BLOCKED]
        new = {x.key: x.name for x in reversed(bodies) if x and x.key not in self.body_ids}
        return sorted(new.values(), key=fold)

    @property
    def lacking(self) -> list[str]:
        """A sentence for each thing that every person needs and no column says."""
        found = (x for step in self.steps for x in step.record.findings)
        return list(dict.fromkeys(x.sentence for x in found if x.code is Code.NO_COLUMN))

    @property
    def outcome(self) -> str:
        """A hash of all that matters to whoever confirms: equal hashes, equal import."""
        shown = [
            [
                step.record.row,
                step.change,
                step.person_id,
                step.record.body.key if step.record.body else None,
                sorted(step.record.values.items()),
                [[x.cell, x.code] for x in step.record.findings if x.is_problem],
                step.differences,
            ]
            for step in self.steps
        ]
        return sha256(json.dumps(shown).encode()).hexdigest()


def read(
    header: Header,
    *,
    mapping: Mapping[str, str] | None = None,
    orders: Mapping[str, str] | None = None,
    delegation: str = "",
    within: int | None = None,
) -> list[Record]:
    """Every row, read and checked for itself and within the file: the slow part.

    :param mapping: what the officer said of columns: letters to column, or to nothing.
    :param orders: what the officer said of dates: column to a value of :class:`Order`.
    :param within: the id of the body whose own list it is: rows of others are errors.
    """
    facts = settings.current()
    known = lookup.prefetch() if within is None else lookup.prefetch_own(within)
    asked = Questions(
        today=facts.today,
        starts_on=facts.starts_on,
        ends_on=facts.ends_on,
        orders={Column(column): Order(order) for column, order in (orders or {}).items()},
        delegation=known.own.name if isinstance(known, lookup.OwnLookup) else delegation,
    )
    records = reading.read(header, header.mapped(mapping or {}), known, asked)
    if within is not None:
        own_list.refuse_others(records)
    rules.check(records, asked)
    return records


def make(records: Sequence[Record], within: int | None = None) -> Plan:
    """Compare *records* with the people we have now, in a constant number of statements.

    :param within: the id of the body whose own list it is.
    """
    matching = Matching(records, within)
    steps = [matching.step(record) for record in records]
    compare(steps)
    heads.check(steps, matching.bodies)
    over = [] if within is None else own_list.check(steps, within)
    return Plan(steps, matching.bodies, within, over)
