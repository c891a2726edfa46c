"""A device that is reported lost while it sends what it saw."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import event, select

from ceremony.accounts.models import Device
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM
from ceremony.gates import operations
from tests import make
from tests.gates import place


@pytest.mark.both_databases
def test_a_device_is_lost_while_its_batch_is_taken(client, app, database):
    token = place.device(place.checkpoint())
    code = place.code(place.credential(make.accreditation()).serial)
    place.tell(client, token)
    lost_id = db.session.scalar(select(Device.id))
    scan = place.shown(code)
    db.session.rollback()
    reported, engine = Event(), db.engine

    def pause(_connection, _cursor, statement, *_more):
        if statement.startswith("INSERT INTO device_report") and not reported.is_set():
            reported.set()
            Event().wait(0.3)

    def send():
        with app.app_context():
            return place.tell(client.application.test_client(), token, scan).status_code

    def lose():
        reported.wait(5)
        with app.app_context(), transaction(SYSTEM) as session:
            operations.lose_device(actor=SYSTEM, device=session.get_one(Device, lost_id))

    event.listen(engine, "after_cursor_execute", pause)
    with ThreadPoolExecutor(2) as pool:
        sent, lost = pool.submit(send), pool.submit(lose)
        assert sent.result(20) == 200
        lost.result(20)
    event.remove(engine, "after_cursor_execute", pause)
    assert place.incidents() == [("device_lost", 0)]
