"""A real mail server for tests: it takes mail, refuses it, or hangs up, as it is told.

with smtp.serving() as server:
    app.config.update(SMTP_URL=server.url, MAIL_FROM=smtp.SENDER)
    ...
    [mail] = server.received
    assert mail["Subject"] == "Invitation" and "Dear" in smtp.text(mail)
"""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event, Thread
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

SENDER = "Registration <registration@mfa.example>"
HANG_UP = "hang up"
HOLD = "hold"  # take the mail, and say nothing until the client is gone


class Server:
    """What came in, and what is answered; ``answers["RCPT"] = "550 5.1.1 Unknown"``.

    A key may name the recipient, too: ``answers["DATA", "amina@mfa.example"] = HANG_UP``.
    """

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.addresses: list[str] = []  # of the recipients, in the order in which mail came
        self.connections = 0
        self.answers: dict[str | tuple[str, str], str] = {}
        self.holds = Event()  # set when a mail has come whose sender hears nothing
        self.accounts: dict[str, str] = {}
        self.port = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    # What aiosmtpd asks its handler:

    async def handle_EHLO(  # noqa: N802
        self,
        _smtp: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        answers: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return answers

    async def handle_MAIL(  # noqa: N802
        self, smtp: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not (said := await self._said(smtp, "MAIL", "")):
            envelope.mail_from, envelope.mail_options = address, options
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, smtp: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if not (said := await self._said(smtp, "RCPT", address)):
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, smtp: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if said := await self._said(smtp, "DATA", envelope.rcpt_tos[0]):
            return said
        content = envelope.content
        assert isinstance(content, bytes)
        mail = message_from_bytes(content, policy=policy.SMTPUTF8)
        assert isinstance(mail, EmailMessage)
        self.received.append(mail)
        self.addresses += envelope.rcpt_tos
        return "250 OK"

    async def _said(self, smtp: SMTP, verb: str, address: str) -> str:
        said = self.answers.get((verb, address)) or self.answers.get(verb, "")
        if said == HANG_UP:
            assert smtp.transport is not None
            smtp.transport.abort()
        elif said == HOLD:
            self.holds.set()
            await asyncio.sleep(60)
        return said

    def authenticate(self, _smtp: SMTP, _session: Session, *said: Any) -> AuthResult:
        _envelope, _mechanism, given = said
        assert isinstance(given, LoginPassword)
        known = self.accounts.get(given.login.decode()) == given.password.decode()
        return AuthResult(success=known, handled=False)


@contextmanager
def serving(**options: Any) -> Iterator[Server]:
    """A server of its own on a free port; *options* are aiosmtpd's.

    With ``auth_required=True`` it takes mail from ``server.accounts`` only.
    """
    server = Server()
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, daemon=True)
    thread.start()  # a browser test has a loop of its own in this thread
    options = {"auth_require_tls": False, "enable_SMTPUTF8": True, **options}
    make = lambda: SMTP(server, authenticator=server.authenticate, loop=loop, **options)  # noqa: E731
    listening = _in(loop, loop.create_server(make, "127.0.0.1", 0))
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        _in(loop, _ended(listening))
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _in(loop: asyncio.AbstractEventLoop, work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run_coroutine_threadsafe(work, loop).result(timeout=30)


async def _ended(listening: asyncio.Server) -> None:
    listening.close()
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def text(mail: EmailMessage) -> str:
    """What the recipient reads: broken lines are joined again (RFC 3676)."""
    part = mail.get_body(("plain",))
    assert part is not None
    read, joins = "", False
    for line in str(part.get_content()).splitlines():
        whole = line[1:] if line.startswith(" ") else line
        read += whole if joins or not read else f"\n{whole}"
        joins = whole.endswith(" ") and whole != "-- "
    return f"{read}\n"
