"""What devices are sent of the list: all of it, nothing new, one revoked badge."""

import gzip
import json
from collections.abc import Iterator
from hashlib import sha256
from http.client import HTTPConnection
from statistics import median
from time import perf_counter
from typing import Any

from sqlalchemy import select

from bench import crowd, load
from bench.places import Place, serving
from bench.table import Row
from ceremony.badges import operations as badges
from ceremony.badges.models import Credential
from ceremony.badges.states import RevokedBecause, State
from ceremony.core.db import db, transaction
from ceremony.core.permissions import SYSTEM

ROUNDS, POLLS = 9, 2_000
MOST_KB, MOST_S = 400, 2


def photographs(number: int) -> list[str]:
    """As many names of stored files, each another one: nothing of them can be compressed."""
    return [f"{sha256(str(x).encode()).hexdigest()}.jpg" for x in range(number)]


class Asked:
    """What one device asks one server."""

    def __init__(self, port: int, token: str) -> None:
        self.port, self.head = port, {"Authorization": f"Bearer {token}"}

    def list(self, known: str = "") -> tuple[float, int, dict[str, Any]]:
        """How long it took until it was read, how many bytes came, and what they say."""
        began = perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port)
        connection.request("GET", f"/gate/list?{known}", headers=self.head)
        content = connection.getresponse().read()
        answer = json.loads(gzip.decompress(content))
        connection.close()
        return perf_counter() - began, len(content), answer


def rows(place: Place, people: int) -> Iterator[Row]:
    """The list of so many badges, at the server that ``make run`` starts."""
    [token] = crowd.devices(1)
    with serving(place, place.server, "ceremony.wsgi:app") as port:
        asked = Asked(port, token)
        first = asked.list()
        again = [asked.list() for _ in range(ROUNDS)]
        yield _first(people, first, median(x[0] for x in again))
        yield _unchanged(port, token, first[2])
        yield _changed(asked, first[2])


def _first(people: int, first: tuple[float, int, dict[str, Any]], again: float) -> Row:
    seconds, size, answer = first
    kilobytes = size / 1024
    return Row(
        f"First sync, {answer['size']:,} badges",
        f"{kilobytes:.0f} KB in {seconds:.2f} s; the next device {1000 * again:.0f} ms",
        f"{people:,} badges, uncompressed {len(json.dumps(answer)) / 1024:,.0f} KB",
        f"≤ {MOST_KB} KB for 15,000, ≤ {MOST_S} s",
        kilobytes <= MOST_KB and seconds <= MOST_S,
    )


def _unchanged(port: int, token: str, known: dict[str, Any]) -> Row:
    """Asked by eight devices at once, beside a page that asks the database for nothing."""
    path = f"/gate/list?{_known(known)}"
    poll = load.request("GET", path, Authorization=f"Bearer {token}")
    polls = load.fire(port, [poll] * POLLS, at_once=8)
    page = load.request("GET", "/gate/manifest.webmanifest")
    idle = load.fire(port, [page] * POLLS, at_once=8)
    return Row(
        "Sync when nothing changed",
        f"{polls.rate:,.0f} /s, p50 {polls.percentile_ms(0.5):.1f} ms",
        f"a page without the database: {idle.rate:,.0f} /s",
        "",
        None,
    )


def _changed(asked: Asked, known: dict[str, Any]) -> Row:
    """From the revocation until a device that asks has read of it."""
    taken, sizes = [], []
    live = select(Credential).where(Credential.state == State.COLLECTED)
    for credential in db.session.scalars(live.order_by(Credential.id).limit(ROUNDS)).all():
        began = perf_counter()
        with transaction(SYSTEM):
            badges.revoke(actor=SYSTEM, credentials=[credential], reason=RevokedBecause.LOST)
        _seconds, size, answer = asked.list(_known(known))
        taken.append(perf_counter() - began)
        sizes.append(size)
        if answer["full"] or "lost" not in answer["rows"][-1]:
            raise RuntimeError("the revocation is missing")
        known = answer
    return Row(
        "One badge revoked, until a device that asks knows",
        f"{1000 * median(taken):.0f} ms, {max(sizes):,} bytes",
        "devices ask every 3 s",
        "≤ 5 s",
        3 + max(taken) <= 5,
    )


def _known(answer: dict[str, Any]) -> str:
    presence = answer["presence"]
    told = {"epoch": answer["epoch"], "version": answer["version"]}
    told |= {"presence": presence["at"], "run": presence["run"] or 0}
    return "&".join(f"{name}={value}" for name, value in told.items())
