"""Opening delegations: one, all invited States at once, or those that a workbook brings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from ceremony.core import audit, clock, settings, versions
from ceremony.core.clock import now
from ceremony.core.db import db, lock
from ceremony.core.errors import DomainError
from ceremony.core.i18n import _
from ceremony.core.permissions import Actor, Permission, require
from ceremony.delegations.lookup import NOT_DELEGATIONS
from ceremony.delegations.models import Delegation, Terms
from ceremony.delegations.states.delegations import LIFECYCLE
from ceremony.delegations.workbook.records import Body as Sender
from ceremony.people import names
from ceremony.people import queries as people
from ceremony.people.hosting import OF_REGISTER, kind_of
from ceremony.people.kinds import BodyKind
from ceremony.people.models import Body
from ceremony.people.operations.bodies import rename as rename_body
from ceremony.register import queries as register
from ceremony.register.models import Participant
from ceremony.register.names import fold_country

FACTS = frozenset("deadline quota note_number note_on language liaison_id notes".split())


class AlreadyOpen(DomainError):
    """There is a delegation of this State or name."""


def open_from_register(*, actor: Actor, iso3s: Sequence[str], **facts: Any) -> list[Delegation]:
    """Open the delegations of participants of the register; those that are open stay as they are.

    :param iso3s: codes of the register; unknown ones are left out.
    :param facts: by the names in FACTS; a deadline or quota that is absent is that of the kind.
    :returns: the new ones, invited.
    """
    require(actor, Permission.DELEGATIONS_MANAGE)
    lock("delegations.open")
    wanted = [x for x in register.participants() if x.iso3 in set(iso3s)]
    bodies = {
        x.participant_id: x
        for x in db.session.scalars(
            select(Body).where(
                Body.participant_id.in_([x.id for x in wanted]), Body.kind.in_(OF_REGISTER)
            )
        )
    }
    missing = [x for x in wanted if x.id not in bodies]
    host = settings.current().host
    senders = [Sender(None, x.name, kind_of(x, host), x.iso3) for x in missing]
    made = new_bodies(actor, senders)
    bodies |= {x.participant_id: x for x in made}
    here = _open([x.id for x in bodies.values()])
    return _begin(actor, [x for x in bodies.values() if x.id not in here], facts)


def open_body(
    *,
    actor: Actor,
    name: str,
    kind: str,
    participant: str = "",
    **facts: Any,
) -> Delegation:
    """Open one delegation, with the body that it stands for.

    :param name: in full; a State's is always that of the register.
    :param kind: a value of :class:`BodyKind` other than outlet and workforce; which of its kinds
        a participant is, the register and the host country of the ceremony say.
    :param participant: the iso3 of a State or of the European Union; nobody else has one.
    :raises AlreadyOpen: it is open, or a body of this name is.
    """
    require(actor, Permission.DELEGATIONS_MANAGE)
    lock("delegations.open")
    wanted = BodyKind(kind)
    if wanted in NOT_DELEGATIONS:
        raise DomainError(_("This kind of body sends no delegation."), field="kind")
    if chosen := _chosen(wanted, participant):
        name, wanted = chosen.name, kind_of(chosen, settings.current().host)
    if not name.strip():
        raise DomainError(_("Give its name, or choose it from the register."), field="name")
    known = _namesakes(name, wanted)
    if any(x.id in _open([x.id]) for x in known):
        field = "participant" if participant else "name"
        raise AlreadyOpen(_("%(name)s has a delegation already.", name=name), field=field)
    bodies = known or new_bodies(actor, [Sender(None, name, wanted, participant or None)])
    return _begin(actor, bodies[:1], facts)[0]


def _chosen(kind: BodyKind, iso3: str) -> Participant | None:
    """States are those of the register, and nobody else is."""
    if kind in OF_REGISTER and not iso3:
        raise DomainError(_("Choose the State from the register."), field="participant")
    if kind not in OF_REGISTER and iso3:
        raise DomainError(
            _("This kind of body is not in the register: choose none, and give its name."),
            field="participant",
        )
    return register.participant(iso3) if iso3 else None


def open_submitted(actor: Actor, body_ids: Sequence[int]) -> None:
    """Open those of *body_ids* that have no delegation: a workbook brought their people."""
    here = _open(body_ids)
    rows = select(Body).where(Body.id.in_([x for x in body_ids if x not in here]))
    new = _begin(actor, db.session.scalars(rows.order_by(Body.id)).all(), {})
    LIFECYCLE.advance(actor, "submit", *new, submitted_at=now())


def change(
    *, actor: Actor, delegation: Delegation, version: int | None = None, **facts: Any
) -> Delegation:
    """Set *facts*, by the names in FACTS.

    :param version: what these were made from; None: whatever is there.
    """
    require(actor, Permission.DELEGATIONS_MANAGE, delegation)
    versions.demand(delegation, version)
    for name, value in _checked(facts).items():
        setattr(delegation, name, value)
    audit.record(actor, "delegations.changed", delegation, fields=sorted(facts))
    return delegation


def rename(*, actor: Actor, delegation: Delegation, name: str) -> Delegation:
    """Give an organisation another name; a State's is that of the register."""
    require(actor, Permission.DELEGATIONS_MANAGE, delegation)
    body = delegation.body
    if body.participant_id is not None:
        raise DomainError(_("A State has the name that the register gives it."), field="name")
    lock("delegations.open")
    if any(x.id != body.id for x in _namesakes(name, body.kind)):
        raise AlreadyOpen(_("%(name)s has a delegation already.", name=name), field="name")
    audit.record(actor, "delegations.renamed", body)
    rename_body(body, name)
    return delegation


def set_terms(
    *,
    actor: Actor,
    kind: str,
    deadline: datetime | None,
    quota: Mapping[str, int],
    applies: bool = False,
) -> int:
    """Say what new delegations of *kind* get.

    :param applies: also to those that are open; else they keep what they have.
    :returns: how many of those changed.
    """
    require(actor, Permission.DELEGATIONS_MANAGE)
    facts = _checked({"deadline": deadline, "quota": dict(quota)})
    wanted = BodyKind(kind)
    lock("delegations.terms", wanted)
    terms = db.session.scalars(select(Terms).where(Terms.kind == wanted)).one_or_none()
    terms = terms or Terms(kind=wanted)
    terms.deadline, terms.quota = facts["deadline"], facts["quota"]
    db.session.add(terms)
    audit.record(actor, "delegations.terms_set", terms)
    return _apply(actor, terms) if applies else 0


def _apply(actor: Actor, terms: Terms) -> int:
    rows = select(Delegation).join(Delegation.body).where(Body.kind == terms.kind)
    agreed = (terms.deadline, terms.quota)
    moved = [x for x in db.session.scalars(rows) if (x.deadline, x.quota) != agreed]
    for delegation in moved:
        delegation.deadline, delegation.quota = terms.deadline, dict(terms.quota)
    audit.record(actor, "delegations.changed", *moved, fields=["deadline", "quota"])
    return len(moved)


def new_bodies(actor: Actor, senders: Sequence[Sender]) -> list[Body]:
    """A body for each of *senders*, in their order."""
    if not senders:
        return []
    participants = {x.iso3: x for x in register.participants()}
    codes = set(db.session.scalars(select(Body.code)))
    bodies = []
    for sender in senders:
        participant = participants.get(sender.participant or "")
        code = _free_code(sender, codes)
        codes.add(code)
        other_names = [*participant.search_names, participant.iso2] if participant else []
        bodies.append(
            Body(
                code=code,
                name=sender.name,
                kind=sender.kind,
                participant_id=participant.id if participant else None,
                search_key=names.search_key(sender.name, code, *other_names),
                sort_key=names.fold(sender.name),
            )
        )
    db.session.add_all(bodies)
    audit.record(actor, "delegations.body_created", *bodies)
    return bodies


def _begin(actor: Actor, bodies: Sequence[Body], facts: Mapping[str, Any]) -> list[Delegation]:
    agreed, given = _terms(), _checked(facts)
    new = []
    for body in bodies:
        terms = agreed.get(body.kind)
        usual = {"deadline": terms.deadline, "quota": dict(terms.quota)} if terms else {"quota": {}}
        said = {name: value for name, value in given.items() if value not in (None, {})}
        new.append(Delegation(body=body, **usual | said))
    if new:
        LIFECYCLE.begin(actor, *new, event="created")
    return new


def _checked(facts: Mapping[str, Any]) -> dict[str, Any]:
    """*facts* as they may be written; a quota without the categories that say nothing."""
    if strange := facts.keys() - FACTS:
        raise TypeError(", ".join(sorted(strange)))
    known = {x.code for x in people.categories()}
    for code, number in (facts.get("quota") or {}).items():
        if code not in known:
            raise DomainError(_("There is no category %(code)s.", code=code), field="quota")
        if not 0 <= number <= 10_000:
            raise DomainError(_("A quota lies between 0 and 10,000."), field="quota")
    deadline, noted = facts.get("deadline"), facts.get("note_on")
    if isinstance(deadline, datetime) and not clock.is_signable(deadline):
        raise DomainError(clock.not_signable(), field="deadline")
    if isinstance(noted, date) and noted > settings.current().today:
        raise DomainError(_("The note verbale is of a day to come."), field="note_on")
    return dict(facts)


def _terms() -> dict[BodyKind, Terms]:
    return {x.kind: x for x in db.session.scalars(select(Terms))}


def _open(body_ids: Sequence[int]) -> set[int]:
    rows = select(Delegation.body_id).where(Delegation.body_id.in_(body_ids))
    return set(db.session.scalars(rows))


def _namesakes(name: str, kind: BodyKind) -> list[Body]:
    """Bodies of this kind that are called so, however it is written."""
    rows = select(Body).where(Body.kind == kind).order_by(Body.id)
    return [x for x in db.session.scalars(rows) if fold_country(x.name) == fold_country(name)]


def _free_code(sender: Sender, codes: set[str]) -> str:
    """``QAT`` for a State, ``O-0042`` for others."""
    if sender.participant and sender.participant not in codes:
        return sender.participant
    number = 1
    while (code := f"O-{number:04d}") in codes:
        number += 1
    return code
