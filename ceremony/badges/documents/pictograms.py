"""How the signs of zones are drawn. Made by ``make_pictograms.py``."""

import json
from pathlib import Path

from ceremony.people.pictograms import Pictogram

SIDE = 256  # units of the drawings, from the lower left corner
NAMES = tuple(x.value for x in Pictogram)
_FILE = Path(__file__).with_name("pictograms.json")

# The operators of PDF that make each path: all solid, told apart by their outline alone.
PATHS: dict[str, str] = json.loads(_FILE.read_text(encoding="utf-8"))
