"""Badges and the hands they pass through: collected, taken along for others, given back."""

from collections.abc import Sequence

from sqlalchemy import select

from ceremony.badges import queries, signals
from ceremony.badges.documents.face import serial_text
from ceremony.badges.models import Credential, Receipt, ReceiptItem
from ceremony.badges.operations import comparing, custody, revoking
from ceremony.badges.states import LIFECYCLE, RevokedBecause, State
from ceremony.core import audit
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _, ngettext
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people.kinds import PassKind
from ceremony.people.states import State as RightToPass


class NothingToGive(DomainError):
    """A receipt names at least one badge or pin."""


class Ended(DomainError):
    """A personal badge that was given back counts no more; its holder gets a new one."""

    status = 409


class NotGenuine(DomainError):
    """The key that signed a badge was withdrawn: gates refuse it, so nobody is given it."""

    status = 409


class Expired(DomainError):
    """Gates refuse a badge whose validity is over: nobody is given it."""

    status = 409


class NotHere(DomainError):
    """What somebody shall take along does not lie at the desk, or not any more."""

    status = 409


class OfAnother(DomainError):
    """A badge or a floater goes to the body that sends its holder, or that it belongs to."""


class TookOver(DomainError):
    """What ended an older badge cannot be made not to have been handed over."""

    status = 409


def hand_over(
    *, actor: Actor, credentials: Sequence[Credential], checks: Sequence[str] = ()
) -> Sequence[Credential]:
    """Give each badge to its holder; the one it takes over from ends with that.

    :param checks: codes of what was looked at, for the record.
    """
    again = _demand_usable(credentials)
    LIFECYCLE.advance(actor, "hand_over", *credentials)
    if checks:
        audit.record(actor, "badges.checked", *credentials, checks=sorted(checks))
    custody.close(actor, credentials)
    _take_over(actor, credentials)
    if again:
        comparing.compare(again)
    signals.changed.send(None, ids=[x.accreditation_id for x in credentials])
    return credentials


def give_to_bearer(
    *,
    actor: Actor,
    credentials: Sequence[Credential],
    body_id: int,
    bearer: str,
    bearer_id: int | None = None,
    pins: int = 0,
    note: str = "",
    after: int | None = None,
) -> Receipt:
    """Let *bearer* take badges, floaters and pins along for a body, against a receipt.

    A personal badge is then issued to bearer, not collected: what its holder has goes on
    counting. What changes hands is on loan.

    :param bearer_id: id of the bearer's person, if registered.
    :param after: the newest receipt of the body when the form was opened, 0 if it had none.
    :returns: the receipt; the earlier one where the same form was sent twice.
    """
    require(actor, Permission.BADGES_HAND_OVER)
    receipt = Receipt(body_id=body_id, bearer_id=bearer_id, given_at=now(), pins=pins)
    receipt.bearer, receipt.note = bearer.strip(), note.strip()
    if after is not None and (same := _sent_before(receipt, credentials, after)):
        return same
    _demand_complete(receipt, credentials)
    custody.take_pins(pins)
    again = _demand_usable(credentials)
    _demand_here(credentials)
    lent = [x for x in credentials if not _is_personal(x)]
    LIFECYCLE.advance(actor, "give_to_bearer", *(x for x in credentials if _is_personal(x)))
    LIFECYCLE.advance(actor, "hand_over", *lent)
    _keep(actor, receipt, credentials)
    _take_over(actor, lent)
    if again:
        comparing.compare(again)
    signals.changed.send(None, ids=[x.accreditation_id for x in credentials])
    return receipt


def _sent_before(receipt: Receipt, credentials: Sequence[Credential], after: int) -> Receipt | None:
    """A receipt for the same, made since the form was opened."""
    lock("badges.receipts", receipt.body_id)
    columns = (Receipt.body_id, Receipt.bearer, Receipt.pins, Receipt.note)
    alike = [x == getattr(receipt, x.key) for x in columns]
    wanted = {x.id for x in credentials}
    for earlier in db.session.scalars(select(Receipt).where(Receipt.id > after, *alike)):
        named = select(ReceiptItem.credential_id).where(ReceiptItem.receipt_id == earlier.id)
        if set(db.session.scalars(named)) == wanted:
            return earlier
    return None


def _demand_complete(receipt: Receipt, credentials: Sequence[Credential]) -> None:
    if not receipt.bearer:
        raise DomainError(_("Say who takes them along."), field="bearer")
    if not credentials and not receipt.pins:
        raise NothingToGive(_("Choose at least one badge or pin."))
    theirs = queries.of_body(receipt.body_id, [x.id for x in credentials])
    if others := [x for x in credentials if x.id not in theirs]:
        named = _named(others)
        raise OfAnother(_("This belongs to another delegation: %(badges)s.", badges=named))


def _demand_here(credentials: Sequence[Credential]) -> None:
    """Whatever was taken, or ended, since the form was opened is left out by nobody silently."""
    gone = [x for x in credentials if x.state not in {State.PRINTED, State.RETURNED}]
    if gone:
        raise NotHere(_("No longer to be given: %(badges)s. Choose again.", badges=_named(gone)))


def _named(credentials: Sequence[Credential]) -> str:
    return ", ".join(
        f"{x.accreditation.pass_name} ({serial_text(x.serial)}, {x.word})" for x in credentials
    )


def _keep(actor: Actor, receipt: Receipt, credentials: Sequence[Credential]) -> None:
    db.session.add(receipt)
    db.session.flush()
    items = [ReceiptItem(receipt_id=receipt.id, credential_id=x.id) for x in credentials]
    db.session.add_all(items)
    badges, pins = len(items), receipt.pins
    audit.record(actor, "badges.receipt_made", receipt, *items, badges=badges, pins=pins)


def put_back(*, actor: Actor, credentials: Sequence[Credential]) -> Sequence[Credential]:
    """It was not handed over after all, and lies at the desk as before.

    :raises TookOver: an older one ended when it was handed over; that cannot be undone.
    """
    collected = [x for x in credentials if x.state is State.COLLECTED]
    if any(x.reissued_because for x in collected):
        raise TookOver(_("The badge before it ended when this one was handed over. Take it back."))
    LIFECYCLE.advance(actor, "put_back", *credentials)
    custody.close(actor, credentials)
    signals.changed.send(None, ids=[x.accreditation_id for x in credentials])
    return credentials


def take_back(*, actor: Actor, credentials: Sequence[Credential]) -> Sequence[Credential]:
    """Take badges back: gates refuse them from then on. What changes hands is in stock again."""
    LIFECYCLE.advance(actor, "take_back", *credentials)
    custody.close(actor, credentials)
    signals.changed.send(None, ids=[x.accreditation_id for x in credentials])
    return credentials


def _is_personal(credential: Credential) -> bool:
    return credential.accreditation.category.pass_kind is PassKind.PERSONAL


def _demand_usable(credentials: Sequence[Credential]) -> list[int]:
    """Refuse what counts no more, or would be refused at every gate.

    :returns: the rights to pass of those that were given back: what is true of them may have
        changed while they lay in stock.
    """
    returned = [x for x in credentials if x.state is State.RETURNED]
    if ended := [x for x in returned if _is_personal(x)]:
        raise Ended(
            ngettext(
                "This badge was given back and ended with that. Issue a new one.",
                "%(num)d of these badges were given back and ended with that. Issue new ones.",
                len(ended),
            )
        )
    _demand_passing(credentials)
    again = [x.accreditation_id for x in returned]
    if again:
        lock("badges.faces")  # before any row of a credential
    if again or any(x.takes_over for x in credentials):
        lock("badges.serial")  # nobody issues, replaces or ends one of them just now
    for credential in returned:
        db.session.refresh(credential.accreditation, ["state"])
    if any(x.accreditation.state is not RightToPass.APPROVED for x in returned):
        raise Ended(_("This pass was ended."))
    if queries.live(again):
        raise Ended(_("This pass has a new badge: give that one."))
    return again


def _demand_passing(credentials: Sequence[Credential]) -> None:
    """Refuse what gates would."""
    if queries.are_any_not_genuine(credentials):
        raise NotGenuine(_("The key that signed a badge was withdrawn. Make that badge anew."))
    if late := [x for x in credentials if x.is_over]:
        raise Expired(
            ngettext(
                "This badge has expired, and gates refuse it: %(badges)s. Ask the registrar.",
                "These badges have expired, and gates refuse them: %(badges)s. Ask the registrar.",
                len(late),
                badges=_named(late),
            )
        )


def _take_over(actor: Actor, credentials: Sequence[Credential]) -> None:
    """End what these replace."""
    new = [x for x in credentials if x.takes_over]
    if not new:
        return
    held = queries.live([x.accreditation_id for x in new])
    if old := [x for x in held if not x.takes_over]:
        revoking.revoke(actor=actor, credentials=old, reason=RevokedBecause.REPLACED)
    for credential in new:
        credential.takes_over = False
    audit.record(actor, "badges.took_over", *new)
    db.session.flush()
