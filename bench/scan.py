"""The online scan at a gate, beside what a bare ORM write does on the same server and database."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count, islice
from statistics import median
from time import time
from uuid import uuid4

from bench import crowd, load
from bench.load import Result
from bench.places import Command, Place, as_many_at_work, in_own_process, serving
from bench.table import Row

DEVICES = 8
BADGES = 2_500
TURN = 1_000  # requests in one turn of one side
QUEUED, AT_ONCE = 10_000, 200  # scans that one device has not sent, and how many it sends at once
BARE, OURS = "bench.ceiling:app", "ceremony.wsgi:app"


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
        return f"{self.rate:,.0f} /s, p50 {self.ms(0.5):.1f} ms, p99 {self.ms(0.99):.0f} ms"


class Desk:
    """What is asked of the servers of one place: three endless rows of requests."""

    def __init__(self, place: Place) -> None:
        self.place = place
        crowd.collect()
        codes, devices = crowd.codes(BADGES), crowd.devices(DEVICES)
        in_own_process("bench.ceiling", str(BADGES), BENCH_URL=place.url)
        self.requests = {
            "scan": scans(codes, devices),
            "batch": batches(codes, devices[0]),
            "bare": (load.request("POST", f"/orm/{1 + n % BADGES}") for n in count()),
            "hello": (load.request("GET", "/hello") for _ in count()),
        }

    def compare(self, server: Command, *, rounds: int = 3, turn: int = TURN) -> dict[str, Side]:
        """Our scan, the bare write and "hello" by turns, while both servers run."""
        sides = {name: Side() for name in self.requests}
        with ExitStack() as stack:
            ours = stack.enter_context(serving(self.place, server, OURS))
            beside = as_many_at_work(server, self.place.kind)
            bare = stack.enter_context(serving(self.place, beside, BARE))
            for number in range(rounds + 1):
                for name, requests in self.requests.items():
                    is_batch = name == "batch"
                    size = QUEUED // AT_ONCE if is_batch else turn
                    wanted = list(islice(requests, size if number else size // 4))
                    port = ours if name in {"scan", "batch"} else bare
                    result = load.fire(port, wanted, at_once=1 if is_batch else DEVICES)
                    if result.failures:
                        raise RuntimeError(f"{result.failures} requests of {name} failed")
                    if number:  # the first turn only warms up
                        sides[name].turns.append(result)
        return sides


def scans(codes: list[str], devices: list[str]) -> Iterator[bytes]:
    """All badges go in, then all go out, and so on: every scan is a new one and moves presence."""
    for number in count():
        asked = {
            "id": str(uuid4()),
            "method": "camera",
            "code": codes[number % len(codes)],
            "direction": ("in", "out")[number // len(codes) % 2],
        }
        yield load.request(
            "POST",
            "/gate/scans",
            json.dumps(asked).encode(),
            Authorization=f"Bearer {devices[number % len(devices)]}",
            Content_Type="application/json",
        )


def batches(codes: list[str], device: str) -> Iterator[bytes]:
    """The same, decided by a device alone and told later: its whole queue, one after the other."""
    for number in count():
        scans = [_queued(codes, number * AT_ONCE + x) for x in range(AT_ONCE)]
        yield load.request(
            "POST",
            "/gate/events",
            json.dumps({"now": int(1000 * time()), "events": scans}).encode(),
            Authorization=f"Bearer {device}",
            Content_Type="application/json",
        )


def _queued(codes: list[str], number: int) -> dict[str, object]:
    way = ("in", "out")[number // len(codes) % 2]
    return {
        "id": str(uuid4()),
        "kind": "scan",
        "at": int(1000 * time()),
        "offset": 0,
        "sequence": number,
        "method": "camera",
        "code": codes[number % len(codes)],
        "direction": way,
        "shown": {"code": "admit", "admits": True, "reason": way, "facts": {"zone": "3"}},
    }


def batch_row(kind: str, sides: dict[str, Side]) -> Row:
    """What one device has queued, told in one go, beside scans that wait for their answer."""
    single, queued = sides["scan"].rate, sides["batch"].rate * AT_ONCE
    ratio = queued / single
    return Row(
        f"Batch sync, {kind}, {QUEUED:,} queued scans of one device, {AT_ONCE} at once",
        f"{queued:,.0f} scans/s",
        f"single scans: {single:,.0f} /s",
        f"≥ 5 × the single rate: {ratio:.1f}",
        ratio >= 5,
    )


def rows(kind: str, people: int, sides: dict[str, Side]) -> list[Row]:
    """Rate and slowest hundredth, beside the bare write's."""
    ours, bare, hello = sides["scan"], sides["bare"], sides["hello"]
    ratio, slower = ours.rate / bare.rate, ours.ms(0.99) / bare.ms(0.99)
    what = f"Online scan, {kind}, {people:,} badges"
    return [
        Row(what, str(ours), f"bare ORM write: {bare}", f"≥ 0.6 of it: {ratio:.2f}", ratio >= 0.6),
        Row(
            f"{what}, slowest hundredth",
            f"{ours.ms(0.99):.0f} ms",
            f"{bare.ms(0.99):.0f} ms; “hello” {hello.rate:,.0f} /s",
            f"≤ 2 × its: {slower:.1f}",
            slower <= 2,
        ),
    ]


def flat(few: dict[str, Side], many: dict[str, Side], people: tuple[int, int]) -> Row:
    """Whether the share of the bare write stays, however many badges there are."""
    shares = [sides["scan"].rate / sides["bare"].rate for sides in (few, many)]
    return Row(
        f"Online scan from {people[0]:,} to {people[1]:,} badges",
        f"{few['scan'].rate:,.0f} /s, then {many['scan'].rate:,.0f} /s",
        f"bare: {few['bare'].rate:,.0f} /s, then {many['bare'].rate:,.0f} /s",
        f"flat: share {shares[0]:.2f}, then {shares[1]:.2f}",
        shares[1] >= 0.85 * shares[0],
    )


def other_server(kind: str, ours: dict[str, Side], other: dict[str, Side]) -> Row:
    """The same scans behind gunicorn: why the launcher starts granian, or should not."""
    return Row(
        f"Online scan, {kind}, granian or gunicorn (sync)",
        f"granian: {ours['scan']}; “hello” {ours['hello'].rate:,.0f} /s",
        f"gunicorn: {other['scan']}; “hello” {other['hello'].rate:,.0f} /s",
        "",
        None,
    )
