"""``make bench``: one table of this machine's figures; ``--write`` keeps it in ``docs``."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator

from bench import arriving, badges, crowd, lists, reading, scan, start, syncing, table
from bench.places import gunicorn, place
from bench.table import Row
from ceremony import ROOT

FEW, MANY, FULL = 3_000, 15_000, 100_000


def gates(many: int) -> Iterator[Row]:
    """One SQLite instance that grows: first few people, then many."""
    with place() as here:
        senders, photos = crowd.settle(), syncing.photographs(many)
        crowd.arrive(FEW, senders, photos)
        desk = scan.Desk(here)
        few = desk.compare(here.server)
        yield from scan.rows("SQLite", FEW, few)
        yield scan.batch_row("SQLite", few)
        yield scan.other_server("SQLite", few, desk.compare(gunicorn))
        crowd.arrive(many - FEW, senders, photos[FEW:])
        yield scan.flat(few, scan.Desk(here).compare(here.server), (FEW, many))
        yield from syncing.rows(here, many)


def gates_on_postgresql() -> Iterator[Row]:
    with place("postgresql") as here:
        crowd.settle_and_arrive(FEW)
        desk = scan.Desk(here)
        sides = desk.compare(here.server)
        yield from scan.rows("PostgreSQL", FEW, sides)
        yield scan.batch_row("PostgreSQL", sides)
        yield scan.other_server("PostgreSQL", sides, desk.compare(gunicorn))


def parts(full: bool) -> dict[str, Callable[[], Iterator[Row] | list[Row]]]:
    return {
        "gates": lambda: gates(FULL if full else MANY),
        "postgresql": gates_on_postgresql,
        "lists": lists.measure,
        "badges": lambda: badges.measure(2_500, MANY),
        "reading": reading.measure,
        "import": lambda: [arriving.workbook(2_500), arriving.approval(2_500)],
        "demo": lambda: [arriving.demonstration()],
        "start": start.measure,
    }


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep it in docs/benchmarks.md")
    parser.add_argument("--full", action="store_true", help=f"{FULL:,} badges, not {MANY:,}")
    parser.add_argument("--only", choices=parts(full=False), help="one part of it")
    asked = parser.parse_args()
    rows: list[Row] = []
    for name, measure in parts(asked.full).items():
        for row in measure() if asked.only in {None, name} else ():
            print(f"{row.what}: {row.ours}", file=sys.stderr)  # so that one sees it go on
            rows.append(row)
    busy = ", ".join(f"{x:.1f}" for x in os.getloadavg())
    text = (
        f"{table.machine()}\n\nLoad of the last 1, 5 and 15 minutes: {busy}\n\n{table.show(rows)}"
    )
    print(text)
    if asked.write:
        (ROOT / "docs" / "benchmarks.md").write_text(f"# Benchmarks\n\n{text}\n")


if __name__ == "__main__":
    main()
