"""Make the font files beside this script: static, TrueType outlines, names of their own.

    python make_fonts.py MANIMGX_FONTS_FOLDER NOTO_SANS_SC_FOLDER

The first folder is the unpacked PyPI package ``manimgx-fonts``, the second the
unpacked npm package ``@expo-google-fonts/noto-sans-sc``. The made files are
committed, since a fresh machine has neither. Chinese comes in one weight: each is 10 MB.
Titles are set in the serif of the pages, put together from its parts in ``static/vendor``.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
WEIGHTS = {"Regular": 400, "Bold": 700}
VARIABLE = ("NotoSans", "NotoSansArabic")
UNUSED = ("DSIG", "STAT", "meta", "vhea", "vmtx", "VORG", "BASE")
COPYRIGHT = (
    "Noto Sans and Noto Sans Arabic, static instances with names of their own:\n"
    "Copyright 2022 The Noto Project Authors (https://github.com/notofonts)\n"
)
SERIF = HERE.parents[3] / "static/vendor/source-serif-4-5.3.1"
SUBSETS = ("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek")
FOR_TITLES = {"wght": 400, "opsz": 30}
NAMES = {0, 1, 2, 4, 5, 6, 13, 14}


def rename(font: TTFont, family: str, style: str) -> None:
    """Give *font* its own PostScript name; else bold prints as regular."""
    table = font["name"]
    table.names = [x for x in table.names if x.nameID in NAMES and x.platformID == 3]
    for number, text in ((1, family), (2, style), (4, f"{family} {style}")):
        table.setName(text, number, 3, 1, 0x409)
    table.setName(f"{family}-{style}", 6, 3, 1, 0x409)


def save(font: TTFont, family: str, style: str) -> None:
    rename(font, family, style)
    for tag in UNUSED:
        if tag in font:
            del font[tag]
    font["post"].formatType = 3.0  # no glyph names: the PDF needs none
    font.recalcTimestamp = False
    font.save(HERE / f"{family}-{style}.ttf")


def serif() -> TTFont:
    """The parts of the pages' serif, each fixed at the size of titles, as one font."""
    with TemporaryDirectory() as folder:
        files = []
        for subset in SUBSETS:
            font = TTFont(SERIF / f"source-serif-4-{subset}-opsz-normal.woff2")
            font.flavor = None
            font = instancer.instantiateVariableFont(font, FOR_TITLES)
            for tag in UNUSED:
                if tag in font:
                    del font[tag]
            files.append(str(Path(folder) / f"{subset}.ttf"))
            font.save(files[-1])
        return Merger().merge(files)


def main(variable: Path, chinese: Path) -> None:
    for family in VARIABLE:
        for style, weight in WEIGHTS.items():
            font = TTFont(variable / f"{family}[wght].ttf")
            limits = {x.axisTag: x.defaultValue for x in font["fvar"].axes} | {"wght": weight}
            save(instancer.instantiateVariableFont(font, limits), family, style)
    save(TTFont(chinese / "400Regular/NotoSansSC_400Regular.ttf"), "NotoSansSC", "Regular")
    save(serif(), "SourceSerif4", "Regular")
    shutil.copy(SERIF / "LICENSE", HERE / "OFL-SourceSerif4.txt")
    shutil.copy(chinese / "LICENSE_FONT", HERE / "OFL-NotoSansSC.txt")
    _, _, licence = (chinese / "LICENSE_FONT").read_text("utf-8").partition("\n")
    (HERE / "OFL-NotoSans.txt").write_text(COPYRIGHT + licence, "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
