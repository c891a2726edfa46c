"""One's own long work: what runs, what is done, and where its result is."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from ceremony.core.i18n import lazy
from ceremony.core.jobs import Job
from ceremony.core.permissions import Permission
from ceremony.core.web import requires
from ceremony.desk.queries import jobs as queries
from ceremony.desk.views.blueprint import bp

# What each kind of job is called, and the page that shows it.
KINDS = {"badges.print": (lazy("Printing badges"), "badges.progress")}


@bp.get("/desk/jobs")
@requires(Permission.DESK)
def jobs() -> ResponseReturnValue:
    return render_template("desk/jobs.html", jobs=queries.jobs_of(current_user), say=_say, url=_url)


def _say(job: Job) -> str:
    return str(KINDS[job.name][0]) if job.name in KINDS else job.name


def _url(job: Job) -> str | None:
    return url_for(KINDS[job.name][1], job_id=job.id) if job.name in KINDS else None
