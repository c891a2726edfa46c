"""The lists of the desk: as fast with many people as with few."""

from dataclasses import dataclass
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import func, select, text

from bench import masses
from bench.counting import cost
from bench.places import Place, place
from bench.table import Row
from ceremony.core.db import db
from ceremony.core.permissions import OFFICE
from ceremony.people.models import Person
from tests import cast
from tests.client import Client

SIZES = (2_500, 15_000, 100_000)
TIMES = 9
# What is looked at: its address, with the id of somebody in the middle where it is a deep page.
# Behind a space stands what is looked for and does not go into the address.
LISTS = {
    "People": "/desk/people",
    "People, a page in the middle": "/desk/people?after={middle}",
    "People, the newest first": "/desk/people?sort=newest",
    "People who wait for a decision": "/desk/people?status=submitted",
    "People, approved advisers": "/desk/people?status=approved&function=adviser",
    "People of States without photograph": "/desk/people?kind=state&photograph=missing",
    "People, a name searched": "/desk/people?q=bacidar",
    "People, a letter searched": "/desk/people?q=b",
    "Delegations": "/desk/delegations",
    "Delegations, searched": "/desk/delegations?words=senders",
    "Badges": "/desk/badges",
    "Badges of one category": "/desk/badges?category=staff",
    "Badges that lie at the desk": "/desk/badges?state=printed",
    "Scans": "/desk/gates/scans",
    "Scans with another verdict": "/desk/gates/scans?verdict=wrong_zone",
    "Audit trail": "/desk/audit",
}
# These have more to show or to add up, or note who looked: they may take longer, not too long.
FIGURES = {
    "People of one delegation": "/desk/people?body=7",
    "Gates, with the figures of the day": "/desk/gates",
    "Pick-up desk, a name searched": "/desk/pickup bacidar",
    "Pick-up desk, a serial searched": "/desk/pickup 002 012",
    "Pick-up desk, with the figures of the queue": "/desk/pickup",
    "Overview": "/desk",
}


@dataclass(frozen=True)
class Page:
    """What one address costs the server at the median, and its size."""

    ms: float
    statements: int
    kilobytes: float


def measure(kind: str = "sqlite", sizes: tuple[int, ...] = SIZES) -> list[Row]:
    """Every list with so many people, one size after the other in one instance."""
    pages: dict[str, list[Page]] = {x: [] for x in LISTS | FIGURES}
    with place(kind) as here:
        masses.settle()
        for number in sizes:
            masses.grow(number)
            _settle(kind)
            client = Client(here.app)
            client.sign_in(cast.officer(*OFFICE))
            middle = (db.session.scalar(select(func.max(Person.id))) or 0) // 2
            for name, address in (LISTS | FIGURES).items():
                pages[name].append(_page(here, client, address.format(middle=middle)))
    return [_row(kind, sizes, name, found) for name, found in pages.items()]


def _settle(kind: str) -> None:
    """What PostgreSQL does by itself a minute after many rows came."""
    if kind == "postgresql":
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def _page(here: Place, client: Client, address: str) -> Page:
    address, _, words = address.partition(" ")
    form = {"csrf_token": client.token(address), "words": words} if words else None
    taken = []
    for _turn in range(TIMES):
        with here.app.app_context(), cost() as found:
            answer = FlaskClient.open(client, address, method="POST" if form else "GET", data=form)
        assert answer.status_code in {200, 303}, (address, answer.status)
        taken.append(found)
    # SQLite works in this process: what else runs on the machine does not count.
    ms = 1000 * median(x.busy if here.kind == "sqlite" else x.seconds for x in taken)
    return Page(ms, taken[-1].statements, len(answer.data) / 1024)


def _row(kind: str, sizes: tuple[int, ...], name: str, pages: list[Page]) -> Row:
    times = pages[-1].ms / pages[0].ms
    slowest = max(x.ms for x in pages)
    statements, kilobytes = max(x.statements for x in pages), max(x.kilobytes for x in pages)
    if name in LISTS:
        target = "≤ 80 ms, × 1.5, 12 queries, 150 KB"
        reached = slowest <= 80 and times <= 1.5 and statements <= 12 and kilobytes <= 150
    else:
        target, reached = "≤ 80 ms", slowest <= 80
    measured = ", ".join(f"{x.ms:.0f}" for x in pages)
    words = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[kind]
    return Row(
        f"{name} ({words}; {', '.join(f'{x:,}' for x in sizes)} people)",
        f"{measured} ms, × {times:.2f}; {statements} queries, {kilobytes:.0f} KB",
        "",
        target,
        reached,
    )
