"""How mail leaves: which server, and in whose name."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from flask import current_app

from ceremony.core.errors import Misconfigured
from ceremony.core.mail.addresses import is_address, normal

PORTS = {"smtp": 25, "smtps": 465}
NEEDED = {"MAIL_FROM": "in whose name to send", "BASE_URL": "where the links in mails lead"}
SAYS = "CEREMONY_SMTP_URL should read like smtp://name:password@mail.example:587?starttls=1"


@dataclass(frozen=True)
class Server:
    """An SMTP server: *is_tls* from the first byte (smtps), or *starttls* after the greeting."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    is_tls: bool = False
    starttls: bool = False

    @property
    def is_private(self) -> bool:
        """Whether nobody on the way can read what is said."""
        return self.is_tls or self.starttls or self.host in {"localhost", "127.0.0.1", "::1"}


def parse(url: str) -> Server:
    """The server that *url* names; the sentence of a refusal never repeats its password.

    :raises Misconfigured: it names none.
    """
    try:
        parts = urlsplit(url)
        asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        if parts.scheme not in PORTS or not parts.hostname or parts.path.strip("/"):
            raise ValueError("no server")
        if asked.keys() - {"starttls"} or asked.get("starttls", ["0"]) not in (["0"], ["1"]):
            raise ValueError("an unknown option")
        server = Server(
            host=parts.hostname,
            port=parts.port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            is_tls=parts.scheme == "smtps",
            starttls=asked.get("starttls") == ["1"],
        )
    except ValueError:
        raise Misconfigured(f"{SAYS}, or smtps://….") from None
    if server.password and not server.is_private:
        raise Misconfigured("CEREMONY_SMTP_URL: a password goes over TLS only: add ?starttls=1")
    return server


def find_server() -> Server | None:
    """The server of this installation; None: mail is kept in the instance folder."""
    url = current_app.config["SMTP_URL"]
    return parse(url) if url else None


def sender() -> tuple[str, str]:
    """Name (may be empty) and address in whose name mail is sent."""
    name, address = parseaddr(current_app.config["MAIL_FROM"])
    return (name, normal(address) or address) if address else ("", f"ceremony@{_own_host()}")


def reply_to() -> str:
    return str(current_app.config["MAIL_REPLY_TO"])


def domain() -> str:
    """What stands behind the @ of our own addresses."""
    return sender()[1].rpartition("@")[2]


def _own_host() -> str:
    return urlsplit(current_app.config["BASE_URL"]).hostname or "localhost"


def refuse_wrong_configuration(config: Mapping[str, Any]) -> None:
    """At the start: whoever operates this hears at once what is wrong.

    :raises Misconfigured: a setting makes no sense, or a server is named without what it needs.
    """
    if config["SMTP_URL"]:
        parse(config["SMTP_URL"])
        for name, why in NEEDED.items():
            if not config[name]:
                raise Misconfigured(f"CEREMONY_SMTP_URL needs CEREMONY_{name}: {why}")
    for name in ("MAIL_FROM", "MAIL_REPLY_TO"):
        if config[name] and not _is_sender(config[name]):
            raise Misconfigured(
                f"CEREMONY_{name} should read like Registration <registration@mfa.example>"
            )


def _is_sender(said: str) -> bool:
    return "\n" not in said and "\r" not in said and is_address(parseaddr(said)[1])
