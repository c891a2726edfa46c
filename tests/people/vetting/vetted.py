"""Persons who wait for vetting, and what becomes of them."""

from datetime import date
from typing import Any

from sqlalchemy import select

from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM, Role
from ceremony.people.models import Person
from ceremony.people.vetting import batches, operations
from ceremony.people.vetting.models import Vetting, VettingBatch
from tests import cast, make


def of(person: Person | int) -> Vetting:
    person_id = person if isinstance(person, int) else person.id
    return db.session.scalars(
        select(Vetting)
        .where(Vetting.person_id == person_id)
        .execution_options(populate_existing=True)
    ).one()


def somebody(given_names: str = "Amina", **values: Any) -> Person:
    known = {"document_number": f"P-{given_names}", "born_on": date(1980, 5, 6)}
    return make.person(given_names, **known | values)


def act(name: str, person: Person | int, note: str = "", **more: Any) -> Vetting:
    """Let the vetting officer do it: ``act("hold", person, "Ask again")``."""
    officer = cast.actor(Role.VETTING_OFFICER)
    with transaction(officer):
        operation = getattr(operations, name)
        operation(actor=officer, vetting=of(person), note=note, **more)
    return of(person)


def batch(*people: Person) -> VettingBatch:
    ids = [of(x).id for x in people]
    with transaction(SYSTEM):
        made = batches.make(actor=SYSTEM, ids=ids)
    return batches.batch(made.id)
