"""The online scan at a gate, beside what a bare ORM write does on the same server and database."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from uuid import uuid4

from bench import crowd, load
from bench.load import Result
from bench.places import Place, in_own_process, serving
from bench.table import Row

DEVICES = 8
TURN = 1_200  # requests in one turn of one side


@dataclass
class Side:
    """The turns that one of the compared applications had."""

    turns: list[Result] = field(default_factory=list)

    @property
    def rate(self) -> float:
        return median(x.rate for x in self.turns)

    def ms(self, share: float) -> float:
        return median(x.percentile_ms(share) for x in self.turns)

    def __str__(self) -> str:
        times = f"p50 {self.ms(0.5):.0f} ms, p99 {self.ms(0.99):.0f} ms"
        return f"{self.rate:,.0f} /s, {times}"


def scans(place: Place, codes: list[str], devices: list[str]) -> Iterator[bytes]:
    """All badges go in, then all go out, and so on: every scan is a new one and moves presence."""
    heads = [f"Bearer {token}" for token in devices]
    for number in count():
        direction = ("in", "out")[number // len(codes) % 2]
        asked = {
            "id": str(uuid4()),
            "method": "camera",
            "code": codes[number % len(codes)],
            "direction": direction,
        }
        yield load.request(
            "POST",
            "/gate/scans",
            json.dumps(asked).encode(),
            Authorization=heads[number % len(heads)],
            Content_Type="application/json",
        )


def bare(most: int) -> Iterator[bytes]:
    return (load.request("POST", f"/orm/{1 + number % most}") for number in count())


def hello() -> Iterator[bytes]:
    return (load.request("GET", "/hello") for _ in count())


def compare(
    place: Place, *, server: list[str], rounds: int = 3, turn: int = TURN
) -> dict[str, Side]:
    """Our scan, the bare write and "hello" in turns; all servers run from the first to the last."""
    codes, devices = crowd.codes(2_500), crowd.devices(DEVICES)
    in_own_process("bench.ceiling", str(len(codes)), BENCH_URL=place.url)
    sides = {"scan": Side(), "bare": Side(), "hello": Side()}
    sources = {"scan": scans(place, codes, devices), "bare": bare(len(codes)), "hello": hello()}
    with (
        serving(place, *server) as ours,
        serving(place, *server[:-1], "bench.ceiling:app") as theirs,
    ):
        ports = {"scan": ours, "bare": theirs, "hello": theirs}
        for number in range(rounds + 1):  # the first one warms up
            for name, side in sides.items():
                wanted = turn // 4 if number == 0 else turn
                result = load.fire(ports[name], [next(sources[name]) for _ in range(wanted)])
                if result.failures:
                    raise RuntimeError(f"{result.failures} requests of {name} failed")
                if number:
                    side.turns.append(result)
    return sides


def rows(place: Place, people: int, sides: dict[str, Side]) -> list[Row]:
    ours, bare_, hello_ = sides["scan"], sides["bare"], sides["hello"]
    ratio, slower = ours.rate / bare_.rate, ours.ms(0.99) / bare_.ms(0.99)
    what = f"Online scan, {place.kind}, {people:,} credentials"
    return [
        Row(what, str(ours), f"bare ORM write {bare_}", f"{ratio:.2f} of it; ≥ 0.60", ratio >= 0.6),
        Row(
            f"{what}: the slowest hundredth",
            f"{ours.ms(0.99):.0f} ms",
            f"{bare_.ms(0.99):.0f} ms; “hello” {hello_.rate:,.0f} /s",
            f"{slower:.1f} times it; ≤ 2.0",
            slower <= 2,
        ),
    ]
