"""The keys that sign badges: a new one takes over, a lost one is withdrawn."""

from collections.abc import Sequence

from sqlalchemy import select, update

from ceremony.badges import signing
from ceremony.badges.models import Credential, CredentialKey
from ceremony.badges.operations import comparing
from ceremony.badges.states import KEYS, State
from ceremony.core import audit
from ceremony.core.db import db, lock
from ceremony.core.errors import demand_reason
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require


def rotate_key(*, actor: Actor, instead_of: int | None = None) -> CredentialKey:
    """Let a new key sign from now on. The one before verifies what it signed.

    What is not printed yet is signed with the new one, so that the old one signs nothing more.

    :param instead_of: the number of the key that signed when somebody asked; if another
        one signs by now, nothing is changed.
    :returns: the key that signs now.
    """
    require(actor, Permission.BADGES_KEYS)
    old = _hold(actor)
    if instead_of not in {None, old.key_id}:
        return old
    KEYS.advance(actor, "retire", old)
    db.session.flush()
    new = signing.active_key(actor=actor)
    db.session.flush()
    waiting = select(Credential.id).where(
        Credential.key_id == old.key_id, Credential.state == State.ISSUED
    )
    ids = list(db.session.scalars(waiting))
    changed = update(Credential).where(Credential.id.in_(waiting))
    db.session.execute(
        changed.values(key_id=new.key_id, version=Credential.version + 1),
        execution_options={"synchronize_session": False},
    )
    db.session.expire_all()
    audit.record_ids(actor, "badges.signed_anew", "credential", ids)
    return new


def withdraw_key(*, actor: Actor, key: CredentialKey, reason: str) -> CredentialKey:
    """Let nothing that *key* signed be genuine any more; its private half is deleted.

    If it was the active one a new one signs at once. Badges not printed yet are signed anew;
    those on paper are refused by gates from now on and go into reprint.

    :returns: the key that signs now.
    """
    require(actor, Permission.BADGES_KEYS)
    why = demand_reason(reason, _("Say why this key is withdrawn."))
    _hold(actor)
    db.session.refresh(key)
    KEYS.advance(actor, "withdraw", key, reason=why)
    db.session.flush()
    active = signing.active_key(actor=actor)
    comparing.compare(_signed_by(key))
    signing.forget_after_commit(key.key_id)
    return active


def _hold(actor: Actor) -> CredentialKey:
    """The active key, while nobody else signs, marks as printed, or changes keys."""
    lock("badges.faces")
    active = signing.active_key(actor=actor)
    lock("badges.serial")
    return active


def _signed_by(key: CredentialKey) -> Sequence[int]:
    rows = select(Credential.accreditation_id).where(Credential.key_id == key.key_id)
    return list(db.session.scalars(rows.distinct().order_by(Credential.accreditation_id)))
