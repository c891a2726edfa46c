"""Printing badges: how many in a second, how large, in how much memory; and one at the desk."""

import json
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from bench import crowd
from bench.places import Place, in_own_process, place
from bench.table import Row
from ceremony.core import files
from ceremony.core.db import db
from ceremony.demo import portraits

TURNS = 3  # of each side; the quickest counts, since others may have the cores for a while
PHOTOGRAPHS = 48  # different ones
GRAIN = 0.0635


def measure(few: int, many: int) -> Iterator[Row]:
    """Print the badges of *few* people, each with a photograph, then those of *many*."""
    with place() as here:
        senders, photos = crowd.settle(), [_photograph(number) for number in range(PHOTOGRAPHS)]
        crowd.arrive(few, senders, photos)
        db.session.remove()
        yield from _fronts(here, few)
        yield _at_the_desk(here)
        yield from _batch(here)
        crowd.arrive(many - few, senders, photos)
        db.session.remove()
        yield _command(here, many)


def _photograph(number: int) -> str:
    """A drawn portrait with the grain of a real photograph, which makes it about 30 KB."""
    drawn = Image.open(BytesIO(portraits.portrait(number, is_woman=number % 2 == 0)))
    grain = Image.effect_noise(drawn.size, 60).convert("RGB")
    file = BytesIO()
    Image.blend(drawn, grain, GRAIN).save(file, "JPEG", quality=82)
    return files.store(file.getvalue(), ".jpg")


def _printed(here: Place, what: str, processes: int = 1) -> dict[str, float]:
    environment = {"CEREMONY_INSTANCE": str(here.instance)}
    said = in_own_process("bench.press", what, str(processes), **environment)
    figures: dict[str, float] = json.loads(said)
    return figures


def _fronts(here: Place, people: int) -> Iterator[Row]:
    """On one core and on two, in turns."""
    turns = [(_printed(here, "fronts", 1), _printed(here, "fronts", 2)) for _ in range(TURNS)]
    one, two = (min(found, key=lambda x: x["seconds"]) for found in zip(*turns, strict=True))
    weight, small = one["megabytes"], one["bytes"] / one["badges"] / 1024
    rate, times = one["badges"] / one["seconds"], one["seconds"] / two["seconds"]
    yield Row(f"Badges, {people:,}, one core", f"{rate:.0f} /s", "", "≥ 200 /s", rate >= 200)
    yield Row("Badges, size of each", f"{small:.1f} KB", "", "≤ 32 KB", small <= 32)
    yield Row("Badges, memory, one core", f"{weight:.0f} MB", "", "≤ 250 MB", weight <= 250)
    yield Row("Badges, two cores", f"× {times:.2f}", "one core", "≥ × 1.7", times >= 1.7)


def _at_the_desk(here: Place) -> Row:
    found = _printed(here, "desk")
    return Row(
        "One badge with its back, from “print” to PDF at the pick-up desk",
        f"{found['median']:.0f} ms, at the most {found['slowest']:.0f};"
        f" the first one of a worker {found['first']:.0f}",
        "",
        "≤ 150 ms",
        found["median"] <= 150,
    )


def _batch(here: Place) -> Iterator[Row]:
    found = _printed(here, "batch")
    badges, weight = found["badges"], found["megabytes"]
    yield Row(
        f"Looking at {badges:,} before they are printed", f"{found['check']:.1f} s", "", "", None
    )
    yield Row(
        f"A batch of {badges:,} with backs and covers, by the worker",
        f"{found['print']:.1f} s, {badges / found['print']:.0f} /s, {weight:.0f} MB,"
        f" {found['bytes'] / badges / 1024:.1f} KB each",
        "",
        "≤ 250 MB",
        weight <= 250,
    )


def _command(here: Place, people: int) -> Row:
    found = _printed(here, "command", 2)
    weight = max(found["megabytes"], found["others"])
    return Row(
        f"flask badges print, {people:,}, two cores",
        f"{found['seconds']:.0f} s, {people / found['seconds']:.0f} /s;"
        f" {found['megabytes']:.0f} MB, each beside it {found['others']:.0f} MB",
        "",
        "≤ 250 MB",
        weight <= 250,
    )
