"""Into the outbox: nothing is sent here, and nothing at all if the transaction rolls back."""

from collections.abc import Sequence
from datetime import datetime
from secrets import token_hex
from typing import Any, NamedTuple

from ceremony.core import files
from ceremony.core.db import Base, db
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.mail.addresses import is_address
from ceremony.core.mail.configuration import domain
from ceremony.core.mail.models import Enclosure, Message
from ceremony.core.mail.rendering import Letter, letter, plain_letter


class Attachment(NamedTuple):
    """A file that goes with a mail: its name as the recipient sees it, and what is in it."""

    name: str
    mimetype: str
    content: bytes


class BadAddress(DomainError):
    """No mail can be sent to this."""


class LineBreak(DomainError):
    """What stands in the head of a mail is one line."""


def post(
    *,
    template: str,
    to: str,
    name: str,
    language: str = "",
    about: Base | tuple[str, int] | None = None,
    link: str | None = None,
    attachments: Sequence[Attachment] = (),
    **facts: Any,
) -> Message:
    """Put one mail into the outbox, in the present transaction, of whatever kind it is.

    :param template: ``<slice>/<name>`` below ``templates/mail``; the first line is its subject.
    :param to: one address.
    :param language: of the recipient, as a locale; unknown or empty: English.
    :param about: the saved row that it is about, or its table and id; its page can list its mail.
    :param link: absolute, a secret: encrypted, and forgotten when it is sent.
    :param facts: what the template says, plain values.
    :raises BadAddress: *to* is none.
    :raises LineBreak: in the name or the subject.
    """
    said = letter(template, language, name=name, **facts)
    return _put(said, to=to, name=name, about=about, link=link, attachments=attachments)


def write(
    *,
    to: str,
    name: str,
    subject: str,
    text: str,
    language: str = "",
    about: Base | tuple[str, int] | None = None,
    mailing_id: int | None = None,
    not_before: datetime | None = None,
) -> Message:
    """The same with words that somebody wrote for this recipient.

    :param about: a saved row, or its table and id.
    :param not_before: until when whoever wrote it may change their mind.
    """
    said = plain_letter(language, subject, text)
    message = _put(said, to=to, name=name, about=about)
    message.mailing_id = mailing_id
    if not_before is not None:
        message.next_try_at = not_before
    return message


def _put(
    said: Letter,
    *,
    to: str,
    name: str,
    about: Base | tuple[str, int] | None,
    link: str | None = None,
    attachments: Sequence[Attachment] = (),
) -> Message:
    _refuse_line_breaks(name, said.subject, *(x.name for x in attachments))
    if not is_address(to):
        raise BadAddress(_("%(address)s is no mail address.", address=to), field="email")
    subject_type, subject_id = _subject(about)
    message = Message(
        message_id=f"<{token_hex(16)}@{domain()}>",
        address=to,
        name=name,
        language=said.language,
        subject=said.subject,
        text=said.text,
        link=link,
        attachments=[kept(x) for x in attachments],
        subject_type=subject_type,
        subject_id=subject_id,
    )
    db.session.add(message)
    return message


def _subject(about: Base | tuple[str, int] | None) -> tuple[str, int] | tuple[None, None]:
    if isinstance(about, Base):
        if about in db.session.new:
            db.session.flush()  # gives it its id
        return about.__tablename__, about.id
    return about or (None, None)


def kept(attachment: Attachment) -> Enclosure:
    """Store its content; what the row says of it."""
    file = files.store(attachment.content, "")
    return {"name": attachment.name, "mimetype": attachment.mimetype, "file": file}


def _refuse_line_breaks(*headers: str) -> None:
    """A line break would begin a header of the writer's choice."""
    if any("".join(x.splitlines()) != x for x in headers):
        raise LineBreak(_("The name and the subject of a mail are one line each."))
