"""Make the font files beside this script: static, TrueType outlines, names of their own.

    pip download --no-deps manimgx-fonts              # and unpack it: a wheel is a zip
    npm pack @expo-google-fonts/noto-sans-{sc,jp,kr}  # and unpack each
    python make_fonts.py MANIMGX_FOLDER SC_FOLDER JP_FOLDER KR_FOLDER

The made files are committed, since a fresh machine has none of these. Chinese, Japanese
and Korean are 10, 5 and 6 MB; all the other scripts together are 5 MB. Their bold has the
letters of one standard each, 7, 3 and 4 MB: a text with a rarer one is set in regular.
Titles are set in the serif of the pages, put together from its parts in ``static/vendor``.
"""

import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).parent
WEIGHTS = {"Regular": 400, "Bold": 700}
VARIABLE = (  # "" is Latin, Cyrillic and Greek
    *("", "Arabic", "Armenian", "Bengali", "Devanagari", "Ethiopic", "Georgian", "Gujarati"),
    *("Gurmukhi", "Hebrew", "Kannada", "Khmer", "Lao", "Malayalam", "Myanmar", "Oriya"),
    *("Sinhala", "Tamil", "Telugu", "Thai"),
)
HAN = {"SC": "gbk", "JP": "cp932", "KR": "cp949"}  # whose letters are bold too
PLAIN = {*range(0x20, 0x250), *range(0x2000, 0x2070), *range(0x3000, 0x3100)}
UNUSED = ("DSIG", "STAT", "meta", "vhea", "vmtx", "VORG", "BASE")
COPYRIGHT = (
    "Noto Sans and its sister families for other scripts (but Chinese, Japanese and Korean),\n"
    "static instances with names of their own:\n"
    "Copyright 2022-2025 The Noto Project Authors (https://github.com/notofonts)\n"
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


def common(font: TTFont, codec: str) -> TTFont:
    """*font* with only those of its letters that a text in *codec* can have."""
    letters = {x for x in font.getBestCmap() if chr(x).encode(codec, "ignore")}
    options = Options(layout_features=["*"], name_IDs=["*"], notdef_outline=True)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=letters | PLAIN & font.getBestCmap().keys())
    subsetter.subset(font)
    return font


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


def main(variable: Path, *han: Path) -> None:
    for script in VARIABLE:
        for style, weight in WEIGHTS.items():
            font = TTFont(variable / f"NotoSans{script}[wght].ttf")
            limits = {x.axisTag: x.defaultValue for x in font["fvar"].axes} | {"wght": weight}
            instance = instancer.instantiateVariableFont(font, limits)
            save(instance, f"NotoSans{script}", style)
    for (region, codec), folder in zip(HAN.items(), han, strict=True):
        family = f"NotoSans{region}"
        save(TTFont(folder / f"400Regular/{family}_400Regular.ttf"), family, "Regular")
        bold = TTFont(folder / f"700Bold/{family}_700Bold.ttf")
        save(common(bold, codec), family, "Bold")
        shutil.copy(folder / "LICENSE_FONT", HERE / f"OFL-{family}.txt")
    save(serif(), "SourceSerif4", "Regular")
    shutil.copy(SERIF / "LICENSE", HERE / "OFL-SourceSerif4.txt")
    _, _, licence = (han[0] / "LICENSE_FONT").read_text("utf-8").partition("\n")
    (HERE / "OFL-NotoSans.txt").write_text(COPYRIGHT + licence, "utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:5]))
