"""The list of delegations as a file: exactly what is seen, all of its rows."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ceremony.core import settings
from ceremony.core.i18n import _
from ceremony.delegations.queries import lists
from ceremony.delegations.queries.lists import Access, Asked, Listed
from ceremony.delegations.states.delegations import State
from ceremony.people import exporting
from ceremony.people.exporting import KINDS as KINDS
from ceremony.people.kinds import BodyKind


def write(path: Path, kind: str, asked: Asked, by: str) -> None:
    """Write the whole list to *path*.

    :param kind: a key of KINDS.
    :param by: the name of whoever takes it.
    """
    zone = settings.current().zone
    sheet = exporting.Sheet(_("Delegations"), _heads(), exporting.about(_words(asked), by))
    writer = exporting.WRITERS[kind](path, sheet)
    writer.add([_values(x, zone) for x in lists.everything(**asked._asdict())])
    writer.close()


def _heads() -> list[str]:
    return [
        _("Delegation"),
        _("Kind"),
        _("Status"),
        _("Members"),
        _("Places"),
        _("Waiting"),
        _("Approved"),
        _("Rank of the head"),
        _("Deadline"),
        _("Focal points"),
        _("Silent"),
    ]


def _values(row: Listed, zone: ZoneInfo) -> Sequence[Any]:
    one = row.delegation
    return (
        one.body.name,
        one.body.kind.label,
        one.state.label,
        row.total,
        sum(one.quota.values()) if one.quota else None,
        row.waiting,
        row.members["approved"],
        row.rank.label if row.rank else None,
        _local(one.deadline, zone),
        row.points,
        _("Yes") if row.is_silent else _("No"),
    )


def _local(instant: datetime | None, zone: ZoneInfo) -> datetime | None:
    if instant is None:
        return None
    return instant.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


def _words(asked: Asked) -> list[str]:
    """What was asked for, one sentence each."""
    said = [
        asked.words,
        BodyKind(asked.kind).label if asked.kind else "",
        State(asked.state).label if asked.state else "",
        _("Focal points: %(which)s", which=Access(asked.points).label) if asked.points else "",
        _("Ask for a change") if asked.asks else "",
        _("Of one liaison officer") if asked.liaison else "",
    ]
    return [x for x in said if x] or [_("All delegations")]
