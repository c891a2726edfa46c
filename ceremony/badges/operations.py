"""Changing credentials. Each function checks, changes, records."""

from collections.abc import Sequence

from sqlalchemy import delete, func, insert, select

from ceremony.badges import queries, signals, signing
from ceremony.badges.models import Credential, CredentialKey, Outdated
from ceremony.badges.states import LIFECYCLE, RevokedBecause, State
from ceremony.core import audit, jobs, states
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, may, require
from ceremony.people import queries as people
from ceremony.people.models import Accreditation
from ceremony.people.states import State as RightToPass

MOST = 10_000  # ids in one statement


class NothingToPrint(DomainError):
    """No credential that counts matches."""


class NoRightToPass(DomainError):
    """A badge is made only of an approved accreditation."""

    status = 409


def issue(*, actor: Actor, accreditation_ids: Sequence[int]) -> list[int]:
    """Give each accreditation a credential with the next serial, in a few statements.

    Whoever has one that counts keeps it: at most one for each.

    :returns: the ids of the new credentials.
    :raises NoRightToPass: one of them is not approved.
    """
    require(actor, Permission.BADGES_ISSUE)
    key = _lock(actor)
    served = {x.accreditation_id for x in queries.live(accreditation_ids)}
    waiting = [x for x in people.accreditations(accreditation_ids) if x.id not in served]
    if any(x.state is not RightToPass.APPROVED for x in waiting):
        raise NoRightToPass(_("Only an approved accreditation gets a badge."))
    if not waiting:
        return []
    first = (db.session.scalar(select(func.max(Credential.serial))) or 0) + 1
    rows = [_row(x, serial, key.key_id) for serial, x in enumerate(waiting, first)]
    ids = list(db.session.scalars(insert(Credential).returning(Credential.id), rows))
    audit.record_ids(actor, "badges.issued", "credential", ids)
    states.keep("credential", State.ISSUED, ids, now())
    signals.changed.send(None, ids=[x.id for x in waiting])
    return ids


def revoke(
    *, actor: Actor, credentials: Sequence[Credential], reason: RevokedBecause
) -> Sequence[Credential]:
    """Make badges count no more; gates refuse them from the same instant."""
    LIFECYCLE.advance(actor, "revoke", *credentials, reason=RevokedBecause(reason))
    db.session.flush()
    signals.changed.send(None, ids=[x.accreditation_id for x in credentials])
    return credentials


def replace(
    *, actor: Actor, credential: Credential, reason: RevokedBecause, issue_new: bool = True
) -> Credential:
    """Revoke *credential* first, then issue one with a new serial if *issue_new*.

    A badge is never left to count because its finder may not issue another: that is left out.

    :returns: the new one, or the revoked one.
    """
    accreditation_id = credential.accreditation_id
    issues = issue_new and may(actor, Permission.BADGES_ISSUE)
    if issues:
        _lock(actor)
    revoke(actor=actor, credentials=[credential], reason=reason)
    if not issues:
        return credential
    [new] = issue(actor=actor, accreditation_ids=[accreditation_id])
    return queries.credential(new)


def replace_outdated(*, actor: Actor, ids: Sequence[int]) -> list[int]:
    """Revoke those of *ids* that no longer say what is true, and issue new ones that do.

    :returns: the ids of the new ones; whoever was replaced in between keeps the new badge.
    """
    require(actor, Permission.BADGES_ISSUE)
    _lock(actor)
    old = queries.credentials(list(queries.outdated_ids(queries.Filter(), ids=ids)))
    if not old:
        return []
    revoke(actor=actor, credentials=old, reason=RevokedBecause.REPLACED)
    return issue(actor=actor, accreditation_ids=[x.accreditation_id for x in old])


def compare(accreditation_ids: Sequence[int]) -> None:
    """Note which credentials no longer say what is true of these accreditations."""
    for start in range(0, len(accreditation_ids), MOST):
        ids = accreditation_ids[start : start + MOST]
        held = select(Credential.id).where(Credential.accreditation_id.in_(ids))
        db.session.execute(delete(Outdated).where(Outdated.credential_id.in_(held)))
        if differing := queries.differing(ids):
            db.session.execute(insert(Outdated), [{"credential_id": x} for x in differing])


def start_printing(*, actor: Actor, ids: Sequence[int]) -> jobs.Job:
    """Queue the making of one PDF of these credentials, in this order.

    :raises NothingToPrint: there are none.
    """
    require(actor, Permission.BADGES_PRINT)
    if not ids:
        raise NothingToPrint(_("No badge that counts matches this filter."))
    job = jobs.start("badges.print", actor=actor, total=len(ids), ids=list(ids))
    audit.record(actor, "badges.print_started", job, badges=len(ids))
    return job


def stop_printing(*, actor: Actor, job: jobs.Job) -> jobs.Job:
    """Let no further badges be made."""
    stopped = jobs.stop(actor=actor, stopped=job)
    audit.record(actor, "badges.print_stopped", stopped)
    return stopped


def _lock(actor: Actor) -> CredentialKey:
    """Before any row of a credential, in the same order everywhere: nobody waits in a circle."""
    key = signing.active_key(actor=actor)
    lock("badges.serial")
    return key


def _row(accreditation: Accreditation, serial: int, key_id: int) -> dict[str, object]:
    return {
        "accreditation_id": accreditation.id,
        "serial": serial,
        "key_id": key_id,
        "category_code": accreditation.category.code,
        "zones": accreditation.zones,
        "valid_from": accreditation.valid_from.replace(microsecond=0),
        "valid_until": accreditation.valid_until.replace(microsecond=0),
        "state": State.ISSUED,
        "state_since": now(),
    }
