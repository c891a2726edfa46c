"""The pages of vetting officers: the queue, one person, batches, answers."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import files
from ceremony.core.characters import without_odd_characters
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, lazy
from ceremony.core.permissions import Permission
from ceremony.core.registries import Hit, Search, registries
from ceremony.core.registries import Place as Line
from ceremony.core.web import download, perform, personal, place, requires
from ceremony.people.kinds import BodyKind
from ceremony.people.listing import MANY
from ceremony.people.vetting import answers as answering
from ceremony.people.vetting import batches, exchange, history, listing, operations, urgency, words
from ceremony.people.vetting.forms import ActForm, AnswersForm, chosen
from ceremony.people.vetting.listing import Filter, Tab
from ceremony.people.vetting.models import Vetting, VettingAnswers, VettingBatch
from ceremony.people.vetting.states import Answered

VET = Permission.PEOPLE_VET
SHOWN = 200  # rows of a file of answers on one page; those with problems have their own list
bp = Blueprint("vetting", __name__, url_prefix="/desk/vetting")


def _found(words_: str, most: int) -> list[Hit]:
    return [
        Hit(words.passport_name(x), x.body_name, url_for("vetting.person", vetting_id=x.id))
        for x in listing.search(words_, most)
    ]


registries.places.append(
    Line(
        lazy("Vetting"),
        "magnifying-glass",
        "vetting.queue",
        VET,
        lazy("Who comes"),
        35,
        listing.count_waiting,
    )
)
registries.searches.append(Search(lazy("Vetting"), VET, _found))


@bp.get("")
@requires(VET)
def queue() -> ResponseReturnValue:
    asked = Filter.read(request.args)
    at = place()
    page, counts = listing.queue(asked, at), listing.counts()
    return render_template(
        "people/vetting_queue.html",
        asked=asked,
        page=page,
        count=listing.count(asked, counts[asked.tab]) if asked.is_narrowed else counts[asked.tab],
        tabs=[(x.label, _address(asked, tab=x), counts[x], x is asked.tab) for x in Tab],
        back_url=_address(asked, before=page.before) if page.before else "",
        next_url=_address(asked, after=page.after) if page.after else "",
        kinds=list(BodyKind),
        many=MANY,
        words=words,
        elsewhere=[] if page.rows else _elsewhere(asked, counts),
        urgent=urgency.waiting(),
    )


def _elsewhere(asked: Filter, counts: Mapping[Tab, int]) -> list[tuple[str, str, int]]:
    """Under which other tabs somebody fits the same words: (tab, address, how many)."""
    if not asked.is_narrowed:
        return []
    others = [replace(asked, tab=x) for x in Tab if x is not asked.tab and counts[x]]
    found = [(x, listing.count(x, counts[x.tab])) for x in others]
    return [(x.tab.label, _address(x), MANY if n is None else n) for x, n in found if n != 0]


def _address(asked: Filter, **other: Any) -> str:
    return url_for("vetting.queue", **asked.arguments | other)


@bp.get("/<int:vetting_id>")
@requires(VET, load=listing.vetting)
def person(vetting: Vetting) -> ResponseReturnValue:
    return _show(vetting)


def _show(vetting: Vetting, **more: Any) -> ResponseReturnValue:
    acts = words.possible(vetting)
    return render_template(
        "people/vetting_person.html",
        vetting=vetting,
        person=vetting.person,
        acts={name: words.ACTS[name] for name in acts},
        form=ActForm(words.ACTS["clear"], vetting),
        history=history.of(vetting.id),
        next_id=listing.next_waiting(vetting.id),
        words=words,
        **{"document_number": None} | more,
    )


@bp.post("/<int:vetting_id>/document")
@requires(VET, load=listing.vetting)
def document(vetting: Vetting) -> ResponseReturnValue:
    shown = perform(operations.show_document, vetting=vetting)
    return _show(listing.vetting(vetting.id), document_number=shown)


@bp.get("/<int:vetting_id>/photograph")
@requires(VET, load=listing.vetting)
def photograph(vetting: Vetting) -> ResponseReturnValue:
    photo = vetting.person.photo
    if photo is None or not files.path(photo).exists():
        abort(404)
    return personal(Response(files.read(photo), mimetype="image/jpeg"))


def _act(vetting_id: int, deed: str) -> tuple[Vetting, str]:
    return listing.vetting(vetting_id), deed


@bp.route(f"/<int:vetting_id>/<any({', '.join(words.ACTS)}):deed>", methods=["GET", "POST"])
@requires(VET, load=_act)
def act(which: tuple[Vetting, str]) -> ResponseReturnValue:
    vetting, what = which[0], words.ACTS[which[1]]
    form = ActForm(what, vetting)
    if form.perform(what.operation, vetting=vetting):
        flash(str(what.done), "go")
        return redirect(url_for("vetting.person", vetting_id=vetting.id), 303)
    shown = listing.vetting(vetting.id)
    return render_template(
        "people/vetting_act.html", form=form, act=what, vetting=shown, words=words
    )


@bp.post("/batches")
@requires(VET)
def make_batch() -> ResponseReturnValue:
    ids = chosen(request.form)
    try:
        made = perform(batches.make, ids=ids)
    except DomainError as error:
        flash(str(error), "wait")
        return redirect(url_for("vetting.queue"), 303)
    flash(words.batch_made(made.number, made.count, len(ids)), "go")
    return redirect(url_for("vetting.batch", batch_id=made.id), 303)


@bp.get("/batches")
@requires(VET)
def every_batch() -> ResponseReturnValue:
    page = batches.listed(place())
    back, on = ({"before": page.before}, {"after": page.after})
    return render_template(
        "people/vetting_batches.html",
        batches=page.rows,
        back_url=url_for("vetting.every_batch", **back) if page.before else "",
        next_url=url_for("vetting.every_batch", **on) if page.after else "",
    )


@bp.route("/batches/<int:batch_id>", methods=["GET", "POST"])
@requires(VET, load=batches.batch)
def batch(batch: VettingBatch) -> ResponseReturnValue:
    form = AnswersForm()
    if form.validate_on_submit():
        try:
            kept = _kept(form, batch)
            return redirect(url_for("vetting.answers", answers_id=kept.id), 303)
        except DomainError as error:
            form.refuse(error)
    return render_template(
        "people/vetting_batch.html", form=form, batch=batch, words=words, **_facts(batch)
    )


def _facts(batch: VettingBatch) -> dict[str, Any]:
    """How far it is, who was sent with it, and what waits for an officer."""
    page, address = batches.people(batch, place()), partial(url_for, "vetting.batch")
    return {
        "progress": batches.progress(batch),
        "waiting": answering.waiting(batch),
        "page": page,
        "late": batches.late(batch),
        "back_url": address(batch_id=batch.id, before=page.before) if page.before else "",
        "next_url": address(batch_id=batch.id, after=page.after) if page.after else "",
    }


def _kept(form: AnswersForm, batch: VettingBatch) -> VettingAnswers:
    """Read first, which may take a second; write after."""
    sent = form.file.data
    rows = exchange.read(sent.read(exchange.MAX_BYTES + 1))
    name = without_odd_characters(sent.filename or "")[-120:]
    return perform(answering.keep, batch=batch, name=name, rows=rows)


@bp.post("/batches/<int:batch_id>/export")
@requires(VET, load=batches.batch)
def export(batch: VettingBatch) -> ResponseReturnValue:
    rows = perform(batches.export, batch=batch)
    name = f"vetting-{batch.number}.csv"
    return download(exchange.write(rows), "text/csv", name)


@bp.get("/answers/<int:answers_id>")
@requires(VET, load=answering.answers_of)
def answers(answers: VettingAnswers) -> ResponseReturnValue:
    if answers.state is not Answered.OPEN:
        return redirect(url_for("vetting.batch", batch_id=answers.batch_id), 303)
    review, only = answering.review(answers), request.args.get("show") == "problems"
    rows = [x for x in review.rows if x.finding or not only]
    return render_template(
        "people/vetting_answers.html",
        answers=answers,
        review=review,
        only=only,
        rows=rows[:SHOWN],
        more=len(rows[SHOWN:]),
        words=words,
    )


@bp.post("/answers/<int:answers_id>/accept")
@requires(VET, load=answering.answers_of)
def accept(answers: VettingAnswers) -> ResponseReturnValue:
    outcome, leave_out = request.form.get("outcome", ""), "leave_out" in request.form
    try:
        counts = perform(answering.accept, answers=answers, outcome=outcome, leave_out=leave_out)
        flash(words.imported(counts), "go")
    except DomainError as error:
        flash(str(error), "stop")
    return redirect(url_for("vetting.answers", answers_id=answers.id), 303)


@bp.post("/answers/<int:answers_id>/discard")
@requires(VET, load=answering.answers_of)
def discard(answers: VettingAnswers) -> ResponseReturnValue:
    batch_id = answers.batch_id
    try:
        perform(answering.discard, answers=answers)
        flash(_("The answers were discarded. Nothing was imported from them."), "go")
    except DomainError as error:
        flash(str(error), "stop")
    return redirect(url_for("vetting.batch", batch_id=batch_id), 303)
