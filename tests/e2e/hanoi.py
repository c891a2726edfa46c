"""The ceremony of Hanoi on a server, with one officer who can sign in."""

from pathlib import Path

from ceremony.accounts import operations, passwords
from ceremony.core.ceremony_file import loading
from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM, Role
from tests import programs
from tests.cast import PASSWORD
from tests.server import Server

EMAIL = "officer@ceremony.test"
FILE = Path("examples/hanoi-2025.yaml")


def start(server: Server, day: str, roles: tuple[Role, ...]) -> None:
    """Start *server* on *day* (``2025-10-25``) and fill it."""
    programs.need(programs.no_chromium())
    server.instance.mkdir()
    (server.instance / "clock").write_text(f"{day} Asia/Ho_Chi_Minh\n")
    server.start()
    password_hash = passwords.make_hash(PASSWORD)
    with server.context(), transaction(SYSTEM):
        loading.load(actor=SYSTEM, content=FILE.read_bytes())
        operations.create(
            actor=SYSTEM, email=EMAIL, name="Ravi Menon", roles=roles, password_hash=password_hash
        )
