"""Accounts with passwords, and browsers at the sign-in form."""

from functools import cache
from typing import Any

from argon2 import PasswordHasher

from ceremony.accounts import operations, queries
from ceremony.accounts.models import User
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role

PASSWORD = "harbour-lantern-47"
ADDRESS = "hanh@host.example"


@cache
def hashed() -> str:
    """A real hash, but cheap to check: hashes say themselves how dear they are."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def user(email: str = ADDRESS, *roles: Role, name: str = "Lê Thu Hạnh") -> User:
    """An officer who can sign in with PASSWORD; a registrar unless roles are given."""
    with transaction(SYSTEM):
        return operations.create(
            actor=SYSTEM,
            email=email,
            name=name,
            roles=roles or [Role.REGISTRAR],
            password_hash=hashed(),
        )


def link(holder: User) -> str:
    """The token of a new one-time link."""
    with transaction(SYSTEM):
        return operations.invite(actor=SYSTEM, user=queries.user(holder.id))


def sign_in(client: Any, email: str = ADDRESS, password: str = PASSWORD, **query: str) -> Any:
    """Send the sign-in form."""
    db.session.rollback()
    token = client.token("/sign-in")
    data = {"csrf_token": token, "email": email, "password": password}
    return client.post("/sign-in", data=data, query_string=query)
