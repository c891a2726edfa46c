import socket
from ipaddress import ip_address

import pytest

from ceremony.core.tls import machine


@pytest.fixture(autouse=True)
def session() -> None:
    """No database: only this machine."""


@pytest.mark.parametrize(
    ("called", "names"),
    [
        ("Scanner.mfa.example", ["localhost", "scanner.mfa.example", "scanner.local"]),
        ("scanner", ["localhost", "scanner", "scanner.local"]),
        ("scanner.local", ["localhost", "scanner.local"]),
        ("localhost", ["localhost", "localhost.local"]),
        ("my_pc", ["localhost"]),
        ("máy", ["localhost"]),
        ("", ["localhost"]),
    ],
)
def test_a_machine_is_found_by_its_own_name_if_it_is_one(monkeypatch, called, names):
    monkeypatch.setattr(socket, "gethostname", lambda: called)
    assert machine.names() == names


def test_its_addresses_are_those_that_others_can_open():
    found = machine.addresses()

    assert [x for x in found if x.is_loopback or x.is_unspecified] == []
    assert [x for x in found if x.version == 6 and x.is_link_local] == []
    assert found == sorted(set(found), key=lambda x: (x.version, int(x)))
    first = machine.on_network()
    assert first is None or first in found


def test_without_a_network_there_is_none(monkeypatch):
    """Neither a way out, nor a name that resolves, nor a list of interfaces."""

    def refuse(*_given, **_named):
        raise OSError("no network")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(machine.Path, "read_text", refuse)
    assert (machine.on_network(), machine.addresses()) == (None, [])


def test_a_machine_that_finds_only_itself_has_no_address_for_others(monkeypatch):
    monkeypatch.setattr(machine, "ELSEWHERE", {socket.AF_INET: "127.0.0.1"})
    assert machine.on_network() is None


def test_an_address_may_be_told_by_the_name_alone(monkeypatch):
    told = [(socket.AF_INET, 1, 6, "", ("192.168.7.20", 0)), (10, 1, 6, "", ("fe80::1%eth0", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: told)
    assert ip_address("192.168.7.20") in machine.addresses()
