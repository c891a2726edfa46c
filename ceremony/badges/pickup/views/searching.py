"""The first page of the pick-up desk: the search, what was handed over last, the queue."""

from typing import Any

from flask import flash, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from ceremony.badges.pickup import queries, search
from ceremony.badges.pickup.search import Found
from ceremony.badges.pickup.views.blueprint import HAND_OVER, READ, bp
from ceremony.core import settings
from ceremony.core.web import actor, etagged, perform, requires

SECONDS = 15
LEFT = 12


@bp.get("")
@requires(HAND_OVER)
def index() -> ResponseReturnValue:
    return render_template("badges/pickup/index.html", recent=queries.recent(actor()), **_queue())


@bp.get("/figures")
@requires(HAND_OVER)
def figures() -> ResponseReturnValue:
    """The figures of the queue alone; the same ones are not sent twice."""
    response = make_response(render_template("badges/pickup/figures.html", **_queue()))
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["As-Of"] = settings.current().local_now.strftime("%H:%M:%S")
    return etagged(response)


def _queue() -> dict[str, Any]:
    facts = {"figures": queries.figures(), "hours": queries.by_hour()}
    return facts | {"left": queries.left(LEFT), "seconds": SECONDS}


@bp.get("/left")
@requires(HAND_OVER)
def left() -> ResponseReturnValue:
    """Every body whose people have not all collected."""
    return render_template("badges/pickup/left.html", rows=queries.left())


@bp.post("")
@requires(HAND_OVER)
def look() -> ResponseReturnValue:
    """What was looked for is sent, not put into the address: it may be a document."""
    words = request.form.get("words", "")
    if not words.strip():
        return redirect(url_for("pickup.index"), 303)
    if search.is_document(words):
        found = perform(search.find, words=words)
    else:  # nothing is recorded: it waits for nobody who writes
        found = search.find(actor=actor(), words=words)
    return _opened(found) if found.is_one else _listed(found, words)


def _opened(found: Found) -> ResponseReturnValue:
    """The one thing that was found; of a document that fits, its page knows once."""
    for tone, sentence in found.notes:
        flash(sentence, tone)
    if found.document and {tone for tone, _said in found.notes} == {"go"}:
        session[READ] = found.persons[0]
    return redirect(_address(found), 303)


def _listed(found: Found, words: str) -> ResponseReturnValue:
    """What was read from a document is shown to nobody: only what was typed stands there again."""
    return render_template(
        "badges/pickup/found.html",
        found=found,
        hits=queries.hits(found.persons),
        said="" if search.is_document(words) else words.strip()[:100],
        lines=words if found.document else "",
    )


def _address(found: Found) -> str:
    if found.receipt_id is not None:
        return url_for("pickup.receipt", receipt_id=found.receipt_id)
    if found.bodies:
        return url_for("pickup.body", body_code=found.bodies[0].code)
    return url_for("pickup.show", person_id=found.persons[0])
