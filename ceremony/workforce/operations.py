"""Changing services of the host, and registering those who work in them."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from ceremony.core import audit, versions
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.jobs import Job
from ceremony.core.permissions import Actor, Permission, require
from ceremony.people import names
from ceremony.people import operations as people
from ceremony.people import queries as persons
from ceremony.people.kinds import BodyKind, Function
from ceremony.people.models import Accreditation, Body, Participation, Person
from ceremony.people.operations import holding
from ceremony.people.operations.bodies import rename as rename_body
from ceremony.workforce import queries
from ceremony.workforce.lines import Staff

# What became of it at once; of many, the long work that approves them.
Approving = people.Outcome | Job


class Registered(NamedTuple):
    """Who came in, and what became of approving them, if that was asked."""

    person_ids: list[int]
    approving: Approving | None


class NameTaken(DomainError):
    """There is a service of this name."""


class SameName(DomainError):
    """Somebody of this name is registered; whoever adds them says that it is another person."""


def add_service(*, actor: Actor, name: str) -> Body:
    """Make a service of the host: "Gate team", "Print room"."""
    require(actor, Permission.WORKFORCE_MANAGE)
    lock("workforce.services")
    _demand_free(name)
    body = Body(code=_new_code(), name=name, kind=BodyKind.WORKFORCE)
    body.sort_key, body.search_key = names.fold(name), names.search_key(name, body.code)
    db.session.add(body)
    audit.record(actor, "workforce.service_added", body)
    return body


def rename_service(*, actor: Actor, service: Body, name: str, version: int | None = None) -> Body:
    require(actor, Permission.WORKFORCE_MANAGE)
    versions.demand(service, version)
    lock("workforce.services")
    _demand_free(name, service)
    audit.record(actor, "workforce.service_renamed", service)
    rename_body(service, name)
    return service


def register(
    *,
    actor: Actor,
    service: Body,
    staff: Sequence[Staff],
    others: Collection[str] = (),
    approved: bool = False,
) -> Registered:
    """Register *staff* for *service*, all of them or nobody.

    :param others: the keys of names that are known to be those of somebody else.
    :param approved: accredit them at once, for which the actor must hold people:decide.
    :returns: how many were registered and approved; why others wait.
    :raises SameName: somebody is registered under a name that is not among *others*.
    :raises NoCategory: the table of categories has no line for staff of the host.
    """
    require(actor, Permission.WORKFORCE_MANAGE)
    lock("people.add")
    known, home = queries.namesakes((x.family_name, x.given_names) for x in staff), queries.home()
    for one in staff:
        if one.key in known and one.key not in others:
            raise SameName(
                _(
                    "%(name)s is registered already: %(known)s.",
                    name=one.named(home),
                    known=known[one.key],
                ),
                field="is_another",
            )
    ids = people.register(actor=actor, people=[_row(service, x, home) for x in staff])
    approving = _approve(actor, queries.accreditations_of(ids)) if approved else None
    return Registered(ids, approving)


def approve_waiting(*, actor: Actor, service: Body) -> Approving:
    """Accredit everybody of *service* who waits for a decision and may be approved now."""
    require(actor, Permission.WORKFORCE_MANAGE)
    return _approve(actor, queries.waiting(service))


def change(
    *,
    actor: Actor,
    worker: Participation,
    version: int | None = None,
    part_version: int | None = None,
    title: str,
    **values: Any,
) -> Participation:
    """Change somebody's names, nationality or address, and their job title.

    :param version: of the person; *part_version*: of the participation; both are guarded.
    :param values: by the names of people's PERSON_FIELDS.
    """
    require(actor, Permission.WORKFORCE_MANAGE)
    holding.hold([worker.person_id])
    versions.demand(worker, part_version)
    person = persons.person(worker.person_id)
    people.change(actor=actor, person=person, version=version, **_with_name(person, values))
    if title != worker.title:
        people.change_participation(actor=actor, participation=worker, title=title)
    return worker


def withdraw(*, actor: Actor, worker: Participation) -> Participation:
    """Take somebody off the service; badges they hold stop opening gates at once."""
    require(actor, Permission.WORKFORCE_MANAGE)
    people.withdraw(actor=actor, accreditations=[_accreditation(worker)])
    return worker


def put_back(*, actor: Actor, worker: Participation) -> Participation:
    """Undo a withdrawal: they wait for a decision again."""
    require(actor, Permission.WORKFORCE_MANAGE)
    accreditation = _accreditation(worker)
    people.restore(actor=actor, accreditations=[accreditation])
    people.submit(actor=actor, accreditations=[accreditation])
    return worker


def _accreditation(worker: Participation) -> Accreditation:
    return persons.candidates([persons.accreditation_of(worker.person_id).id])[0]


def _approve(actor: Actor, ids: Sequence[int]) -> Approving:
    """More than a chunk as long work: all others who write would wait for it."""
    if len(ids) > people.CHUNK:
        return people.start_deciding(actor=actor, move="approve", ids=ids)
    return people.decide_possible(actor=actor, move="approve", ids=ids)


def _with_name(person: Person, values: Mapping[str, Any]) -> dict[str, Any]:
    """*values* with the name on the badge, which follows the names if nobody wrote another."""
    home, parts = queries.home(), ("given_names", "family_name", "nationality_code")
    before = [getattr(person, x) for x in parts]
    after = [values.get(x, old) for x, old in zip(parts, before, strict=True)]
    written = values.get("badge_name", person.badge_name)
    if written in {"", names.badge_name(before[0], before[1], before[2] or home)}:
        written = names.badge_name(after[0], after[1], after[2] or home)
    return {**values, "badge_name": written}


def _row(service: Body, one: Staff, home: str | None) -> dict[str, Any]:
    return {
        "body_id": service.id,
        "function": Function.STAFF,
        "family_name": one.family_name,
        "given_names": one.given_names,
        "title": one.title,
        "nationality_code": one.nationality_code,
        "email": one.email,
        "badge_name": one.named(home),
    }


def _demand_free(name: str, service: Body | None = None) -> None:
    if not name.strip():
        raise DomainError(_("Give the service a name."), field="name")
    known = queries.find_service(name)
    if known is not None and known is not service:
        raise NameTaken(_("There is a service of this name already."), field="name")


def _new_code() -> str:
    """The first of ``W-0001`` and so on that is free."""
    taken = set(db.session.scalars(select(Body.code).where(Body.code.startswith("W-"))))
    number = 1
    while (code := f"W-{number:04d}") in taken:
        number += 1
    return code
