"""What was scanned: listed, narrowed, counted by reason, taken away."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from ceremony.core import runs, settings
from ceremony.core.i18n import _
from ceremony.core.paging import number
from ceremony.core.web import actor, download, perform, place, requires
from ceremony.gates import exporting, operations, queries, saying, words
from ceremony.gates.models import Method
from ceremony.gates.queries import Asked
from ceremony.gates.verdict import Code
from ceremony.gates.views.asking import Filter, gates, one_of, uuid, yes_or_no
from ceremony.gates.views.blueprint import READ, bp, run_id


@bp.get("/scans")
@requires(READ)
def scans() -> ResponseReturnValue:
    asked = _asked()
    page = queries.scans(actor(), asked, place(uuid))
    return render_template("gates/scans.html", asked=asked, page=page, filters=_filters(asked))


@bp.get("/refused")
@requires(READ)
def refused() -> ResponseReturnValue:
    rows = queries.refused_by_reason(actor(), run_id())
    return render_template("gates/refused.html", rows=rows, run_id=run_id())


@bp.post("/scans/export/<kind>")
@requires(READ)
def export_scans(kind: str) -> ResponseReturnValue:
    """The list as it is narrowed, all of it, as a file."""
    asked = _asked()
    if kind not in exporting.KINDS or asked.run_id is None:
        abort(404)
    content, rows = exporting.scans(actor(), kind, asked, by=getattr(actor(), "name", ""))
    taken = {"what": "scans", "kind": kind, "rows": rows}
    perform(operations.record_taken, run_id=asked.run_id, **taken)
    name = f"scans-{settings.current().local_now:%Y-%m-%d-%H%M}.{kind}"
    return download(content, exporting.KINDS[kind], name)


def _asked() -> Asked:
    """What URL or form ask for, of the run that goes on; what nobody can mean is left out."""
    given = request.values
    run = given.get("run", type=number)
    return Asked(
        run_id=run_id() if run is None else run,
        verdict=one_of(Code, given.get("verdict", "")),
        checkpoint_id=given.get("checkpoint", type=number),
        device_id=given.get("device", type=number),
        method=one_of(Method, given.get("method", "")),
        offline=yes_or_no(given.get("offline", "")),
        override=yes_or_no(given.get("override", "")),
        reason=given.get("reason") if given.get("reason") in saying.REASONS else None,
    )


def _filters(asked: Asked) -> list[Filter]:
    """The selects above the list, with what is chosen in each."""
    every = runs.every()
    verdicts = queries.verdicts(actor())
    yes_no = {True: "yes", False: "no", None: None}
    found: list[Filter] = [
        ("verdict", _("Verdict"), [(x, words.short(x)) for x in verdicts], asked.verdict),
        ("checkpoint", _("Checkpoint"), gates(), asked.checkpoint_id),
        (
            "device",
            _("Device"),
            [(x.Device.id, x.Device.name) for x in queries.devices()],
            asked.device_id,
        ),
        ("method", _("Read by"), [(x, x.label) for x in Method], asked.method),
        (
            "offline",
            _("Network"),
            [("yes", _("Offline")), ("no", _("Online"))],
            yes_no[asked.offline],
        ),
        (
            "override",
            _("Override"),
            [("yes", _("Overridden")), ("no", _("Not overridden"))],
            yes_no[asked.override],
        ),
    ]
    if asked.reason:
        said = str(saying.REASONS[asked.reason])
        found.append(("reason", _("Reason"), [(asked.reason, said)], asked.reason))
    if len(every) > 1:
        found.insert(0, ("run", _("Run"), [(x.id, x.label) for x in every], asked.run_id))
    return found
