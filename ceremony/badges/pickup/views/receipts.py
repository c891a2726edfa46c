"""Custody receipts: what is out with whom, and what comes back."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from ceremony.badges.documents import receipt as paper
from ceremony.badges.operations import custody
from ceremony.badges.pickup import operations, receipts, search
from ceremony.badges.pickup.receipts import Whole
from ceremony.badges.pickup.views.blueprint import HAND_OVER, attempt, bp
from ceremony.core.forms import ticked
from ceremony.core.i18n import ngettext
from ceremony.core.paging import number
from ceremony.core.web import download, place, requires


@bp.get("/receipts")
@requires(HAND_OVER)
def every_receipt() -> ResponseReturnValue:
    is_open = request.args.get("which") != "all"
    page, counts = receipts.page(place(), is_open=is_open), receipts.counts()
    return render_template("badges/pickup/receipts.html", page=page, is_open=is_open, counts=counts)


@bp.get("/receipts/<int:receipt_id>")
@requires(HAND_OVER, load=receipts.whole)
def receipt(whole: Whole) -> ResponseReturnValue:
    return render_template("badges/pickup/receipt.html", whole=whole, receipt=whole.receipt)


@bp.get("/receipts/<int:receipt_id>.pdf")
@requires(HAND_OVER, load=receipts.whole)
def receipt_pdf(whole: Whole) -> ResponseReturnValue:
    name = f"{paper.number(whole.receipt.id)}.pdf"
    return download(paper.pdf(whole), "application/pdf", name)


@bp.post("/receipts/<int:receipt_id>/back")
@requires(HAND_OVER, load=receipts.whole)
def take_back(whole: Whole) -> ResponseReturnValue:
    ids = ticked(request.form)
    done = _returned(len(ids))
    return attempt(operations.take_back, _there(whole), done, whole=whole, ids=ids)


@bp.post("/receipts/<int:receipt_id>/confirmed")
@requires(HAND_OVER, load=receipts.whole)
def confirm(whole: Whole) -> ResponseReturnValue:
    ids = ticked(request.form)
    done = _collected(len(ids))
    return attempt(operations.confirm, _there(whole), done, whole=whole, ids=ids)


@bp.post("/receipts/<int:receipt_id>/scanned")
@requires(HAND_OVER, load=receipts.whole)
def scan_back(whole: Whole) -> ResponseReturnValue:
    """A badge that comes back, by what a scanner types."""
    serial = search.serial_of(request.form.get("words", ""))
    ids = [x.credential_id for x in whole.out if x.credential.serial == serial]
    done = _returned(len(ids))
    return attempt(operations.take_back, _there(whole), done, whole=whole, ids=ids)


@bp.post("/receipts/<int:receipt_id>/pins")
@requires(HAND_OVER, load=receipts.whole)
def return_pins(whole: Whole) -> ResponseReturnValue:
    count = number(request.form.get("count", "")) or 0
    done = ngettext("%(num)d pin is back.", "%(num)d pins are back.", count)
    return attempt(custody.return_pins, _there(whole), done, receipt=whole.receipt, count=count)


def _there(whole: Whole) -> str:
    return url_for("pickup.receipt", receipt_id=whole.receipt.id)


def _returned(count: int) -> str:
    return ngettext(
        "%(num)d badge is back. Gates refuse it.",
        "%(num)d badges are back. Gates refuse them.",
        count,
    )


def _collected(count: int) -> str:
    return ngettext(
        "%(num)d badge is with its holder.", "%(num)d badges are with their holders.", count
    )
