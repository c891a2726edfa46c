"""One's own jobs: what runs, what is done, and where its result is."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core.i18n import lazy
from ceremony.core.jobs import Job, State
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.desk.queries import jobs as queries
from ceremony.desk.views.blueprint import bp

# What each kind of job is called, the page that shows it, and the file that it makes.
KINDS = {"badges.print": (lazy("Printing badges"), "badges.progress", "badges.printed")}


@bp.get("/desk/jobs")
@requires(Permission.DESK)
def jobs() -> ResponseReturnValue:
    return render_template(
        "desk/jobs.html", jobs=queries.jobs_of(current_user), say=_say, url=_url, file=_file
    )


def _say(job: Job) -> str:
    return str(KINDS[job.name][0]) if job.name in KINDS else job.name


def _url(job: Job) -> str | None:
    return url_for(KINDS[job.name][1], job_id=job.id) if job.name in KINDS else None


def _file(job: Job) -> str | None:
    """Where what it made is, once it is done."""
    if job.state is not State.DONE or job.name not in KINDS:
        return None
    return url_for(KINDS[job.name][2], job_id=job.id)
