"""Keeps the list of passes in step, in the transaction of whatever it copies; and the silence
of the trail about whom supervisors alone may know of.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select

from ceremony.badges import signals as badges
from ceremony.gates import merging as merging  # its part
from ceremony.gates import passes
from ceremony.gates.models import Incident, IncidentKind, IncidentPass
from ceremony.people import signals as people
from ceremony.people.vetting import secrecy


@badges.changed.connect
@people.changed.connect
@people.ended.connect
@people.watched.connect
def _refresh(_sender: object, ids: Sequence[int], **_more: Any) -> None:
    passes.refresh(ids)


def _hits() -> Select[int]:
    return select(Incident.id).where(Incident.kind == IncidentKind.WATCHED)


def _of_hits() -> Select[int]:
    return select(IncidentPass.id).where(IncidentPass.incident_id.in_(_hits()))


secrecy.conceal("incident", _hits)
secrecy.conceal("incident_pass", _of_hits)
