"""Giving a right to pass its badge, and the badge that takes over from one."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select

from ceremony.badges import queries, signals, signing
from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.operations import revoking
from ceremony.badges.states import ON_PAPER, RevokedBecause, State
from ceremony.core import audit, states
from ceremony.core.clock import now
from ceremony.core.db import db, in_parts, lock
from ceremony.core.errors import DomainError, demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import queries as people
from ceremony.people.models import Accreditation
from ceremony.people.states import State as RightToPass


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
    key = lock_serials(actor)
    served = {x.accreditation_id for x in queries.live(accreditation_ids)}
    waiting = [x for x in people.rights(accreditation_ids) if x.id not in served]
    if any(x.state is not RightToPass.APPROVED for x in waiting):
        raise NoRightToPass(_("Only an approved accreditation gets a badge."))
    return _insert(actor, key, waiting, "badges.issued")


def reprint(*, actor: Actor, ids: Sequence[int], reason: str) -> list[int]:
    """Make each of the printed badges *ids* anew, with a new serial and what is true now.

    One that nobody printed follows by itself. The old one goes on counting until the new one
    is handed over. A new one that nobody has yet and that is out of date itself ends at once.

    :returns: the ids of the new credentials; whoever waits for one already gets no second.
    """
    require(actor, Permission.BADGES_ISSUE)
    why = demand_reason(reason, _("Say why these badges are made anew."))
    key = lock_serials(actor)
    made = []
    more = {"takes_over": True, "reissued_because": why}
    for some in in_parts(ids):
        rights = _to_serve(actor, some)
        made += _insert(actor, key, rights, "badges.reissued", **more)
    return made


def _to_serve(actor: Actor, ids: Sequence[int]) -> list[Accreditation]:
    """The rights to pass whose printed badges are among *ids*, and that wait for no other."""
    old = [x for x in queries.credentials(ids) if x.state in ON_PAPER]
    if stale := [x for x in old if x.takes_over]:
        revoking.revoke(actor=actor, credentials=stale, reason=RevokedBecause.REPLACED)
    wanted = list(dict.fromkeys(x.accreditation_id for x in old))
    served = {x.accreditation_id for x in queries.live(wanted) if x.takes_over}
    return [x for x in people.rights(wanted) if x.id not in served]


def lock_serials(actor: Actor) -> CredentialKey:
    """Before any row of a credential, in the same order everywhere: nobody waits in a circle."""
    key = signing.active_key(actor=actor)
    lock("badges.serial")
    return key


def _insert(
    actor: Actor,
    key: CredentialKey,
    rights: Sequence[Accreditation],
    event: str,
    **more: Any,
) -> list[int]:
    if not rights:
        return []
    first = (db.session.scalar(select(func.max(Credential.serial))) or 0) + 1
    same = {"takes_over": False, "reissued_because": None, "key_id": key.key_id} | more
    rows = [_row(x, serial) | same for serial, x in enumerate(rights, first)]
    ids = list(db.session.scalars(insert(Credential).returning(Credential.id), rows))
    audit.record_ids(actor, event, "credential", ids)
    states.keep("credential", State.ISSUED, ids, now())
    signals.changed.send(None, ids=[x.id for x in rights])
    return ids


def _row(accreditation: Accreditation, serial: int) -> dict[str, object]:
    return {
        "accreditation_id": accreditation.id,
        "serial": serial,
        "category_code": accreditation.category.code,
        "zones": accreditation.zones,
        "valid_from": accreditation.valid_from.replace(microsecond=0),
        "valid_until": accreditation.valid_until.replace(microsecond=0),
        "state": State.ISSUED,
        "state_since": now(),
    }
