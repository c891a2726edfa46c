"""Two records become one: what the authority or an officer said of either holds for both."""

from sqlalchemy import select

from ceremony.core import audit, states
from ceremony.core.clock import now
from ceremony.core.db import db
from ceremony.core.registries import Merging
from ceremony.people.vetting.models import Vetting
from ceremony.people.vetting.states import ASKED, State

_MARKS = (
    ("held_at", "held_by_id", "hold_note"),
    ("watched_at", "watched_by_id", "watch_note"),
    ("urgent_at", "urgent_because"),
)


def merge(merging: Merging) -> None:
    """Marks, objections and open questions go over; else whoever was vetted stays vetted."""
    both = [x.person_id for x in (merging.kept, merging.gone)]
    rows = db.session.scalars(select(Vetting).where(Vetting.person_id.in_(both))).all()
    known = {x.person_id: x for x in rows}
    kept, gone = known.get(both[0]), known.get(both[1])
    if gone is None:
        return
    if kept is None:
        gone.person_id = both[0]
    else:
        _take_over(kept, gone)
    audit.record(merging.actor, "people.vetting_merged", *rows)
    db.session.flush()


def _take_over(kept: Vetting, gone: Vetting) -> None:
    """What speaks against somebody goes over; the vetting that ends stays as it was sent."""
    for columns in _MARKS:
        if getattr(kept, columns[0]) is None and getattr(gone, columns[0]) is not None:
            for column in columns:
                setattr(kept, column, getattr(gone, column))
    if gone.state is State.OBJECTED and kept.state is not State.OBJECTED:
        kept.state, kept.state_since, kept.remark = gone.state, now(), gone.remark
        states.keep("vetting", kept.state, [kept.id], kept.state_since)
    elif is_open(gone) and kept.state is not State.OBJECTED and not is_open(kept):
        _ask_again(kept, gone)


def is_open(vetting: Vetting) -> bool:
    """The authority was asked, and no officer has entered an answer: ``queries.is_asked``."""
    return vetting.batch_id is not None and vetting.state in ASKED


def _ask_again(kept: Vetting, gone: Vetting) -> None:
    """What is not answered goes over like a mark, or merging would tell one from the other."""
    kept.batch_id = gone.batch_id
    if kept.state is not State.WAITING:
        kept.state, kept.state_since, kept.remark = State.WAITING, now(), None
        states.keep("vetting", kept.state, [kept.id], kept.state_since)
