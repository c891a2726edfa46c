"""Changing persons and their right to pass. Each function checks, changes, records."""

from ceremony.people.assessment import NoCategory
from ceremony.people.operations.accreditations import (
    approve,
    change_validity,
    decide,
    override,
    reassess,
    refuse,
    reopen,
    revoke,
    withdraw,
)
from ceremony.people.operations.participations import (
    PARTICIPATION_FIELDS,
    add_participation,
    change_participation,
    make_primary,
    remove_participation,
)
from ceremony.people.operations.persons import (
    PERSON_FIELDS,
    AlreadyRegistered,
    add,
    change,
    register,
    remove_photograph,
    set_photograph,
    show_document,
)

__all__ = [
    "PARTICIPATION_FIELDS",
    "PERSON_FIELDS",
    "AlreadyRegistered",
    "NoCategory",
    "add",
    "add_participation",
    "approve",
    "change",
    "change_participation",
    "change_validity",
    "decide",
    "make_primary",
    "override",
    "reassess",
    "refuse",
    "register",
    "remove_participation",
    "remove_photograph",
    "reopen",
    "revoke",
    "set_photograph",
    "show_document",
    "withdraw",
]
