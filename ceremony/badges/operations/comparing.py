"""Following what is true: a badge not yet printed at once, a printed one by a reprint."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from ceremony.badges import queries, signing
from ceremony.badges.digests import Digests
from ceremony.badges.facing import Faces
from ceremony.badges.models import Credential, Outdated
from ceremony.core import audit
from ceremony.core.db import db, in_parts, lock
from ceremony.core.permissions import SYSTEM


def compare(accreditation_ids: Sequence[int]) -> None:
    """Let unprinted badges say what is true of these accreditations, and note which others do not.

    One at a time compares or marks as printed, so that a change meanwhile is never missed.
    """
    lock("badges.faces")
    parts = list(in_parts(accreditation_ids))
    for ids in parts:
        _follow(ids)
    digests = Digests(Faces())
    for ids in parts:
        held = select(Credential.id).where(Credential.accreditation_id.in_(ids))
        db.session.execute(delete(Outdated).where(Outdated.credential_id.in_(held)))
        if differing := digests.differing(ids):
            db.session.execute(insert(Outdated), [{"credential_id": x} for x in differing])


_SIGNED = ("category_code", "zones", "valid_from", "valid_until")
_SIGN = (
    update(Credential)
    .where(Credential.id == bindparam("given"))
    .values(
        {x: bindparam(f"new_{x}") for x in _SIGNED}
        | {"key_id": bindparam("new_key"), "version": Credential.version + 1}
    )
)


def _named(signed: dict[str, Any]) -> dict[str, Any]:
    return {f"new_{name}": signed[name] for name in _SIGNED}


def _follow(accreditation_ids: Sequence[int]) -> None:
    """What nobody has printed is signed anew when it is: it may say what is true now."""
    if not (stale := queries.stale_unprinted(accreditation_ids)):
        return
    key = signing.find_active() or signing.active_key(actor=SYSTEM)
    told = [{"given": x.id, "new_key": key.key_id, **_named(x.signed)} for x in stale]
    db.session.connection().execute(_SIGN, told)
    ids = [row.id for row in stale]
    db.session.expire_all()
    audit.record_ids(SYSTEM, "badges.followed", "credential", ids)
