"""Making badges count no more: at once, at every gate."""

from collections.abc import Sequence

from ceremony.badges import queries, signals
from ceremony.badges.models import Credential
from ceremony.badges.operations import custody, issuing
from ceremony.badges.states import LIFECYCLE, RevokedBecause
from ceremony.core.db import db
from ceremony.core.permissions import Actor, Permission, may


def revoke(
    *, actor: Actor, credentials: Sequence[Credential], reason: RevokedBecause
) -> Sequence[Credential]:
    """Make badges count no more; gates refuse them from the same instant."""
    LIFECYCLE.advance(actor, "revoke", *credentials, reason=RevokedBecause(reason))
    db.session.flush()
    custody.close(actor, credentials)
    signals.changed.send(None, ids=[x.accreditation_id for x in credentials])
    return credentials


def replace(
    *, actor: Actor, credential: Credential, reason: RevokedBecause, issue_new: bool = True
) -> Credential:
    """Revoke *credential* first, then issue one with a new serial if *issue_new*.

    A badge is never left to count because its finder may not issue another: that is left out.
    Whoever had one waiting to take over gets that one.

    :returns: the one that counts now, or the revoked one.
    """
    accreditation_id = credential.accreditation_id
    issues = issue_new and may(actor, Permission.BADGES_ISSUE)
    if issues:
        issuing.lock_serials(actor)
    revoke(actor=actor, credentials=[credential], reason=reason)
    if waiting := queries.live([accreditation_id]):
        return queries.credential(waiting[0].id)
    if not issues:
        return credential
    [new] = issuing.issue(actor=actor, accreditation_ids=[accreditation_id])
    return queries.credential(new)
