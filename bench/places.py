"""Where a bench happens: an instance of its own in /tmp, on SQLite or on a PostgreSQL of its own."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate

from bench import durable
from ceremony import ROOT, create_app, launcher, opening
from ceremony.core import keys
from ceremony.core.db import db
from ceremony.core.web import Application

PORT = "{port}"  # stands in a command until one is free


@dataclass(frozen=True)
class Place:
    """A migrated, empty instance."""

    kind: str
    url: str
    instance: Path
    app: Application

    @property
    def server(self) -> list[str]:
        """The command of ``make run``."""
        command = launcher.server("127.0.0.1", 0, threads=opening.THREADS[self.kind])
        command[command.index("--port") + 1] = PORT
        return command


@contextmanager
def place(kind: str = "sqlite") -> Iterator[Place]:
    """A new instance; afterwards nothing is left of it.

    :param kind: ``sqlite`` or ``postgresql``, which keeps what it says it has kept.
    """
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = f"sqlite:///{instance}/ceremony.sqlite"
        if kind == "postgresql":
            url = stack.enter_context(durable.cluster()).create("ceremony")
        keys.ensure(instance)
        app = create_app(INSTANCE=str(instance), SQLALCHEMY_DATABASE_URI=url)
        with app.test_request_context():
            flask_migrate.upgrade()
            yield Place(kind, url, instance, app)
            db.session.remove()
            db.engine.dispose()


@contextmanager
def serving(place: Place, *command: str) -> Iterator[int]:
    """Run a server on *place* until the end of the block; its port."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    environment = os.environ | {
        "CEREMONY_INSTANCE": str(place.instance),
        "CEREMONY_DATABASE_URL": place.url,
        "BENCH_URL": place.url,
    }
    arguments = [str(port) if part == PORT else part for part in command]
    process = subprocess.Popen(  # noqa: S603 - our own programs
        [sys.executable, "-m", *arguments], cwd=ROOT, env=environment, process_group=0
    )
    home = launcher.Household([launcher.Child(command[0], process)])
    try:
        if not launcher.wait_for_answer(home, "127.0.0.1", port):
            raise RuntimeError(f"{command[0]} did not start")
        yield port
    finally:
        home.stop()


def in_own_process(module: str, *arguments: str, **environment: str) -> str:
    """What ``python -m module`` prints; what it imports and needs is its own."""
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
