"""Secrets of this installation: files in the instance folder, for its owner's eyes only."""

import os
from pathlib import Path
from secrets import token_bytes, token_hex

from ceremony.core.errors import Misconfigured

SECRETS = ("cookies", "columns", "search")  # signing cookies, encrypting, keyed hashes
LENGTH = 32


def ensure(instance: Path) -> None:
    """Make the secrets that do not exist yet in ``<instance>/keys``, mode 600."""
    for name in SECRETS:
        secret(instance, name)


def secret(instance: Path, name: str) -> bytes:
    """The 32 bytes of the secret *name*, made at its first use."""
    path = instance / "keys" / name
    if not path.exists():
        write(path, token_bytes(LENGTH))
    found = path.read_bytes()
    if len(found) != LENGTH:
        raise Misconfigured(f"The key {path} is damaged: bring it back from a backup.")
    return found


def write(path: Path, content: bytes) -> None:
    """Write a new secret file; one that another thread or process made first is kept."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # never replaces
    except FileExistsError:
        pass
    finally:
        draft.unlink()
