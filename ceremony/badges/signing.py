"""The keys that sign badges: private halves are files of the instance, public ones are rows."""

from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import current_app
from sqlalchemy import select

from ceremony.badges.models import CredentialKey, KeyState
from ceremony.badges.token import key_id
from ceremony.core import audit, keys
from ceremony.core.db import db, lock
from ceremony.core.permissions import Actor


def active_key(*, actor: Actor) -> CredentialKey:
    """The key that signs now; the first badge of an installation makes it."""
    lock("badges.key")
    wanted = select(CredentialKey).where(CredentialKey.state == KeyState.ACTIVE)
    if found := db.session.scalars(wanted).one_or_none():
        return found
    private = Ed25519PrivateKey.generate()
    public = private.public_key()
    made = CredentialKey(
        key_id=key_id(public), public_key=public.public_bytes_raw(), state=KeyState.ACTIVE
    )
    keys.write(_path(current_app.instance_path, made.key_id), private.private_bytes_raw())
    db.session.add(made)
    audit.record(actor, "badges.key_made", made)
    return made


def private_key(number: int) -> Ed25519PrivateKey:
    """The private half of the key with this number."""
    return _read(current_app.instance_path, number)


@lru_cache
def _read(instance: str, number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_path(instance, number).read_bytes())


def folder(instance: str) -> Path:
    return Path(instance) / "keys"


def _path(instance: str, number: int) -> Path:
    return folder(instance) / f"badges-{number}"
