"""One's own jobs: what runs, what is done, and where its result is."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core.jobs import Job
from ceremony.core.permissions import Permission
from ceremony.core.registries import JobKind, registries
from ceremony.core.web import requires
from ceremony.desk.queries import jobs as queries
from ceremony.desk.views.blueprint import bp


@bp.get("/desk/jobs")
@requires(Permission.DESK)
def jobs() -> ResponseReturnValue:
    return render_template("desk/jobs.html", jobs=queries.jobs_of(current_user), kind=_kind)


def _kind(job: Job) -> JobKind:
    """Work whose slice is no longer there still has its name."""
    return registries.jobs.get(job.name) or JobKind(job.name)
