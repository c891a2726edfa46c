"""Keeps the list of passes in step, in the transaction of whatever it copies."""

from collections.abc import Sequence
from typing import Any

from ceremony.badges import signals as badges
from ceremony.gates import passes
from ceremony.people import signals as people


@badges.changed.connect
@people.changed.connect
@people.ended.connect
def _refresh(_sender: object, ids: Sequence[int], **_more: Any) -> None:
    passes.refresh(ids)
