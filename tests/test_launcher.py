"""``make run``: it starts, it says where, it stops, and it leaves nobody behind."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ceremony.accounts import queries
from tests.server import ROOT, Server


@pytest.fixture(autouse=True)
def session() -> None:
    """No database of this process: the servers have their own."""


@pytest.fixture
def make_server(tmp_path: Path) -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def make(name: str = "instance", **settings: str) -> Server:
        made.append(Server(tmp_path / name, **settings))
        return made[-1]

    yield make
    for server in made:
        for pid in server.processes():
            os.kill(pid, signal.SIGKILL)


def worker_of(server: Server) -> int:
    [pid] = [pid for pid, command in server.processes().items() if "jobs work" in command]
    return pid


def test_the_first_start_makes_keys_and_one_link_the_second_changes_nothing(make_server):
    """Each ends by a signal, and nobody of it is left."""
    server = make_server().start()
    modes = [oct(x.stat().st_mode & 0o777) for x in (server.instance / "keys").iterdir()]
    assert set(modes) == {"0o600"}
    [link] = re.findall(rf"{server.url}/\S+", server.said().split("once:")[1])
    assert len(server.processes()) >= 4  # launcher, server and its two workers, job worker
    assert (server.stop(signal.SIGINT), server.processes()) == (0, {}), server.said()
    with server.context():
        [administrator] = queries.users()

    again = server.start()
    assert (again.stop(signal.SIGTERM), again.processes()) == (0, {}), again.said()
    with server.context():
        assert [x.id for x in queries.users()] == [administrator.id]
    assert (link in again.said(), "once:" in again.said()) == (False, False)


def test_of_two_instances_one_falls_whole_and_the_other_stays(make_server):
    """When a child dies all stop with its status; a killed launcher leaves nobody."""
    first, second = make_server("first").start(), make_server("second").start()
    os.kill(worker_of(first), signal.SIGKILL)
    assert first.process.wait(60) == 128 + signal.SIGKILL
    assert first.all_gone()
    assert "The job worker ended" in first.said()

    assert len(second.processes()) >= 4
    second.stop(signal.SIGKILL)
    assert second.all_gone()


def test_a_port_in_use_is_said_before_anything_starts(make_server):
    server = make_server()
    with socket.create_server(("127.0.0.1", server.port)):
        refused = subprocess.run(server.command, **server.surroundings, capture_output=True)
    assert refused.returncode == 1
    said = refused.stderr.decode()
    assert said.startswith(f"Cannot serve on 127.0.0.1 port {server.port}: Address already in use.")
    assert not server.instance.exists()


def test_the_plain_port_beside_https_is_looked_at_too(make_server):
    server = make_server(HTTPS="1", HOST="127.0.0.1")
    with socket.create_server(("127.0.0.1", server.port + 1)):
        refused = subprocess.run(server.command, **server.surroundings, capture_output=True)
    said = (
        f"Cannot serve on 127.0.0.1 port {server.port + 1}, which is the plain one beside HTTPS: "
        f"Address already in use. Choose another: PORT={server.port + 2} make run\n"
    )
    assert (refused.returncode, refused.stderr.decode()) == (1, said)
    assert not server.instance.exists()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"HTTPS": "on"}, "HTTPS is 1 or 0, not on.\n"),
        (
            {"HTTPS": "1", "PORT": "65535"},
            "With HTTPS=1 PORT is at most 65534: the next one is used too.\n",
        ),
    ],
)
def test_https_that_cannot_be_served_is_said(make_server, settings, said):
    server = make_server(**settings)
    refused = subprocess.run(server.command, **server.surroundings, capture_output=True)
    assert (refused.returncode, refused.stderr.decode()) == (1, said)


@pytest.mark.parametrize("port", ["eighty", "0", "70000"])
def test_a_port_that_is_none_is_said(make_server, port):
    server = make_server(PORT=port)
    refused = subprocess.run(server.command, **server.surroundings, capture_output=True)
    said = f"PORT is a number from 1 to 65535, not '{port}'.\n"
    assert (refused.returncode, refused.stderr.decode()) == (1, said)


def test_a_database_that_does_not_answer_is_said(make_server, tmp_path):
    server = make_server(CEREMONY_DATABASE_URL=f"postgresql+psycopg://nobody@/x?host={tmp_path}")
    refused = subprocess.run(server.command, **server.surroundings, capture_output=True)
    said = refused.stderr.decode()
    assert (refused.returncode, said[:32]) == (1, "The database does not answer: co"), said


def test_make_interrupted_alone_stops_too(make_server):
    """Ctrl+C reaches make and the launcher; a script may signal make only."""
    server = make_server()
    makefile = f"run:\n\t@exec {' '.join(server.command)}\n"
    (server.instance.parent / "Makefile").write_text(makefile)
    server.command = ["make", "-f", str(server.instance.parent / "Makefile")]
    server.start()
    server.process.send_signal(signal.SIGINT)
    server.process.wait(60)
    assert server.all_gone(), server.said()
    assert "Ceremony has stopped." in server.said()


def test_the_makefile_starts_the_launcher():
    shown = subprocess.run(
        ["make", "--dry-run", "run"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert shown.stdout.splitlines()[-1] == "exec .venv/bin/python -m ceremony.launcher"
