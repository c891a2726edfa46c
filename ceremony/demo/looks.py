"""What tells one drawn portrait from another."""

import random
from typing import NamedTuple

SKINS = ("#f1d3bd", "#e6bd9c", "#d9a47c", "#c88c62", "#ab7148", "#8a5735", "#6b4029", "#53311f")
HAIRS = ("#17191d", "#221c1a", "#2b211d", "#3a2a21", "#5a4130", "#7b5d3f", "#8b8b89", "#c9c6c1")
CLOTHES = ("#1f2a38", "#232a33", "#2d3f3c", "#32414b", "#3b3f52", "#4a3540", "#3d3a36", "#20343a")
SCARVES = ("#5b6f73", "#7a4a55", "#3f5a78", "#8a7a5c", "#4f5d4a", "#2f3a4a")
TIES = ("#8a1a1f", "#1d4f86", "#14603a", "#5a4a78", "#86652a")
GROUNDS = ("#dfe3e6", "#e3e2de", "#dde4e2", "#e2e0e6")


class Looks(NamedTuple):
    """Everything that tells one portrait from another."""

    skin: str
    hair: str
    cut: str
    clothes: str
    scarf: str
    tie: str
    ground: str
    is_woman: bool
    glasses: bool
    beard: bool
    width: int
    mouth: int
    brow: int


WOMEN_CUTS = ("bob", "long", "bun", "scarf", "short", "wavy")
MEN_CUTS = ("short", "parted", "bald", "receding", "short", "curly")


def looks_of(number: int, *, is_woman: bool) -> Looks:
    """The same number gives the same looks; neighbours differ in skin and cut."""
    chance = random.Random(f"{number} {is_woman}")  # noqa: S311 - a drawing
    cuts = WOMEN_CUTS if is_woman else MEN_CUTS
    skin = number % len(SKINS)
    hairs = HAIRS if skin < 4 else HAIRS[:3] + HAIRS[6:7]
    return Looks(
        skin=SKINS[skin],
        hair=chance.choice(hairs),
        cut=cuts[(number + number // len(cuts)) % len(cuts)],
        clothes=chance.choice(CLOTHES),
        scarf=chance.choice(SCARVES),
        tie=chance.choice(TIES),
        ground=chance.choice(GROUNDS),
        is_woman=is_woman,
        glasses=chance.random() < 0.3,
        beard=not is_woman and chance.random() < 0.35,
        width=chance.randrange(74, 86),
        mouth=chance.randrange(4, 10),
        brow=chance.randrange(6, 12),
    )
