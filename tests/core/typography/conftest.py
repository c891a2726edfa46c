"""Setting type asks no database."""

import pytest


@pytest.fixture(autouse=True)
def session() -> None:
    """No database."""
