"""The worker's part: what is due is sent over one connection, or kept where there is no server."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from secrets import token_hex

from ceremony.core import jobs
from ceremony.core.db import db, reading
from ceremony.core.i18n import _
from ceremony.core.mail import configuration, folder, outbox
from ceremony.core.mail.envelope import Envelope, build
from ceremony.core.mail.models import Message, State
from ceremony.core.mail.smtp import Answer, Line, Unreachable, Verdict

MOST_S = 5.0  # then jobs have their turn
RESTS_S = (5, 15, 60, 300)  # while the server does not answer

log = logging.getLogger(__name__)


class Postman:
    """One worker's way with mail: its connection, and its patience with the server."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        self.trouble = ""  # why the server could not be reached
        self._line: Line | None = None
        self._failures = 0
        self._rests_until = 0.0

    def deliver_some(self, most_s: float = MOST_S) -> Counter[State]:
        """Deliver what is due, for about *most_s* seconds; how many came into which state.

        While the server does not answer nothing is tried, so that jobs do not wait for it.
        """
        ended: Counter[State] = Counter()
        until = time.monotonic() + most_s
        if time.monotonic() < self._rests_until:
            return ended
        self.trouble = ""
        outbox.rescue()
        while time.monotonic() < until and (message_id := outbox.claim(self.owner)) is not None:
            try:
                ended[self._deliver(message_id)] += 1
            except outbox.LostLease:
                log.warning("message %s went on elsewhere", message_id)
            if self.trouble:
                return ended
        if time.monotonic() < until:
            self.close()  # nothing is due
        return ended

    def close(self) -> None:
        if self._line:
            self._line.close()
            self._line = None

    def _deliver(self, message_id: int) -> State:
        envelope = _prepared(message_id)
        if isinstance(envelope, Answer):
            return outbox.settle(message_id, self.owner, envelope)
        server = configuration.find_server()
        if server is None:
            return self._keep(message_id, envelope)
        try:
            line = self._connected(server)
        except Unreachable as error:
            self._rest(str(error))
            return outbox.settle(message_id, self.owner, Answer(Verdict.LATER, str(error)))
        answer = line.deliver(envelope, partial(outbox.begin_data, message_id, self.owner))
        return outbox.settle(message_id, self.owner, answer)

    def _keep(self, message_id: int, envelope: Envelope) -> State:
        with reading() as session:
            name = session.get_one(Message, message_id).message_id
        folder.keep(name, envelope.content)
        return outbox.settle_kept(message_id, self.owner)

    def _connected(self, server: configuration.Server) -> Line:
        if self._line and not self._line.is_alive():
            self.close()
        self._line = self._line or Line(server)
        self._failures = 0
        return self._line

    def _rest(self, trouble: str) -> None:
        self.trouble = trouble
        pause = RESTS_S[min(self._failures, len(RESTS_S) - 1)]
        self._failures += 1
        self._rests_until = time.monotonic() + pause
        log.warning("%s Trying again in %s seconds.", trouble, pause)


def _prepared(message_id: int) -> Envelope | Answer:
    """The mail, or why it cannot be made; personal data stays out of the log."""
    with reading():
        message = db.session.get_one(Message, message_id)
        try:
            return build(message)
        except jobs.DATABASE_AWAY:
            raise
        except FileNotFoundError:
            return Answer(Verdict.NEVER, _("An attachment is no longer there."))
        except Exception as error:
            reference = token_hex(4).upper()
            log.error(  # without its trace, which could hold the address
                "message %s cannot be made (%s), reference %s",
                message_id,
                type(error).__name__,
                reference,
            )
            sentence = _("The mail cannot be made. Reference %(reference)s.", reference=reference)
            return Answer(Verdict.NEVER, sentence)


@jobs.beside
@contextmanager
def _round(owner: str) -> Iterator[jobs.Errand]:
    """What a worker does for mail between two jobs."""
    postman = Postman(owner)
    try:
        yield lambda: bool(postman.deliver_some())
    finally:
        postman.close()
