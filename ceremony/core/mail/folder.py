"""Without a mail server every mail is a file in the instance folder, for its owner's eyes."""

import os
from pathlib import Path

from flask import current_app


def keep(message_id: str, content: bytes) -> Path:
    """Write the mail; kept again, it replaces itself, so it is there once.

    :param message_id: with its brackets; the name of the file comes from it.
    """
    path = Path(current_app.instance_path) / "mail" / f"{message_id[1:].partition('@')[0]}.eml"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    return path
