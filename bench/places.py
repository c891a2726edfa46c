"""Where a bench happens: an instance of its own in /tmp, on SQLite or its own PostgreSQL."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import flask_migrate

from bench import durable
from ceremony import ROOT, create_app, launcher
from ceremony.core import keys
from ceremony.core.db import db
from ceremony.core.patience import TURNS
from ceremony.core.web import Application

Command = Callable[[int], list[str]]  # of a server, by its port; the application comes last


@dataclass(frozen=True)
class Place:
    """A migrated, empty instance."""

    kind: str
    url: str
    instance: Path
    app: Application

    def server(self, port: int) -> list[str]:
        """The command of ``make run``."""
        return launcher.server("127.0.0.1", port)


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
def serving(place: Place, server: Command, application: str) -> Iterator[int]:
    """Run *application* on *place* until the end of the block; its port."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = int(found.getsockname()[1])
    environment = os.environ | {
        "CEREMONY_INSTANCE": str(place.instance),
        "CEREMONY_DATABASE_URL": place.url,
        "BENCH_URL": place.url,
    }
    command = [*server(port)[:-1], application]
    process = subprocess.Popen(  # noqa: S603 - our own programs
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=environment,
        process_group=0,
        stdout=sys.stderr,
    )
    home = launcher.Household([launcher.Child(command[0], process)])
    try:
        if not launcher.wait_for_answer(home, "127.0.0.1", port):
            raise RuntimeError(f"{command[0]} did not start")
        yield port
    finally:
        home.stop()


def as_many_at_work(server: Command, kind: str) -> Command:
    """*server* for an application without core.patience: a thread for each turn, no more."""

    def command(port: int) -> list[str]:
        words = server(port)
        if "--blocking-threads" in words:
            words[words.index("--blocking-threads") + 1] = str(TURNS[kind])
        return words

    return command


def gunicorn(port: int) -> list[str]:
    """The other candidate, with as many workers."""
    workers = ["--workers", str(launcher.WORKERS), "--log-level", "warning"]
    return ["gunicorn", "--bind", f"127.0.0.1:{port}", *workers, "ceremony.wsgi:app"]


def in_own_process(module: str, *arguments: str, **environment: str) -> str:
    """What ``python -m module`` prints; what it imports and needs is its own."""
    done = subprocess.run(  # noqa: S603 - our own programs
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    return done.stdout
