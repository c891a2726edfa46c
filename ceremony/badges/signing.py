"""The keys that sign badges: private halves are files of the instance, public ones are rows."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ceremony.badges.models import CredentialKey
from ceremony.badges.states import KEYS, KeyState
from ceremony.badges.token import key_id
from ceremony.core import keys, tidying
from ceremony.core.db import db, lock, reading
from ceremony.core.permissions import Actor

_FORGOTTEN = "badges.forgotten_keys"  # in the session, until it commits


def active_key(*, actor: Actor) -> CredentialKey:
    """The key that signs now; the first badge of an installation makes it."""
    lock("badges.key")
    if found := find_active():
        return found
    private = _fresh()
    public = private.public_key()
    made = CredentialKey(key_id=key_id(public), public_key=public.public_bytes_raw())
    keys.write(_path(current_app.instance_path, made.key_id), private.private_bytes_raw())
    KEYS.begin(actor, made, event="key_made")
    return made


def find_active() -> CredentialKey | None:
    """The same, as it is: who holds ``badges.faces`` need not hold the key, which stays then."""
    wanted = select(CredentialKey).where(CredentialKey.state == KeyState.ACTIVE)
    return db.session.scalars(wanted).one_or_none()


def _fresh() -> Ed25519PrivateKey:
    """A new key whose number nothing of this installation has."""
    taken = set(db.session.scalars(select(CredentialKey.key_id)))
    while True:
        private = Ed25519PrivateKey.generate()
        number = key_id(private.public_key())
        if number not in taken and not _path(current_app.instance_path, number).exists():
            return private


def private_key(number: int) -> Ed25519PrivateKey:
    """The private half of the key with this number.

    :raises FileNotFoundError: the key was withdrawn, perhaps by another process.
    """
    instance = current_app.instance_path
    if not _path(instance, number).exists():
        _read.cache_clear()
    return _read(instance, number)


def public_keys() -> dict[int, Ed25519PublicKey]:
    """The keys that verify, by their numbers: all that were not withdrawn."""
    stored = db.session.scalars(
        select(CredentialKey.public_key).where(CredentialKey.state != KeyState.WITHDRAWN)
    )
    keys = map(Ed25519PublicKey.from_public_bytes, stored)
    return {key_id(key): key for key in keys}


def forget_after_commit(number: int) -> None:
    """Delete the private half of a withdrawn key once that is committed."""
    db.session().info.setdefault(_FORGOTTEN, set()).add(number)


@event.listens_for(Session, "after_commit")
def _forget(session: Session) -> None:
    if session.info.get("may_commit") and (numbers := session.info.pop(_FORGOTTEN, ())):
        _delete(numbers)


@tidying.hourly
def tidy() -> None:
    """Delete private halves of withdrawn keys that a crash, or a backup put back, left."""
    withdrawn = select(CredentialKey.key_id).where(CredentialKey.state == KeyState.WITHDRAWN)
    with reading():
        numbers = db.session.scalars(withdrawn).all()
    _delete(numbers)


def _delete(numbers: Iterable[int]) -> None:
    for number in numbers:
        _path(current_app.instance_path, number).unlink(missing_ok=True)
    _read.cache_clear()


@lru_cache
def _read(instance: str, number: int) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_path(instance, number).read_bytes())


def folder(instance: str) -> Path:
    return Path(instance) / "keys"


def _path(instance: str, number: int) -> Path:
    return folder(instance) / f"badges-{number}"
