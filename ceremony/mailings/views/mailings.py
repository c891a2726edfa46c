"""One mailing, from its first words to its last mail."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.core import jobs
from ceremony.core.clock import now
from ceremony.core.errors import DomainError
from ceremony.core.i18n import ngettext
from ceremony.core.mail.languages import choices
from ceremony.core.mail.rendering import plain_letter
from ceremony.core.permissions import Permission
from ceremony.core.web import perform, place, requires
from ceremony.mailings import operations, plans, queries, words
from ceremony.mailings.audiences import Recipient
from ceremony.mailings.forms import LetterForm, ReleaseForm
from ceremony.mailings.models import Mailing
from ceremony.mailings.plans import Plan
from ceremony.mailings.states import State
from ceremony.mailings.views.blueprint import asked, beside, bp
from ceremony.mailings.views.messages import tabs

SHOWN = 3  # mails on the page that asks
NAMED = 10  # of those who are left out


@bp.get("/desk/mail/mailings")
@requires(Permission.MAIL_READ)
def mailings() -> ResponseReturnValue:
    page = queries.mailings(place())
    counts = queries.counts_of([row[0].id for row in page.rows])
    return render_template("mailings/mailings.html", page=page, counts=counts, **beside(page))


@bp.get("/desk/mail/mailings/<int:mailing_id>")
@requires(Permission.MAIL_READ, load=queries.mailing)
def mailing(shown: Mailing) -> ResponseReturnValue:
    if shown.state is State.DRAFT and not shown.is_written:
        return redirect(url_for("mailings.write", mailing_id=shown.id), 303)
    if shown.state in {State.DRAFT, State.DISCARDED}:
        return _preview(shown, ReleaseForm(formdata=None))
    return _log(shown)


def _preview(shown: Mailing, form: ReleaseForm) -> ResponseReturnValue:
    plan = plans.plan(shown)
    form.count.data = len(plan.to)
    return render_template(
        "mailings/preview.html",
        mailing=shown,
        form=form,
        plan=plan,
        letters=[(x, plain_letter(*plan.wording.letter(x))) for x in _samples(plan)],
        languages=dict(choices()),
        most=NAMED,
    )


def _samples(plan: Plan) -> list[Recipient]:
    """The first who read it in each language; the first of all where there is one."""
    by_language = {plan.wording.language(x): x for x in reversed(plan.to)}
    if len(by_language) > 1:
        return [by_language[x] for x, _count in plan.languages.most_common()]
    return plan.to[:SHOWN]


def _log(shown: Mailing) -> ResponseReturnValue:
    wanted = asked(shown.id)
    page, counts = queries.messages(wanted, place()), queries.counts(wanted)
    job = jobs.get(shown.job_id) if shown.job_id else None
    waiting = sum(counts[x] for x in queries.WAITING)
    return render_template(
        "mailings/progress.html" if "HX-Request" in request.headers else "mailings/mailing.html",
        mailing=shown,
        asked=wanted,
        page=page,
        job=job,
        counts=counts,
        waiting=waiting,
        is_over=(job is None or job.is_over) and not waiting,
        is_held=shown.leaves_at is not None and now() < shown.leaves_at,
        author=queries.author(shown),
        tabs=tabs("mailings.mailing", wanted, counts, mailing_id=shown.id),
        **beside(page),
    )


@bp.route("/desk/mail/mailings/<int:mailing_id>/write", methods=["GET", "POST"])
@requires(Permission.MAIL_WRITE, load=queries.mailing)
def write(shown: Mailing) -> ResponseReturnValue:
    if shown.state is not State.DRAFT:
        return redirect(url_for("mailings.mailing", mailing_id=shown.id), 303)
    form = LetterForm(shown)
    if form.perform(operations.write, mailing=shown):
        return redirect(url_for("mailings.mailing", mailing_id=shown.id), 303)
    return render_template(
        "mailings/write.html",
        mailing=shown,
        form=form,
        prepared=words.PREPARED,
        phrase=request.args.get("phrase", ""),
    )


@bp.post("/desk/mail/mailings/<int:mailing_id>/release")
@requires(Permission.MAIL_WRITE, load=queries.mailing)
def release(shown: Mailing) -> ResponseReturnValue:
    form, facts = ReleaseForm(), {"ids": plans.plan(shown).ids, "version": shown.version}
    if form.perform(operations.release, mailing=shown, **facts) or shown.state is not State.DRAFT:
        return redirect(url_for("mailings.mailing", mailing_id=shown.id), 303)
    return _preview(shown, form)


@bp.post("/desk/mail/mailings/<int:mailing_id>/stop")
@requires(Permission.MAIL_WRITE, load=queries.mailing)
def stop(shown: Mailing) -> ResponseReturnValue:
    mailing_id = shown.id
    try:
        count = perform(operations.stop, mailing=shown)
        text = ngettext("%(num)d mail was taken back.", "%(num)d mails were taken back.", count)
        flash(text, "go")
    except DomainError as error:
        flash(str(error), "wait")
    return redirect(url_for("mailings.mailing", mailing_id=mailing_id), 303)


@bp.post("/desk/mail/mailings/<int:mailing_id>/again")
@requires(Permission.MAIL_WRITE, load=queries.mailing)
def again(shown: Mailing) -> ResponseReturnValue:
    mailing_id = shown.id
    count = perform(operations.send_failed_again, mailing=shown)
    flash(ngettext("%(num)d mail is sent again.", "%(num)d mails are sent again.", count), "go")
    return redirect(url_for("mailings.mailing", mailing_id=mailing_id), 303)


@bp.post("/desk/mail/mailings/<int:mailing_id>/discard")
@requires(Permission.MAIL_WRITE, load=queries.mailing)
def discard(shown: Mailing) -> ResponseReturnValue:
    try:
        perform(operations.discard, mailing=shown)
    except DomainError as error:
        flash(str(error), "wait")
    return redirect(url_for("mailings.mailings"), 303)
