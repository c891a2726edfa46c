"""What a mail server says to one mail: taken, later, never, or nothing that can be known."""

import re
import smtplib
import ssl
import time
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from ceremony.core.i18n import _
from ceremony.core.mail.configuration import Server
from ceremony.core.mail.envelope import Envelope

TIMEOUT_S = 20
STALE_S = 10  # after so long a server may have hung up
GONE = OSError  # smtplib's own errors are such, too


class Unreachable(Exception):
    """No mail can be given to the server now, whichever it is."""


class Verdict(StrEnum):
    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


class Answer(NamedTuple):
    """The server's verdict on one mail; *said* has no personal data but the address."""

    verdict: Verdict
    said: str = ""


class Line:
    """One connection to a server, for many mails.

    :raises Unreachable: there is no server, or it wants nothing to do with us.
    """

    def __init__(self, server: Server) -> None:
        self._used_at = time.monotonic()
        try:
            self._smtp = _connected(server)
        except GONE as error:
            raise Unreachable(_reason(error)) from error

    def is_alive(self) -> bool:
        if time.monotonic() - self._used_at < STALE_S:
            return self._smtp.sock is not None
        try:
            return bool(self._smtp.noop()[0] == 250)
        except GONE:
            return False

    def close(self) -> None:
        try:
            self._smtp.quit()
        except GONE:
            self._smtp.close()

    def deliver(self, envelope: Envelope, begin: Callable[[], None]) -> Answer:
        """Give one mail to the server.

        :param begin: called when the server is ready for the mail itself: from here on it
            may have arrived, whatever we hear.
        """
        self._used_at = time.monotonic()
        try:
            refusal = self._announce(envelope)
        except GONE:
            self._smtp.close()
            return Answer(Verdict.LATER, _("The mail server hung up."))
        if refusal:
            return refusal
        try:
            begin()
        except BaseException:
            self._smtp.close()  # without its end the server forgets the mail
            raise
        return self._transmit(envelope.content)

    def _announce(self, envelope: Envelope) -> Answer | None:
        options = "" if envelope.is_ascii else " SMTPUTF8 BODY=8BITMIME"
        if options and not self._smtp.has_extn("smtputf8"):
            return Answer(Verdict.NEVER, _("The mail server cannot write to such an address."))
        self._smtp.command_encoding = "utf-8" if options else "ascii"
        for verb, argument, expected in (
            ("MAIL", f"FROM:<{envelope.sender}>{options}", {250}),
            ("RCPT", f"TO:<{envelope.recipient}>", {250, 251}),
            ("DATA", "", {354}),
        ):
            code, text = self._smtp.docmd(verb, argument)
            if code not in expected:
                self._begin_anew(code)
                return _refused(code, text.decode(errors="replace"))
        return None

    def _transmit(self, content: bytes) -> Answer:
        dotted = re.sub(rb"(?m)^\.", b"..", content)
        try:
            self._smtp.send(dotted + (b"" if dotted.endswith(b"\r\n") else b"\r\n") + b".\r\n")
            code, text = self._smtp.getreply()
        except GONE:
            self._smtp.close()
            return Answer(
                Verdict.UNKNOWN, _("The connection broke while it was sent: it may have arrived.")
            )
        if code == 250:
            return Answer(Verdict.TAKEN)
        self._begin_anew(code)
        return _refused(code, _enhanced(text.decode(errors="replace")))  # it may quote the mail

    def _begin_anew(self, code: int) -> None:
        """After a refusal; 421 announces that the server hangs up."""
        try:
            if code != 421:
                self._smtp.rset()
                return
        except GONE:
            pass  # what it said before counts
        self._smtp.close()


def _connected(server: Server) -> smtplib.SMTP:
    trusted = ssl.create_default_context()
    smtp = (
        smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=trusted)
        if server.is_tls
        else smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    )
    try:
        if server.starttls:
            smtp.starttls(context=trusted)
        smtp.ehlo_or_helo_if_needed()
        if server.user:
            smtp.login(server.user, server.password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _refused(code: int, text: str) -> Answer:
    said = f"{code} {_printable(text)}".strip()
    return Answer(Verdict.LATER if 400 <= code < 500 else Verdict.NEVER, said)


def _enhanced(text: str) -> str:
    """Of an answer only its code (RFC 3463), such as ``5.7.1``."""
    found = re.match(r"[245]\.\d{1,3}\.\d{1,3}", text)
    return found.group() if found else ""


def _reason(error: Exception) -> str:
    """Why there is no connection, in words that hold no password."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return _("The mail server refused our name or password.")
    if isinstance(error, smtplib.SMTPResponseException):
        return _("The mail server refused us: %(code)d.", code=error.smtp_code)
    if isinstance(error, ssl.SSLError):
        return _("The mail server cannot prove who it is.")
    return _("The mail server does not answer.")


def _printable(text: str) -> str:
    return "".join(x if x.isprintable() else " " for x in text)[:200]
