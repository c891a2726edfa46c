"""Stored files: in the instance folder, outside of the web root, named by what they hold."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from flask import current_app

from ceremony.core.clock import now


def store(content: bytes, suffix: str) -> str:
    """Keep *content* and return its name: 64 hexadecimal digits and *suffix* (``.jpg``).

    The same content is stored once.
    """
    name = sha256(content).hexdigest() + suffix
    target = path(name)
    if not target.exists():
        _write(target, content)
    return name


def derived(name: str, ending: str, make: Callable[[bytes], bytes]) -> bytes:
    """What *make* makes of the stored file *name*, made once and kept beside it.

    :param ending: by which it is told from others (``-small.jpg``).
    :raises FileNotFoundError: there is no such file.
    """
    source = path(name)
    target = source.with_name(source.stem + ending)
    with suppress(FileNotFoundError):
        return target.read_bytes()
    made = make(source.read_bytes())
    _write(target, made)
    return made


def _write(target: Path, content: bytes) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{token_hex(8)}")
    draft.write_bytes(content)
    draft.replace(target)


def path(name: str) -> Path:
    """Where the stored file *name* lies; it need not exist."""
    if not name or Path(name).name != name or name.startswith("."):
        raise ValueError(f"not the name of a stored file: {name!r}")
    return Path(current_app.instance_path) / "files" / name[:2] / name


def read(name: str) -> bytes:
    """The content of the stored file *name*; :class:`FileNotFoundError` if there is none."""
    return path(name).read_bytes()


def remove_older(folder: Path, pattern: str, lasts: timedelta) -> None:
    """Delete the files in *folder* that were last written on longer than *lasts* ago."""
    for file in folder.glob(pattern):
        with suppress(FileNotFoundError):  # another worker was faster
            if datetime.fromtimestamp(file.stat().st_mtime, UTC) < now() - lasts:
                file.unlink()
