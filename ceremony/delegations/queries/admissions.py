"""Reading the requests of those who were not invited."""

import hmac
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import Select, func, select

from ceremony.core import paging
from ceremony.core.crypto import exact_hash
from ceremony.core.db import db
from ceremony.core.paging import FIRST, Page, Place
from ceremony.delegations.lookup import NOT_DELEGATIONS
from ceremony.delegations.models import AdmissionRequest, Delegation
from ceremony.delegations.states.changes import Admission
from ceremony.people.models import Body
from ceremony.register.names import fold_country

MOST_SIMILAR = 5
ALIKE = 0.5  # of the words of both names
SMALL_WORDS = {"and", "for", "of", "the", "de", "des", "et", "la", "le", "les", "pour", "in"}


class Similar(NamedTuple):
    """A body that may be the same organisation, and its delegation if it has one."""

    body: Body
    delegation_id: int | None
    is_same_name: bool


def request(admission_id: int) -> AdmissionRequest:
    """:raises NoResultFound: there is none."""
    return db.session.get_one(AdmissionRequest, admission_id)


def find(reference: str) -> AdmissionRequest | None:
    return db.session.scalars(
        select(AdmissionRequest).where(AdmissionRequest.reference == reference)
    ).one_or_none()


def find_by_contact(reference: str, email: str) -> AdmissionRequest | None:
    """The request with this reference, if it came from *email*; however both are written."""
    found = find(reference.strip().upper())
    same = found is not None and found.email.casefold() == email.strip().casefold()
    return found if same else None


def seal(request: AdmissionRequest) -> str:
    """What stands in the mailed link, so that a guessed reference opens nothing."""
    return _seal(request.reference)


def opened(reference: str, sealed: str) -> AdmissionRequest | None:
    """The request whose mailed link says *reference* and its seal."""
    found = find(reference)
    is_ours = hmac.compare_digest(_seal(reference).encode(), sealed.encode())
    return found if is_ours else None


def _seal(reference: str) -> str:
    return exact_hash(f"request {reference}")[:24]


def count_waiting() -> Select[int]:
    return select(func.count()).where(AdmissionRequest.state == Admission.ASKED)


def counts() -> Mapping[Admission, int]:
    rows = db.session.execute(
        select(AdmissionRequest.state, func.count()).group_by(AdmissionRequest.state)
    )
    found: dict[Admission, int] = {state: number for state, number in rows}  # noqa: C416 - typed
    return dict.fromkeys(Admission, 0) | found


def requests(place: Place = FIRST, *, state: Admission = Admission.ASKED) -> Page:
    """One page of those in *state*: who waits longest comes first, what was decided last."""
    rows = select(AdmissionRequest).where(AdmissionRequest.state == state)
    order = [AdmissionRequest.state_since, AdmissionRequest.id]
    page = paging.page(rows, order, place, descends=state is not Admission.ASKED)
    return page.showing([row[0] for row in page.rows])


def beside(request: AdmissionRequest) -> Sequence[AdmissionRequest]:
    """Other requests from the same address or of the same name, the last first."""
    rows = db.session.scalars(
        select(AdmissionRequest)
        .where(
            AdmissionRequest.id != request.id,
            (func.lower(AdmissionRequest.email) == request.email.lower())
            | (func.lower(AdmissionRequest.name) == request.name.lower()),
        )
        .order_by(AdmissionRequest.id.desc())
        .limit(10)
    )
    return rows.all()


def similar(request: AdmissionRequest) -> list[Similar]:
    """Bodies whose names share most of their words with that of *request*, the nearest first."""
    wanted = _words(request.name)
    rows = db.session.execute(
        select(Body, Delegation.id)
        .outerjoin(Delegation, Delegation.body_id == Body.id)
        .where(Body.kind.not_in(NOT_DELEGATIONS))
        .order_by(Body.sort_key, Body.id)
    )
    found = [(_likeness(wanted, _words(body.name)), body, id_) for body, id_ in rows]
    near = sorted((x for x in found if x[0] >= ALIKE), key=lambda x: -x[0])
    return [Similar(body, id_, likeness == 1) for likeness, body, id_ in near[:MOST_SIMILAR]]


def _words(name: str) -> frozenset[str]:
    return frozenset(fold_country(name).split()) - SMALL_WORDS


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How many of the words of the shorter name are in the longer one, if they are enough."""
    shared = len(one & other)
    return 1.0 if one == other else 0.99 * shared / max(min(len(one), len(other)), 2)
