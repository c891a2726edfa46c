"""A throw-away PostgreSQL: one cluster for a test run, whatever the number of its processes.

The first test process that asks starts this file as a program. That keeper makes a cluster
under /tmp that only the current user can reach, and ends with the run, crash or not.
"""

import ctypes
import fcntl
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "60",
    "shared_buffers": "64MB",
}
TEMPLATE = "migrated"


def programs() -> Path | None:
    """Where the newest installed server's programs are; Debian keeps them out of the PATH."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(found, key=lambda path: float(path.parts[-3]), default=None)
    on_path = shutil.which("initdb")
    return newest.parent if newest else Path(on_path).parent if on_path else None


def owner() -> str | None:
    """The account that may run the server: it refuses to run as root."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    names = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in names), None)


def why_not() -> str | None:
    """Why there can be no PostgreSQL here, or None."""
    if programs() is None:
        return "PostgreSQL is not installed: apt install postgresql"
    if owner() is None:
        return "PostgreSQL does not run as root, and there is no account postgres or nobody"
    return None


class Server:
    """The cluster of this run; many processes share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://{owner()}@/{name}?host={self.folder}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make the database *name* anew as a copy of *template*; its URL."""
        self.drop(name)
        parts = sql.Identifier(name), sql.Identifier(template)
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(*parts))
        return self.url(name)

    def drop(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def has(self, name: str) -> bool:
        return bool(self._run(sql.SQL("SELECT FROM pg_database WHERE datname = {}").format(name)))

    def connection(self, name: str) -> psycopg.Connection:
        """To the database *name*; every statement is a transaction."""
        address = f"host={self.folder} user={owner()} dbname={name}"
        return psycopg.connect(address, autocommit=True)

    def _run(self, statement: sql.Composed) -> list[tuple[object, ...]]:
        with self.connection("postgres") as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description is not None else []


def shared(folder: Path, run_pid: int) -> Server:
    """The server of this run, started by the first that asks.

    :param folder: the same for all processes of the run.
    :param run_pid: the process with which the run ends.
    """
    with locked(folder / "postgresql.lock"):
        address = folder / "postgresql"
        if not address.exists():
            command = [sys.executable, __file__, str(run_pid)]
            keeper = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
            assert keeper.stdout is not None
            said = keeper.stdout.readline().decode().strip()
            keeper.stdout.close()
            keeper.returncode = 0  # it outlives this process on purpose: nobody waits for it
            if not said.startswith("/"):
                raise RuntimeError("PostgreSQL did not start; see the messages above")
            address.write_text(said)
        return Server(Path(address.read_text()))


@contextmanager
def locked(path: Path):
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _end_with_parent() -> None:
    """Linux ends the server at once if its keeper is killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGQUIT)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except ProcessLookupError:
        return False
    return True


def keep(run_pid: int) -> None:
    """Run a server until the process *run_pid* is gone, and leave nothing behind."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    binaries, user = programs(), owner()
    assert binaries is not None
    assert user is not None
    folder = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp"))
    account = pwd.getpwnam(user)
    as_owner = {"stdout": sys.stderr, "cwd": folder}
    if os.geteuid() == 0:
        os.chown(folder, account.pw_uid, account.pw_gid)
        as_owner |= {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    data = folder / "data"
    try:
        make = [binaries / "initdb", "-D", data, "-U", user, "-A", "trust", "-E", "UTF8"]
        options = ["--locale=C.UTF-8", "--no-sync"]
        made = subprocess.run([*make, *options], **as_owner | {"stdout": subprocess.DEVNULL})
        if made.returncode:
            return
        settings = [f"--{name}={value}" for name, value in SETTINGS.items()]
        server = subprocess.Popen(
            [binaries / "postgres", "-D", data, "-k", folder, *settings],
            stderr=(folder / "log").open("wb"),
            preexec_fn=_end_with_parent,
            **as_owner,
        )
        _announce(server, binaries, folder)
        while _alive(run_pid) and server.poll() is None:
            time.sleep(0.1)
        server.send_signal(signal.SIGQUIT)
        server.wait()
    finally:
        shutil.rmtree(folder)


def _announce(server: subprocess.Popen, binaries: Path, folder: Path) -> None:
    ready = [binaries / "pg_isready", "-q", "-h", folder]
    for _ in range(300):
        if server.poll() is not None:
            sys.stderr.write((folder / "log").read_text())
            return
        if subprocess.run(ready, check=False).returncode == 0:
            os.write(1, f"{folder}\n".encode())
            return
        time.sleep(0.05)


if __name__ == "__main__":
    keep(int(sys.argv[1]))
