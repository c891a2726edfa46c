"""Sending to many: 200 mails into the outbox in a step, in the step's own transaction."""

from typing import Any

from ceremony.accounts import queries as accounts
from ceremony.core import mail, settings
from ceremony.core.db import db
from ceremony.core.jobs import Chunk, Job, job
from ceremony.core.permissions import Permission, require
from ceremony.mailings import letters
from ceremony.mailings.audiences import Recipient, audience
from ceremony.mailings.models import Mailing

CHUNK = 200


@job("mailings.send")
def send(sending: Job) -> Chunk:
    require(accounts.acting(sending.actor_kind, sending.actor_id), Permission.MAIL_WRITE)
    _here = settings.current()  # held, so that it is read once and not for every mail
    mailing = db.session.get_one(Mailing, sending.arguments["mailing_id"])
    ids, start = sending.arguments["ids"], sending.checkpoint.get("next", 0)
    end = min(start + CHUNK, len(ids))
    recipients = audience(mailing.audience).recipients(ids[start:end])
    wording = letters.Wording(mailing)
    mails = [_written(mailing, wording, x) for x in recipients if mail.is_address(x.address)]

    def write() -> None:
        _here = settings.current()
        for each in mails:
            mail.write(**each)

    return Chunk(end, {"next": end}, end == len(ids), write=write)


def _written(mailing: Mailing, wording: letters.Wording, recipient: Recipient) -> dict[str, Any]:
    letter = wording.letter(recipient)
    return {
        "to": recipient.address,
        "name": recipient.name,
        "language": letter.language,
        "subject": letter.subject,
        "text": letter.text,
        "about": recipient.about,
        "mailing_id": mailing.id,
        "not_before": mailing.leaves_at,
    }
