"""``make run``: prepare one instance, serve it, and stop all of it together.

It holds no application, its children do: its few lines on the terminal are in English.
"""

import ctypes
import os
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import NoReturn

import click

from ceremony import ROOT
from ceremony.core import address
from ceremony.core.errors import Misconfigured
from ceremony.core.tls.authority import Papers
from ceremony.opening import prepare
from ceremony.welcome import welcome

PATIENCE = 10  # seconds that a child has to end by itself
STARTING = 60  # seconds until the first answer
WORKERS = 2
THREADS = 16  # in each worker; most of them wait for slow clients: see core.patience
PR_SET_PDEATHSIG = 1


class Stopped(BaseException):
    """Somebody asked us to end: Ctrl+C, kill, a service manager."""


@dataclass
class Child:
    """A program of ours in a process group of its own."""

    name: str
    process: subprocess.Popen[bytes]

    def signal_group(self, number: int) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)


@dataclass
class Household:
    """What runs together: when one ends, all end."""

    children: list[Child] = field(default_factory=list)

    def start(self, name: str, *command: str, **environment: str) -> None:
        process = subprocess.Popen(  # noqa: S603 - our own programs
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            process_group=0,  # Ctrl+C reaches us alone, and we tell the children
            preexec_fn=_end_with_parent,
        )
        self.children.append(Child(name, process))

    def fallen(self) -> Child | None:
        return next((x for x in self.children if x.process.poll() is not None), None)

    def stop(self) -> None:
        """Ask every child to end, insist after ten seconds, and leave nobody behind."""
        for child in self.children:
            child.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                click.echo(f"The {child.name} does not end by itself; it is killed.", err=True)
            child.signal_group(signal.SIGKILL)
            child.process.wait()


def _end_with_parent() -> None:
    """On Linux the children end even if this process is killed and cannot tell them."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@contextmanager
def household() -> Iterator[Household]:
    home = Household()
    try:
        yield home
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)  # once is enough
        home.stop()


def main() -> int:
    """Run until somebody stops it or a child falls; the exit status says which."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _on_signal)
    os.umask(0o077)  # the instance holds personal data
    try:
        host, port = address.listening()
        check_address(host, port)
        return run(host, int(port))
    except Misconfigured as error:
        raise SystemExit(error.message) from None
    except Stopped:
        click.echo("Ceremony has stopped.")
        return 0


def _on_signal(_number: int, _frame: object) -> NoReturn:
    raise Stopped


def check_address(host: str, port: str) -> None:
    """Say in a sentence what is wrong with the address, before anything starts."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise SystemExit(f"PORT is a number from 1 to 65535, not {port!r}.")
    _try(host, int(port))
    if not address.is_https():
        return
    if (plain := address.plain_port(int(port))) > 65535:
        raise SystemExit("With HTTPS=1 PORT is at most 65534: the next one is used too.")
    _try(host, plain, ", which is the plain one beside HTTPS")


def _try(host: str, port: int, what: str = "") -> None:
    try:
        with socket.create_server((host, port), family=_family(host)):
            pass
    except OSError as error:
        reason = str(error.strerror).split(" (while")[0]
        raise SystemExit(
            f"Cannot serve on {host} port {port}{what}: {reason}. "
            f"Choose another: PORT={port % 65535 + 1} make run"
        ) from None


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def run(host: str, port: int) -> int:
    opening = prepare(demo=os.environ.get("DEMO", "1") != "0")
    with household() as home:
        papers = opening.phones.papers if opening.phones else None
        home.start("server", *server(host, port, papers))
        if papers:
            home.start("door", *door(host, address.plain_port(port)))
        work = ("flask", "--app", "ceremony:create_app", "jobs", "work")
        home.start("job worker", *work)
        if wait_for_answer(home, host, port, papers):
            welcome(opening)
        while (fallen := home.fallen()) is None:
            if _interrupted_make():
                raise Stopped
            time.sleep(0.2)
        status = fallen.process.returncode
        click.echo(f"The {fallen.name} ended with status {status}; all is stopped.", err=True)
        return status if status >= 0 else 128 - status  # as a shell reports a signal


def server(host: str, port: int, papers: Papers | None = None) -> list[str]:
    """The production server's command; with *papers* it serves HTTPS."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--workers": str(WORKERS),
        "--blocking-threads": str(THREADS),
        "--workers-kill-timeout": "3",
        "--log-level": "error",  # it warns of many threads, which we mean: see THREADS
    }
    if papers:
        options["--ssl-certificate"] = str(papers.certificate)
        options["--ssl-keyfile"] = str(papers.key)
        options["--http"] = "1"  # as behind a proxy: one way to be tested
    return _granian(options, "ceremony.wsgi:app")


def door(host: str, port: int) -> list[str]:
    """The command of the plain port: see ``ceremony.core.tls.door``."""
    options = {
        "--interface": "wsgi",
        "--host": host,
        "--port": str(port),
        "--blocking-threads": "4",
        "--workers-kill-timeout": "3",
        "--log-level": "error",
    }
    return _granian(options, "ceremony.door:app")


def _granian(options: dict[str, str], app: str) -> list[str]:
    flat = [part for option in options.items() for part in option]
    return ["granian", *flat, "--respawn-failed-workers", app]


def wait_for_answer(home: Household, host: str, port: int, papers: Papers | None = None) -> bool:
    """Whether the server, and with *papers* the door too, answers before a child falls."""
    name = address.reachable(host).strip("[]")
    doors: list[HTTPConnection] = [HTTPConnection(name, port, timeout=5)]
    if papers:
        trusting = ssl.create_default_context(cafile=papers.authority)
        trusting.check_hostname = False  # it may be asked by any address of this machine
        plain = HTTPConnection(name, address.plain_port(port), timeout=5)
        doors = [HTTPSConnection(name, port, timeout=5, context=trusting), plain]
    return all(_answers(home, x) for x in doors)


def _answers(home: Household, connection: HTTPConnection) -> bool:
    deadline = time.monotonic() + STARTING
    while home.fallen() is None and time.monotonic() < deadline:
        try:
            connection.request("GET", "/static/css/tokens.css")
            connection.getresponse()
        except (OSError, HTTPException):
            time.sleep(0.05)
        else:
            return True
        finally:
            connection.close()
    if home.fallen() is None:
        raise SystemExit(f"The server did not answer within {STARTING} seconds.")
    return False


def _interrupted_make() -> bool:
    """Whether make got a Ctrl+C meant for it alone: it waits for us without a word.

    It then no longer catches the signal, which Linux shows.
    """
    try:
        lines = Path(f"/proc/{os.getppid()}/status").read_text().splitlines()
    except OSError:
        return False
    status = dict(line.split(":", 1) for line in lines)
    caught = int(status["SigCgt"], 16) | int(status["SigIgn"], 16)
    return status["Name"].strip() == "make" and not caught >> (signal.SIGINT - 1) & 1


if __name__ == "__main__":
    sys.exit(main())
