"""The audit trail."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core import settings
from ceremony.core.i18n import lazy
from ceremony.core.pages import page_url
from ceremony.core.paging import number
from ceremony.core.permissions import Permission, may
from ceremony.core.registries import Place, registries
from ceremony.core.web import actor, requires
from ceremony.desk import events, subjects
from ceremony.desk.queries import audit as queries
from ceremony.desk.views.blueprint import bp

registries.places.append(
    Place(
        lazy("Audit trail"),
        "clock-counter-clockwise",
        "desk.audit",
        Permission.AUDIT_READ,
        lazy("Afterwards"),
        90,
    )
)

ASKED = ("actor", "event", "subject", "day")


@bp.get("/desk/audit")
@requires(Permission.AUDIT_READ)
def audit() -> ResponseReturnValue:
    filters, before = _filters(), number(request.args.get("before", ""))
    page = queries.page(filters, before)
    kept = {name: request.args.get(name, "") for name in ASKED}
    return render_template(
        "desk/audit.html",
        page=page,
        kept=kept,
        is_filtered=any(kept.values()),
        actors=queries.actors(),
        events=events,
        labels=subjects.labels(page.lines),
        links=subjects.links(page.lines),
        subjects=subjects,
        newest=page_url() if before else None,
        older=page_url(before=page.older) if page.older else None,
    )


def _filters() -> queries.Filters:
    """What the URL asks for; what cannot be meant is left out."""
    kind, _colon, actor_id = request.args.get("actor", "").partition(":")
    table, _colon, subject_id = request.args.get("subject", "").partition(":")
    return queries.Filters(
        actor_kind=kind or None,
        actor_id=number(actor_id),
        event=request.args.get("event") or None,
        subject_type=table or None,
        subject_id=number(subject_id),
        with_vetting=may(actor(), Permission.PEOPLE_VET),
        **_day(request.args.get("day", "")),
    )


def _day(text: str) -> dict[str, Any]:
    """From midnight to midnight in the ceremony's zone."""
    try:
        day = date.fromisoformat(text)
        zone = settings.current().zone
        ends = (datetime.combine(x, time.min, zone) for x in (day, day + timedelta(days=1)))
        since, until = (x.astimezone(UTC) for x in ends)
        return {"since": since, "until": until}
    except (ValueError, OverflowError):
        return {}
