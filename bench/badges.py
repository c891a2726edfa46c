"""Printing badges. ``python -m bench.badges 2`` sets all of an instance's badges on two cores."""

import json
import sys
import time
from io import BytesIO
from pathlib import Path

from PIL import Image

from bench import crowd
from bench.counting import megabytes
from bench.places import Place, in_own_process, place
from bench.table import Row
from ceremony import create_app
from ceremony.badges import queries
from ceremony.badges.printing import CHUNK, Press
from ceremony.core import files
from ceremony.core.db import db, reading
from ceremony.core.typography.booklet import Booklet
from ceremony.demo import portraits

TURNS = 3  # of each side; the quickest counts, since others may have the cores for a while
PHOTOGRAPHS = 48  # different ones
GRAIN = 0.065


def measure(people: int) -> list[Row]:
    """Set the badges of *people*, each with a photograph, on one core and on two."""
    with place() as here:
        crowd.settle_and_arrive(people, [_photograph(number) for number in range(PHOTOGRAPHS)])
        db.session.remove()
        turns = [(_printed(here, 1), _printed(here, 2)) for _ in range(TURNS)]
    one, two = (min(found, key=lambda x: x["seconds"]) for found in zip(*turns, strict=True))
    weight, small = one["megabytes"], one["bytes"] / one["badges"] / 1024
    rate, times = one["badges"] / one["seconds"], one["seconds"] / two["seconds"]
    return [
        Row(f"Badges, {people:,}, one core", f"{rate:.0f} /s", "", "≥ 200 /s", rate >= 200),
        Row("Badges, size of each", f"{small:.1f} KB", "", "≤ 32 KB", small <= 32),
        Row("Badges, memory, one core", f"{weight:.0f} MB", "", "≤ 250 MB", weight <= 250),
        Row("Badges, two cores", f"× {times:.2f}", "one core", "≥ × 1.7", times >= 1.7),
    ]


def _photograph(number: int) -> str:
    """A drawn portrait with the grain of a real photograph, which makes it about 30 KB."""
    drawn = Image.open(BytesIO(portraits.portrait(number, is_woman=number % 2 == 0)))
    grain = Image.effect_noise(drawn.size, 60).convert("RGB")
    file = BytesIO()
    Image.blend(drawn, grain, GRAIN).save(file, "JPEG", quality=82)
    return files.store(file.getvalue(), ".jpg")


def _printed(here: Place, processes: int) -> dict[str, float]:
    environment = {"CEREMONY_INSTANCE": str(here.instance)}
    said = in_own_process("bench.badges", str(processes), **environment)
    figures: dict[str, float] = json.loads(said)
    return figures


def main(processes: int) -> None:
    app = create_app()
    file = Path(app.instance_path) / f"bench-{processes}.pdf"
    with app.test_request_context(), reading():
        ids = queries.current_ids(queries.Filter())
        began = time.perf_counter()
        press = Press()
        with Booklet(file, "Badges") as booklet:
            first = booklet.checkpoint.next_number
            if processes == 1:
                for start in range(0, len(ids), CHUNK):
                    number = booklet.checkpoint.next_number
                    booklet.append(press.part(ids[start : start + CHUNK], number))
            else:
                for part in press.parts(ids, first, processes):
                    booklet.append(part)
        seconds = time.perf_counter() - began
    figures = {
        "badges": len(ids),
        "seconds": seconds,
        "bytes": file.stat().st_size,
        "megabytes": megabytes("VmHWM"),
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main(int(sys.argv[1]))
