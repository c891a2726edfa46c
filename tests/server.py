"""The real thing as a program: the launcher, the WSGI server and the job worker."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from flask.ctx import AppContext

from ceremony import create_app

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    """One that is free, and so is the next: beside HTTPS there is a plain one."""
    while True:
        with socket.create_server(("127.0.0.1", 0)) as found, suppress(OSError, OverflowError):
            port = int(found.getsockname()[1])
            with socket.create_server(("127.0.0.1", port + 1)):
                return port


class Server:
    """`make run` on an instance of its own."""

    def __init__(self, instance: Path, **settings: str) -> None:
        self.instance, self.port = instance, free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "CEREMONY_INSTANCE": str(instance),
            "PORT": str(self.port),
            "DEMO": "0",
        }
        self.environment |= settings
        self.command = [sys.executable, "-m", "ceremony.launcher"]
        self.log = instance.parent / f"{instance.name}.log"

    @property
    def surroundings(self) -> dict[str, Any]:
        return {"cwd": ROOT, "env": self.environment}

    def start(self, patience: float = 90) -> "Server":
        """Return when it has said that it is ready."""
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                self.command, **self.surroundings, stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + patience
        while "Ctrl+C" not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.05)
        return self

    def said(self) -> str:
        return self.log.read_text()

    def stop(self, number: int = signal.SIGTERM, patience: float = 60) -> int:
        """The exit status."""
        self.process.send_signal(number)
        return self.process.wait(patience)

    def flask(self, *arguments: str) -> str:
        """What a ``flask`` command prints on this instance."""
        return subprocess.run(
            [sys.executable, "-m", "flask", *arguments],
            **self.surroundings,
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def context(self) -> AppContext:
        """The same database in this process, to arrange a test and to look at its outcome."""
        return create_app(INSTANCE=str(self.instance)).app_context()

    def processes(self) -> dict[int, str]:
        """Whoever was started for this instance and still lives: pid and command."""
        mark, found = f"CEREMONY_INSTANCE={self.instance}\0".encode(), {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes() + b"\0":
                    command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                    found[int(folder.name)] = command
            except OSError:
                continue  # ended a moment ago
        return {pid: command for pid, command in found.items() if command}

    def all_gone(self, patience: float = 60) -> bool:
        deadline = time.monotonic() + patience
        while self.processes() and time.monotonic() < deadline:
            time.sleep(0.05)
        return not self.processes()
