"""What is wrong around the application is said in a sentence before anything starts."""

from ipaddress import ip_address

import pytest

from ceremony import create_app
from ceremony.core import address, keys
from ceremony.core.errors import Misconfigured
from ceremony.core.tls import machine


@pytest.mark.parametrize(
    "text", ["", "nonsense", "2025-13-40 UTC", "2025-10-25 Moon/Base", "9999-12-31 UTC", "a b c"]
)
def test_a_clock_that_cannot_be_read_is_named(tmp_path, text):
    (tmp_path / "clock").write_text(text)
    with pytest.raises(Misconfigured, match="should read like 2025-10-25 Asia/Bangkok"):
        create_app(INSTANCE=str(tmp_path))


def test_a_damaged_key_is_named(tmp_path):
    keys.ensure(tmp_path)
    (tmp_path / "keys" / "cookies").write_bytes(b"short")
    with pytest.raises(Misconfigured, match="keys/cookies is damaged"):
        create_app(INSTANCE=str(tmp_path))


def test_an_instance_that_is_a_file_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="instance folder cannot be made"):
        create_app(INSTANCE=str(tmp_path / "file"))


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("CEREMONY_DATABASE_URL", "mysql://x/y", "begins with sqlite:/// or postgresql"),
        ("CEREMONY_DATABASE_URL", "nonsense", "begins with sqlite:/// or postgresql"),
        ("CEREMONY_BASE_URL", "ceremony.example", "should read like https://ceremony.example.org"),
        ("CEREMONY_BASE_URL", "https://x.example/?a=b", "should read like https://"),
        ("CEREMONY_BASE_URL", "https://x.example:port", "should read like https://"),
        ("CEREMONY_BASE_URL", f"https://{'x' * 64}.example", "should read like https://"),
        ("CEREMONY_PROXIES", "one", "is a number, not one"),
        ("HTTPS", "yes", "HTTPS is 1 or 0, not yes."),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path, monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match=sentence):
        create_app(INSTANCE=str(tmp_path))


def test_with_https_the_address_in_links_is_one_of_https(tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS", "1")
    monkeypatch.setenv("CEREMONY_BASE_URL", "http://ceremony.example.org")
    with pytest.raises(Misconfigured, match="With HTTPS=1 CEREMONY_BASE_URL begins with https:"):
        create_app(INSTANCE=str(tmp_path))


def test_with_https_nobody_is_believed_to_be_a_proxy(tmp_path, monkeypatch):
    monkeypatch.setenv("HTTPS", "1")
    monkeypatch.delenv("CEREMONY_BASE_URL", raising=False)
    monkeypatch.setenv("CEREMONY_PROXIES", "1")
    with pytest.raises(Misconfigured, match="With HTTPS=1 no proxy stands before"):
        create_app(INSTANCE=str(tmp_path))


def test_with_https_cookies_are_secure_whatever_the_address(tmp_path, monkeypatch):
    monkeypatch.delenv("CEREMONY_BASE_URL", raising=False)
    assert create_app(INSTANCE=str(tmp_path)).config["SESSION_COOKIE_SECURE"] is False
    monkeypatch.setenv("HTTPS", "1")
    assert create_app(INSTANCE=str(tmp_path)).config["SESSION_COOKIE_SECURE"] is True


EVERYWHERE = "0.0.0.0"  # noqa: S104 - nothing is bound


@pytest.mark.parametrize(
    ("https", "host", "first", "own"),
    [
        ("0", "", None, "http://127.0.0.1:8000"),
        ("0", EVERYWHERE, "192.0.2.7", "http://localhost:8000"),
        ("1", "", "192.0.2.7", "https://192.0.2.7:8000"),
        ("1", "::", "2001:db8::7", "https://[2001:db8::7]:8000"),
        ("1", EVERYWHERE, None, "https://localhost:8000"),
        ("1", "192.0.2.9", "192.0.2.7", "https://192.0.2.9:8000"),
    ],
)
def test_with_https_it_is_found_by_its_address_on_the_network(monkeypatch, https, host, first, own):
    monkeypatch.setenv("HTTPS", https)
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.setenv("HOST", host) if host else monkeypatch.delenv("HOST", raising=False)
    monkeypatch.setattr(machine, "on_network", lambda: first and ip_address(first))
    assert address.own() == own


def test_the_plain_port_follows_from_the_port_of_https():
    assert [address.plain_port(x) for x in (8000, 443)] == [8001, 80]
