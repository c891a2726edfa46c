"""What is wrong around the application is said in a sentence before anything starts."""

import pytest

from ceremony import create_app
from ceremony.core import keys
from ceremony.core.errors import Misconfigured


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
        ("CEREMONY_PROXIES", "one", "is a number, not one"),
    ],
)
def test_a_setting_that_makes_no_sense_is_named(tmp_path, monkeypatch, name, value, sentence):
    monkeypatch.setenv(name, value)
    with pytest.raises(Misconfigured, match=sentence):
        create_app(INSTANCE=str(tmp_path))
