"""A whole ceremony of invented people, to try everything and to show it."""

from ceremony.accounts import demo as of_accounts


def load(people: int = 300) -> None:
    """Fill an empty database; see :mod:`ceremony.demo.loading`."""
    from ceremony.demo.loading import load_all  # Faker and Pillow: only where they are used

    load_all(people)


def sign_ins() -> list[tuple[str, str, str]]:
    """Role, address and password of each officer of the demonstration."""
    return [(x["role"], x["email"], x["password"]) for x in of_accounts.sign_ins()]
