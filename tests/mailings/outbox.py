"""Mail and mailings for the tests of this folder."""

from datetime import timedelta

from ceremony.core import clock, jobs, mail
from ceremony.core.db import db, transaction
from ceremony.core.mail import Message
from ceremony.core.mail.delivery import Postman
from ceremony.core.permissions import SYSTEM
from ceremony.mailings import operations, plans
from ceremony.mailings.models import Mailing
from ceremony.people import operations as persons
from ceremony.people import queries
from ceremony.people.kinds import Function
from ceremony.people.models import Accreditation
from tests import make

PLENARY = {"subject": "Plenary at 09:30", "text": "Dear {name},\n\nthe plenary begins at 09:30."}


def message(to: str = "amina@mfa.example", **values) -> Message:
    """One mail in the outbox."""
    known = {"name": "Amina", "subject": "Plenary moved", "text": "Dear Amina"}
    with transaction(SYSTEM, working=True):
        return mail.write(to=to, **known | values)


def people(*addresses: str, **values) -> list[int]:
    """A registered person for each address; the ids of their accreditations."""
    sender = values.pop("body", None) or make.body(None)
    more = {"family_name": "Reader", "body_id": sender.id, "function": Function.DELEGATE} | values
    if not queries.categories():
        make.category()
    rows = [{"given_names": f"Guest {n}", "email": x} | more for n, x in enumerate(addresses)]
    with transaction(SYSTEM):
        made = persons.register(actor=SYSTEM, people=rows)
    return [_accreditation(x) for x in made]


def _accreditation(person_id: int) -> int:
    found = db.session.query(Accreditation.id).filter_by(person_id=person_id).scalar()
    return int(found)


def draft(ids: list[int], audience: str = "people", **values) -> Mailing:
    """A mailing that was written, to those behind *ids*."""
    with transaction(SYSTEM):
        made = operations.begin(actor=SYSTEM, audience=audience, chosen="People", ids=ids)
        operations.write(actor=SYSTEM, mailing=made, **PLENARY | values)
    return made


def released(ids: list[int], count: int | None = None, **values) -> Mailing:
    made = draft(ids, **values)
    planned = plans.plan(made).ids
    with transaction(SYSTEM):
        wanted = len(ids) if count is None else count
        return operations.release(actor=SYSTEM, mailing=made, ids=planned, count=wanted)


def work() -> None:
    """Let a worker write the mails and, the first minute being over, send them."""
    while jobs.work_once("a worker"):
        pass
    clock.shift(clock._shift + operations.UNDO + timedelta(seconds=1))
    postman = Postman("a worker")
    while postman.deliver_some():
        pass
    postman.close()
    db.session.rollback()
