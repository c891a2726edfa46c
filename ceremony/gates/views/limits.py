"""How many a zone takes: of all, of one body, and by each gate while it has no network."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from ceremony.core.i18n import _
from ceremony.core.web import requires
from ceremony.gates import operations, queries
from ceremony.gates.forms import QuotaForm
from ceremony.gates.models import ZoneQuota
from ceremony.gates.views.blueprint import READ, SUPERVISE, attempt, bp, run_id


@bp.get("/limits")
@requires(READ)
def limits() -> ResponseReturnValue:
    return _page(QuotaForm())


@bp.post("/limits")
@requires(SUPERVISE)
def set_limit() -> ResponseReturnValue:
    form = QuotaForm()
    if quota := form.perform(operations.set_quota):
        name = queries.quota(quota.id).body.name
        flash(_("%(body)s: at most %(most)d at once.", body=name, most=quota.most), "go")
        return redirect(url_for("gates.limits"), 303)
    return _page(form)


@bp.post("/limits/<int:quota_id>/removal")
@requires(SUPERVISE, load=queries.quota)
def remove_limit(quota: ZoneQuota) -> ResponseReturnValue:
    """It can be put back by what the sentence says."""
    said = {"body": quota.body.name, "zone": quota.zone.code, "most": quota.most}
    done = _("%(body)s has no limit in zone %(zone)s any more; it was %(most)d.", **said)
    return attempt(operations.remove_quota, url_for("gates.limits"), done, quota=quota)


def _page(form: QuotaForm) -> ResponseReturnValue:
    return render_template(
        "gates/limits.html",
        form=form,
        shares=queries.shares(run_id()),
        heads=queries.heads(run_id()),
        checkpoints=queries.checkpoints(),
        zones=queries.counted_zones(),
    )
