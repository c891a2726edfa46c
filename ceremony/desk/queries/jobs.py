"""Reading long work."""

from collections.abc import Sequence

from sqlalchemy import select

from ceremony.core.db import db
from ceremony.core.jobs import Job
from ceremony.core.permissions import Actor

MOST = 50


def jobs_of(actor: Actor) -> Sequence[Job]:
    """The last jobs that *actor* began, the newest first."""
    return db.session.scalars(
        select(Job)
        .where(Job.actor_kind == actor.kind, Job.actor_id == actor.id)
        .order_by(Job.id.desc())
        .limit(MOST)
    ).all()
