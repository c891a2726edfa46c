"""One row of the outbox as the bytes that a mail server takes."""

import textwrap
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import NamedTuple

from ceremony.core import files, settings
from ceremony.core.clock import now
from ceremony.core.mail import configuration
from ceremony.core.mail.addresses import normal
from ceremony.core.mail.models import Message

WIDTH = 72
ASCII = policy.SMTP.clone(cte_type="7bit")  # any server takes it
UTF8 = policy.SMTPUTF8.clone(cte_type="7bit")  # only for addresses that need it


class Envelope(NamedTuple):
    """From whom, to whom, and the whole mail with CRLF at the ends of its lines."""

    sender: str
    recipient: str
    content: bytes

    @property
    def is_ascii(self) -> bool:
        return self.recipient.isascii()


def build(message: Message) -> Envelope:
    """
    :raises FileNotFoundError: an attachment was removed.
    """
    recipient = normal(message.address) or message.address
    name, address = configuration.sender()
    mail = EmailMessage(policy=ASCII if recipient.isascii() else UTF8)
    mail["From"] = _mailbox(name or " ".join(settings.current().short_title.split()), address)
    mail["To"] = _mailbox(message.name, recipient)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(now())
    mail["Message-ID"] = message.message_id
    mail["Auto-Submitted"] = "auto-generated"
    mail["X-Auto-Response-Suppress"] = "All"  # Exchange heeds this one only
    if reply_to := configuration.reply_to():
        reply_name, reply_address = parseaddr(reply_to)
        mail["Reply-To"] = _mailbox(reply_name, reply_address)
    mail.set_content(flowed(message.read(message.link or "")), params={"format": "flowed"})
    mail["Content-Language"] = message.language
    for enclosed in message.attachments:
        kind, _slash, subtype = enclosed["mimetype"].partition("/")
        content = files.read(enclosed["file"])
        mail.add_attachment(content, maintype=kind, subtype=subtype, filename=enclosed["name"])
    return Envelope(address, recipient, mail.as_bytes())


def flowed(text: str) -> str:
    """Paragraphs in lines of at most 72 characters that a reader's window joins again.

    Links and what is indented stay whole. Source: RFC 3676.
    """
    return "\n".join(soft for line in text.split("\n") for soft in _softly(line))


def _softly(line: str) -> list[str]:
    if len(line) <= WIDTH or line[0].isspace():
        return [_stuffed(line)]
    parts = textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)
    return [_stuffed(f"{x} ") for x in parts[:-1]] + [_stuffed(parts[-1])]


def _stuffed(line: str) -> str:
    return f" {line}" if line.startswith((" ", ">", "From ")) else line


def _mailbox(name: str, address: str) -> Address:
    """Of its parts: read as a whole, a local part beyond ASCII would be refused."""
    user, _at, domain = address.rpartition("@")
    return Address(name, user, domain)
