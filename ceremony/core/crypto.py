"""Columns that only the application can read, and hashes that find them again."""

import hmac
from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import Dialect, String, TypeDecorator

from ceremony.core import keys

NONCE = 12


class EncryptedText(TypeDecorator[str]):
    """Text, stored as base64 of nonce and AES-256-GCM ciphertext."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        nonce = token_bytes(NONCE)
        return b64encode(nonce + _cipher().encrypt(nonce, value.encode(), None)).decode()

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        if value is None:
            return None
        stored = b64decode(value)
        return _cipher().decrypt(stored[:NONCE], stored[NONCE:], None).decode()


def keyed_hash(text: str) -> str:
    """64 hexadecimal digits by which an encrypted value can be found, but not guessed.

    Case, spaces and punctuation do not count: ``c 12-34`` is found as ``C1234``.
    """
    return exact_hash("".join(x for x in text.upper() if x.isalnum()))


def exact_hash(text: str) -> str:
    """The same of *text* to the letter."""
    secret = _secret(current_app.instance_path, "search")
    return hmac.new(secret, text.encode(), sha256).hexdigest()


def token_hash(token: str) -> str:
    """How a random token is stored: 64 hexadecimal digits of SHA-256 (it cannot be guessed)."""
    return sha256(token.encode()).hexdigest()


@lru_cache
def _secret(instance: str, name: str) -> bytes:
    return keys.secret(Path(instance), name)


def _cipher() -> AESGCM:
    return _cipher_of(current_app.instance_path)


@lru_cache
def _cipher_of(instance: str) -> AESGCM:
    return AESGCM(_secret(instance, "columns"))
