"""The people of the demonstration as rows for people.operations.register."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle, islice
from typing import Any

from ceremony.core.clock import now
from ceremony.demo import cast
from ceremony.demo.names import Name, begin_again, name
from ceremony.demo.portraits import EACH, store_all
from ceremony.people.kinds import (
    BodyKind,
    DocumentType,
    Function,
    Rank,
    Sex,
    is_without_photograph,
)
from ceremony.people.models import Body

SHARE_OF_ORGANISATIONS = 0.10
SHARE_OF_WORKFORCE = 0.06
HAS_PHOTOGRAPH = 0.94
DOUBLED = (
    *("family_name", "given_names", "badge_name", "original_name"),
    *("honorific", "sex", "born_on", "nationality_code", "photo", "photo_added_at"),
)


@dataclass(frozen=True)
class Place:
    """One person to be: for whom, and as what."""

    body: Body
    function: str
    rank: str
    title: str


def places(bodies: Sequence[Body], total: int, chance: random.Random) -> list[Place]:
    """*total* places: every delegation has one head, the rest is shared out unevenly."""
    states = [x for x in bodies if x.kind in {BodyKind.STATE, BodyKind.HOST, BodyKind.REIO}]
    workforce = [x for x in bodies if x.kind is BodyKind.WORKFORCE]
    others = [x for x in bodies if x not in states and x not in workforce]
    sizes = {
        "others": max(len(others), int(total * SHARE_OF_ORGANISATIONS)),
        "workforce": int(total * SHARE_OF_WORKFORCE),
    }
    of_states = max(len(states), total - sum(sizes.values()))
    found = [
        *_of_delegations(states, of_states, chance),
        *_of(others, cast.OF_ORGANISATION, sizes["others"]),
        *_of_services(workforce, sizes["workforce"]),
    ]
    return found[:total]


def _of_delegations(states: list[Body], total: int, chance: random.Random) -> Iterator[Place]:
    for body, (rank, title) in zip(states, cycle(cast.HEADS)):
        yield Place(body, "head", rank, title)
    weights = [6 if body.kind is BodyKind.HOST else chance.choice((1, 1, 2, 3)) for body in states]
    members = {body.code: cycle(cast.MEMBERS) for body in states}
    members[cast.HOST] = cycle(cast.OF_HOST + cast.MEMBERS)
    for body in chance.choices(states, weights, k=total - len(states)):
        yield Place(body, *next(members[body.code]))


def _of(
    bodies: list[Body], places: tuple[tuple[str, str, str], ...], total: int
) -> Iterator[Place]:
    """Each body in turn; who comes first is the first of *places*, and only once."""
    rounds = ((body, number) for number in range(total) for body in bodies)
    for body, number in islice(rounds, total):
        later = places[1:] if places[0][0] == "head" else places
        yield Place(body, *(places[0] if number == 0 else later[number % len(later)]))


def _of_services(services: list[Body], total: int) -> Iterator[Place]:
    """Each service in turn, and in each its jobs."""
    jobs = {body.code: cycle(cast.SERVICES[body.name]) for body in services}
    for body in islice(cycle(services), total):
        yield Place(body, *next(jobs[body.code]))


def rows(wanted: Sequence[Place], chance: random.Random) -> list[dict[str, Any]]:
    """A person for each place; no name and no document number occurs twice."""
    begin_again()
    photographs = store_all()
    seen: set[str] = set()
    made = []
    for number, place in enumerate(wanted):
        country = _country(place.body, chance)
        own = _unseen(country, seen, chance)
        face = photographs[number * 7 % EACH, own.is_woman]
        made.append(_row(number, place, own, face, chance) | {"nationality_code": country})
    _enter_again(made)
    return made


def _enter_again(made: list[dict[str, Any]]) -> None:
    """The last delegate is somebody whom another delegation sends too: a possible double."""
    delegates = [x for x in made if x["function"] is Function.DELEGATE]
    first = next(iter(delegates), None)
    again = next((x for x in reversed(delegates) if first and _may_be(first, x)), None)
    if first and again:
        for name in DOUBLED:
            again[name] = first[name]


def _may_be(first: dict[str, Any], other: dict[str, Any]) -> bool:
    return bool(first["body_id"] != other["body_id"])


def _unseen(country: str, seen: set[str], chance: random.Random) -> Name:
    for _try in range(60):
        own = name(country, chance)
        if own.badge_name not in seen:
            break
    else:  # a small stock of names is used up: two given names make new ones
        other = name(country, chance)
        own = own._replace(
            given_names=f"{own.given_names} {other.given_names}",
            badge_name=f"{own.given_names} {other.given_names} {own.family_name}".strip(),
            original_name="",
        )
    seen.add(own.badge_name)
    return own


def _row(number: int, place: Place, own: Name, face: str, chance: random.Random) -> dict[str, Any]:
    by_protocol = is_without_photograph(place.function, place.rank)
    photo = None if by_protocol or chance.random() > HAS_PHOTOGRAPH else face
    diplomatic = place.rank != "other"
    return {
        "family_name": own.family_name,
        "given_names": own.given_names,
        "badge_name": own.badge_name,
        "original_name": own.original_name,
        "honorific": cast.HONORIFICS.get(place.rank, "Ms" if own.is_woman else "Mr"),
        "sex": Sex.FEMALE if own.is_woman else Sex.MALE,
        "born_on": date(1952, 1, 1) + timedelta(days=chance.randrange(48 * 365)),
        "document_type": DocumentType.DIPLOMATIC_PASSPORT if diplomatic else DocumentType.PASSPORT,
        "document_number": f"DEMO{number:05d}",
        "document_expires_on": date(2027, 1, 1) + timedelta(days=chance.randrange(2600)),
        "email": f"guest{number:04d}@example.org",
        "phone": "",
        "languages": "",
        "photo": photo,
        "photo_added_at": now() if photo else None,
        "body_id": place.body.id,
        "function": Function(place.function),
        "rank": Rank(place.rank),
        "title": place.title,
        "is_listed": number % 12 > 0,
    }


def _country(body: Body, chance: random.Random) -> str:
    if body.participant_id and body.code != cast.UNION:
        return body.code
    return cast.HOST if body.kind is BodyKind.WORKFORCE else chance.choice(cast.STATES)
