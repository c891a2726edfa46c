"""The list of people at the desk: as fast with many as with few."""

from dataclasses import dataclass

from flask.testing import FlaskClient

from bench.counting import cost
from bench.places import Place
from bench.table import Row
from ceremony.core.permissions import Role
from tests import cast
from tests.client import Client

PAGES = ("/desk/people", "/desk/people?q=wenjing", "/desk/people?status=approved&function=adviser")
TIMES = 7


@dataclass(frozen=True)
class Page:
    """What one address costs the server, and its size."""

    ms: float
    statements: int
    kilobytes: float


def measure(place: Place) -> list[Page]:
    """Each of PAGES as the registrar gets it."""
    client = Client(place.app)
    client.sign_in(cast.officer(Role.REGISTRAR))
    return [_page(place, client, address) for address in PAGES]


def _page(place: Place, client: Client, address: str) -> Page:
    taken = []
    for _ in range(TIMES):
        with place.app.app_context(), cost() as found:
            answer = FlaskClient.open(client, address)
        assert answer.status_code == 200, answer.status
        taken.append(found)
    ms = 1000 * min(x.seconds for x in taken)  # whatever else runs here only adds to it
    return Page(ms, taken[-1].statements, len(answer.data) / 1024)


def rows(pages: dict[int, list[Page]]) -> list[Row]:
    """The dearest page at every number of people, and how the cost grows."""
    few, *_, many = sorted(pages)
    worst = {number: max(found, key=lambda page: page.ms) for number, found in pages.items()}
    times = max(b.ms / a.ms for a, b in zip(pages[few], pages[many], strict=True))
    every = [page for found in pages.values() for page in found]
    ours = "; ".join(f"{number:,}: {page.ms:.0f} ms" for number, page in worst.items())
    statements = max(x.statements for x in every)
    kilobytes = max(x.kilobytes for x in every)
    return [
        Row(
            "People list, all, searched and filtered: the dearest",
            f"{ours}; {statements} queries, {kilobytes:.0f} KB",
            "",
            "≤ 80 ms, ≤ 12 queries, ≤ 150 KB",
            worst[many].ms <= 80 and statements <= 12 and kilobytes <= 150,
        ),
        Row(
            f"People list, {many:,} beside {few:,} people",
            f"× {times:.2f} at most",
            "",
            "≤ × 1.5",
            times <= 1.5,
        ),
    ]
