import pytest


@pytest.fixture(autouse=True)
def session():
    """Nothing here needs a database."""
