import flask_migrate
import pytest
from sqlalchemy import text

from ceremony.core.db import db


@pytest.mark.both_databases
def test_the_register_goes_down_and_comes_up_again():
    def counts():
        with db.engine.connect() as connection:
            return [
                connection.execute(text(f"SELECT count(*) FROM {table}")).scalar()
                for table in ("participant", "nationality")
            ]

    db.session.rollback()
    assert counts() == [198, 205]
    flask_migrate.downgrade(revision="0001_spine")
    assert counts() == [0, 0]
    flask_migrate.upgrade()
    assert counts() == [198, 205]
