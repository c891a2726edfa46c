"""Mail: an outbox row in the transaction that has something to say; a worker delivers it."""

from ceremony.core.mail import delivery as delivery  # workers deliver between jobs
from ceremony.core.mail.addresses import is_address
from ceremony.core.mail.cli import cli
from ceremony.core.mail.configuration import refuse_wrong_configuration
from ceremony.core.mail.languages import choices, language_name, speaking
from ceremony.core.mail.models import Message, State
from ceremony.core.mail.posting import Attachment, BadAddress, LineBreak, post, write
from ceremony.core.mail.rendering import Letter, letter, url

__all__ = [
    "Attachment",
    "BadAddress",
    "Letter",
    "LineBreak",
    "Message",
    "State",
    "choices",
    "cli",
    "is_address",
    "language_name",
    "letter",
    "post",
    "refuse_wrong_configuration",
    "speaking",
    "url",
    "write",
]
