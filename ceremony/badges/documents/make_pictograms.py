"""Remake pictograms.json, the drawings of zones, from @phosphor-icons/core (MIT).

Run it with npm on the path: ``python -m ceremony.badges.documents.make_pictograms``. The
archive is fetched, and its pin checked, by static/vendor/vendor.py, where its licence lies.
"""

import json
import re
import runpy
import tempfile
from pathlib import Path
from typing import Any

from fontTools.pens.recordingPen import RecordingPen
from fontTools.svgLib.path import parse_path

from ceremony.people.pictograms import Pictogram

HERE = Path(__file__).parent
OPERATORS = {"moveTo": "m", "lineTo": "l", "curveTo": "c", "closePath": "h", "endPath": "h"}


def operators(drawing: str) -> str:
    """The paths of an SVG as operators of PDF, from the lower left corner, 256 units wide."""
    pen = RecordingPen()
    for path in re.findall(r' d="([^"]+)"', drawing):
        parse_path(path, pen)
    return " ".join(_operator(name, points) for name, points in _cubic(pen.value))


def _cubic(steps: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """*steps* without quadratic curves, which PDF does not know."""
    found, at = [], (0.0, 0.0)
    for name, points in steps:
        if name == "qCurveTo":
            (x, y), (right, down) = points
            first = at[0] + 2 / 3 * (x - at[0]), at[1] + 2 / 3 * (y - at[1])
            second = right + 2 / 3 * (x - right), down + 2 / 3 * (y - down)
            found.append(("curveTo", (first, second, (right, down))))
        else:
            found.append((name, points))
        at = points[-1] if points else at
    return found


def _operator(name: str, points: Any) -> str:
    numbers = (f"{value:.1f}".removesuffix(".0") for x, y in points for value in (x, 256 - y))
    return " ".join((*numbers, OPERATORS[name]))


def main() -> None:
    vendor = runpy.run_path(str(HERE.parents[2] / "static" / "vendor" / "vendor.py"))
    with tempfile.TemporaryDirectory() as temporary:
        files = vendor["fetch"]("@phosphor-icons/core", Path(temporary))
    drawn = {x: operators(files[f"assets/fill/{x}-fill.svg"].decode()) for x in sorted(Pictogram)}
    (HERE / "pictograms.json").write_text(json.dumps(drawn, indent=0) + "\n")


if __name__ == "__main__":
    main()
