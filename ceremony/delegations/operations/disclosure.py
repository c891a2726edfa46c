"""What is read back on demand or taken away as a file: that it was is recorded."""

from collections.abc import Mapping

from ceremony.core import audit
from ceremony.core.permissions import Actor, Permission, require
from ceremony.delegations.models import Delegation
from ceremony.delegations.operations import composition
from ceremony.delegations.queries import members
from ceremony.people.models import Person

NEEDS = ("dietary_needs", "medical_needs", "access_needs")


def show_document(*, actor: Actor, delegation: Delegation, person: Person) -> str:
    """The number of a member's document, which the delegation itself entered."""
    _demand(actor, delegation, person)
    audit.record(actor, "people.document_shown", person)
    return person.document_number or ""


def show_needs(*, actor: Actor, delegation: Delegation, person: Person) -> Mapping[str, str]:
    """What the delegation said of a member's needs, by the names in NEEDS; empty: nothing."""
    _demand(actor, delegation, person)
    audit.record(actor, "delegations.needs_shown", person)
    return {name: getattr(person, name) or "" for name in NEEDS}


def record_list(*, actor: Actor, delegation: Delegation, kind: str) -> None:
    """Say in the trail that *actor* takes the list of the members away.

    :param kind: xlsx or csv.
    """
    require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    rows = len(members.of(delegation))
    audit.record(actor, "delegations.list_exported", delegation, kind=kind, rows=rows)


def _demand(actor: Actor, delegation: Delegation, person: Person) -> None:
    require(actor, Permission.DELEGATIONS_COMPOSE, delegation)
    require(actor, Permission.PEOPLE_COMPOSE, person)
    composition.member_of(delegation, person)
