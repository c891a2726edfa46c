"""Keys, encrypted columns, keyed hashes, stored files."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from flask import current_app
from sqlalchemy import text

from ceremony.core import crypto, files, keys
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from tests import make


def test_secrets_are_made_once_and_for_their_owner_only(tmp_path):
    keys.ensure(tmp_path)
    first = keys.secret(tmp_path, "cookies")
    keys.ensure(tmp_path)

    assert keys.secret(tmp_path, "cookies") == first
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()}
    assert modes == {0o600}
    assert len({keys.secret(tmp_path, name) for name in keys.SECRETS}) == len(keys.SECRETS)


def test_a_secret_that_somebody_made_first_is_kept(tmp_path):
    keys.write(tmp_path / "keys" / "cookies", b"1" * 32)
    keys.write(tmp_path / "keys" / "cookies", b"2" * 32)
    assert keys.secret(tmp_path, "cookies") == b"1" * 32
    assert [x.name for x in (tmp_path / "keys").iterdir()] == ["cookies"]


def test_many_threads_at_the_first_use_read_one_whole_secret(tmp_path):
    for number in range(20):
        instance, barrier = tmp_path / str(number), Barrier(8)

        def first_use(instance=instance, barrier=barrier):
            barrier.wait()
            return keys.secret(instance, "columns")

        with ThreadPoolExecutor(8) as pool:
            found = {x.result() for x in [pool.submit(first_use) for _ in range(8)]}
        assert [len(x) for x in found] == [keys.LENGTH]
        assert [x.name for x in (instance / "keys").iterdir()] == ["columns"]


def test_an_encrypted_column_is_unreadable_in_the_database():
    person = make.person(document_number="C1234567")
    stored = db.session.scalar(text("select document_number from person"))
    db.session.rollback()
    db.session.expire_all()

    assert "1234567" not in stored
    assert person.document_number == "C1234567"
    column = crypto.EncryptedText()
    assert column.process_bind_param("x", None) != column.process_bind_param("x", None)
    assert column.process_result_value(column.process_bind_param("é", None), None) == "é"
    assert column.process_bind_param(None, None) is column.process_result_value(None, None) is None


def test_a_keyed_hash_finds_however_it_is_written():
    hashes = {crypto.keyed_hash(x) for x in ("C1234", "c 12-34", " c12.34 ")}
    assert len(hashes) == 1
    assert crypto.keyed_hash("C1235") not in hashes


def test_a_stored_file_is_named_by_its_content():
    name = files.store(b"hello", ".txt")
    assert files.store(b"hello", ".txt") == name
    assert files.read(name) == b"hello"
    assert name == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824.txt"
    assert [x.name for x in files.path(name).parent.iterdir()] == [name]


@pytest.mark.parametrize("name", ["../keys/cookies", "/etc/passwd", ".hidden", "a/b", ""])
def test_a_name_that_leaves_the_folder_is_refused(name):
    with pytest.raises(ValueError, match="not the name"):
        files.path(name)


def test_many_threads_store_one_content_once():
    content, barrier = bytes(range(256)) * 4096, Barrier(8)
    app = current_app._get_current_object()

    def store():
        with app.app_context():
            barrier.wait()
            return files.store(content, ".bin")

    with ThreadPoolExecutor(8) as pool:
        names = {x.result() for x in [pool.submit(store) for _ in range(8)]}
    [name] = names
    assert files.read(name) == content
    assert [x.name for x in files.path(name).parent.iterdir()] == [name]


def test_a_file_that_is_not_there_is_an_error():
    with pytest.raises(FileNotFoundError):
        files.read("nothing.jpg")
    with transaction(SYSTEM):
        assert not Path("nothing.jpg").exists()
