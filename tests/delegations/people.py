"""Members as focal points enter them: complete, and invented."""

from datetime import date, timedelta
from itertools import count
from typing import Any

from ceremony.core.db import transaction
from ceremony.core.permissions import SYSTEM
from ceremony.delegations.models import Delegation
from ceremony.people import operations, queries
from ceremony.people.kinds import Function
from ceremony.people.models import Person
from ceremony.people.states import State

_numbers = count(1)


def member(function: Function = Function.DELEGATE, **values: Any) -> dict[str, Any]:
    """What a form sends of somebody new, with all that submitting needs."""
    number = next(_numbers)
    return {
        "given_names": f"Given{number}",
        "family_name": f"Family{number}",
        "function": function,
        "sex": "F",
        "born_on": date(1980, 1, 1) + timedelta(days=number),
        "nationality_code": "QAT",
        "document_type": "passport",
        "document_number": f"X{number:06}",
        "document_expires_on": date(2035, 1, 1),
        "title": "Adviser",
    } | values


def entered(
    delegation: Delegation,
    function: Function = Function.DELEGATE,
    *,
    state: State = State.SUBMITTED,
    **values: Any,
) -> Person:
    """A member who is there already, in *state*."""
    row = member(function, **values) | {"body_id": delegation.body_id}
    with transaction(SYSTEM):
        [person_id] = operations.register(actor=SYSTEM, people=[row], state=state)
    return queries.person(person_id)
