"""Forms that were sent too late: kept until whoever wrote them has signed in again.

Each form says, signed, in whose session it was made (:func:`mark`), so what comes back belongs
to that account alone, whoever sits at the browser by then. It is kept for this browser, for a
day, encrypted; never a password, never a file, and never what another site sends.
"""

import json
import re
from collections.abc import Sequence
from datetime import timedelta
from secrets import token_hex
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from flask import current_app, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import ForeignKey, String, delete, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from ceremony.core import tidying
from ceremony.core.clock import now
from ceremony.core.crypto import EncryptedText, token_hash
from ceremony.core.db import Moment, Working, db, reading, transaction
from ceremony.core.permissions import SYSTEM, Actor, Permission

LASTS = timedelta(hours=24)
LONGEST = 200_000  # letters of one form
MOST = 10  # forms of one account; an older one makes room
COOKIE = "kept"
MARK = "csrf_token"  # in the cookie and in each form, as Flask-WTF has it
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
SECRET = re.compile("password|secret", re.IGNORECASE)
MACHINERY = (MARK, "version")


class KeptForm(Working):
    """What somebody wrote, and where it was to be sent."""

    __tablename__ = "kept_form"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    key_hash: Mapped[str] = mapped_column(String(64), comment="Of the browser that sent it")
    content: Mapped[str] = mapped_column(EncryptedText, comment="JSON of Content")
    expires_at: Mapped[Moment]

    @property
    def parts(self) -> "Content":
        return Content(**json.loads(self.content))


class Content(NamedTuple):
    """A form: its address here, its fields in their order, and which files came with it."""

    path: str
    fields: list[tuple[str, str]]
    files: list[str]


def mark(user_id: int) -> str:
    """What all forms of a new session carry: whose they are, and nothing that can be guessed."""
    return f"{user_id}.{token_hex(20)}"


def begin_session(user_id: int | None = None) -> None:
    """Empty the cookie, but for the key to what is kept: that belongs to one account anyway."""
    key = session.get(COOKIE)
    session.clear()
    if key:
        session[COOKIE] = key
    if user_id is not None:
        session[MARK] = mark(user_id)


def find_writer() -> int | None:
    """In whose session the form that is being sent was made; only this application says so."""
    number, _point, rest = _sent_mark().partition(".")
    return int(number) if rest and number.isdecimal() else None


def is_outdated() -> bool:
    """Whether the form was made in another session than the present one of this browser."""
    return _sent_mark() != session.get(MARK)


def _sent_mark() -> str:
    signed = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        return str(signed.loads(request.form.get(MARK, "")))
    except BadData:
        return ""


def keep(actor: Actor) -> bool:
    """Keep the form that is being sent for whoever wrote it; False if it cannot be kept.

    :param actor: whoever holds the browser now.
    """
    writer = find_writer()
    if writer is None or not _may_be_kept() or not (content := _content()):
        return False
    key = session.setdefault(COOKIE, token_hex(20))
    with transaction(actor, working=True):
        _make_room(writer)
        db.session.add(
            KeptForm(
                user_id=writer,
                key_hash=token_hash(key),
                content=content,
                expires_at=now() + LASTS,
            )
        )
    return True


def waiting(user_id: int) -> Sequence[KeptForm]:
    """What this browser sent too late for *user_id*, the newest first."""
    return db.session.scalars(
        select(KeptForm)
        .where(
            KeptForm.user_id == user_id,
            KeptForm.key_hash == token_hash(session.get(COOKIE, "")),
            KeptForm.expires_at > now(),
        )
        .order_by(KeptForm.id.desc())
    ).all()


def discard(*, user_id: int, kept_id: int) -> None:
    """A working transaction."""
    db.session.execute(delete(KeptForm).where(KeptForm.id == kept_id, KeptForm.user_id == user_id))


@tidying.hourly
def forget_expired() -> None:
    """Whether or not their writers ever come back."""
    expired = KeptForm.expires_at <= now()
    with reading() as session:  # asks without the write lock
        if session.scalar(select(KeptForm.id).where(expired).limit(1)) is None:
            return
    with transaction(SYSTEM, working=True) as session:
        session.execute(delete(KeptForm).where(expired))


def is_from_here() -> bool:
    """Whether a page of this site sends the request; a browser that does not say so is refused."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(request.headers.get("Origin", "")).netloc == request.host


def _may_be_kept() -> bool:
    view: Any = current_app.view_functions.get(request.endpoint or "")
    return (
        request.method == "POST"
        and request.mimetype in FORMS
        and is_from_here()
        and "HX-Request" not in request.headers
        and request.authorization is None
        and getattr(view, "permission", Permission.PUBLIC) is not Permission.PUBLIC
    )


def _content() -> str | None:
    """None if nothing was written, something secret, or too much."""
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != MARK]
    if any(SECRET.search(name) for name, _value in fields):
        return None
    if not any(value.strip() for name, value in fields if name not in MACHINERY):
        return None
    files = [x.filename for x in request.files.values() if x.filename]
    path = request.full_path.rstrip("?")
    text = json.dumps(Content(path, fields, files)._asdict())
    return text if len(text) <= LONGEST else None


def _make_room(user_id: int) -> None:
    mine = select(KeptForm.id).where(KeptForm.user_id == user_id).order_by(KeptForm.id.desc())
    older = db.session.scalars(mine.offset(MOST - 1)).all()
    db.session.execute(
        delete(KeptForm).where(or_(KeptForm.id.in_(older), KeptForm.expires_at <= now()))
    )
