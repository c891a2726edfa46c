"""Set lines on a reportlab canvas, with the used glyphs of each font embedded."""

from hashlib import sha256
from struct import pack
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from ceremony.core.typography.families import Font
from ceremony.core.typography.shaping import Cluster, Line, Run

SYMBOLIC = 4
DROPPED = ("GSUB", "GPOS", "GDEF", "name", "OS/2", "cmap", "post", "gasp", "vhea", "vmtx")


class Typesetter:
    """Draws lines on one canvas. Make one for each canvas."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self._fonts: dict[Font, EmbeddedFont] = {}
        self._marks: dict[tuple[Font, int], str] = {}

    def draw(self, line: Line, x: float, y: float, size: float) -> None:
        """Draw *line* with its left end at *x* and its base line at *y*, in points.

        Whoever copies the text gets it as it was written: each body stands for all
        letters of its cluster, and marks are drawn as outlines, which no reader of
        PDF takes for text. (Marked content with ActualText is turned round wrongly
        by some of them where a script runs from the right.)
        """
        code = self.canvas._code
        code.append(f"BT 1 0 0 1 {x:.2f} {y:.2f} Tm")
        for run in line.runs:
            font = self._fonts.get(run.font) or self._embed(run.font)
            code.append(f"/{font.name} {size:.2f} Tf")
            code.extend(font.shown(run, size))
        code.append("ET")
        self._draw_marks(line, x, y, size / 1000)

    def _embed(self, font: Font) -> "EmbeddedFont":
        self._fonts[font] = EmbeddedFont(font, self.canvas._doc)
        return self._fonts[font]

    def _draw_marks(self, line: Line, x: float, y: float, scale: float) -> None:
        """The marks of *line* as filled paths; each path is in the file once."""
        pen = 0.0
        for run in line.runs:
            unit = scale * run.font.units
            for cluster in run.clusters:
                for glyph, right, up in cluster.marks:
                    name = self._mark(run.font, glyph)
                    place = f"{x + (pen + right) * scale:.3f} {y + up * scale:.3f}"
                    show = f"q {unit:.6f} 0 0 {unit:.6f} {place} cm /{name} Do Q"
                    self.canvas._code.append(show)
                pen += cluster.advance

    def _mark(self, font: Font, glyph: int) -> str:
        """What the outline of *glyph* is called on the present page."""
        document = self.canvas._doc
        if (font, glyph) not in self._marks:
            self._marks[font, glyph] = name = f"M{len(document.idToObject)}"
            far = 4 * font.face.upem  # from where no mark of a font reaches
            form = _stream(
                f"{font.outline(glyph)}f".encode(),
                Type=pdfdoc.PDFName("XObject"),
                Subtype=pdfdoc.PDFName("Form"),
                BBox=pdfdoc.PDFArray([-far, -far, far, far]),
            )
            document.Reference(form, pdfdoc.xObjectName(name))
        self.canvas._formsinuse.append(self._marks[font, glyph])
        called: str = pdfdoc.xObjectName(self._marks[font, glyph])
        return called


class EmbeddedFont:
    """The part of a font that one document uses: a code for each glyph with its text."""

    def __init__(self, font: Font, document: Any) -> None:
        self.font = font
        self.name = f"T{len(document.delayedFonts)}"
        self.codes: dict[tuple[int, str], int] = {}
        self.widths: list[int] = []
        document.delayedFonts.append(self)

    def code(self, cluster: Cluster) -> int:
        """The code that draws the body of *cluster* and reads as its text; 0 is no letter.

        It is as wide as the whole cluster: readers take a gap for a space.
        """
        text, body, marks, advance = cluster
        code = self.codes.setdefault((body.glyph, text), len(self.codes) + 1)
        if code > len(self.widths):
            own = self.font.advance(body.glyph)
            self.widths.append(round(advance - body.x if marks else own))
        return code

    def shown(self, run: Run, size: float) -> list[str]:
        """The operators that show the bodies of *run*: one TJ for each height."""
        pieces, items, rise = [], "", 0.0
        for cluster in run.clusters:
            _, (_, right, up), _, advance = cluster
            code = self.code(cluster)
            if up != rise:
                pieces += [f"[{items}] TJ"] * bool(items) + [f"{up * size / 1000:.2f} Ts"]
                items, rise = "", up
            back = right + self.widths[code - 1] - advance
            items += f"{-right:.0f}" if right else ""
            items += f"<{code:04x}>" + (f"{back:.0f}" if abs(back) >= 0.5 else "")
        return [*pieces, f"[{items.replace('><', '')}] TJ"] + ["0 Ts"] * bool(rise)

    def addObjects(self, document: Any) -> None:  # noqa: N802 - reportlab calls it by this name
        """Add the objects of a composite font (PDF 32000-1, 9.7)."""
        glyphs = [glyph for glyph, _ in self.codes]
        program, places = _subset(self.font, glyphs)
        base = pdfdoc.PDFName(f"{_tag(program)}+{self.font.name}")
        glyph_map = pack(f">{len(glyphs) + 1}H", 0, *(places[glyph] for glyph in glyphs))
        refer = document.Reference
        descendant = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("CIDFontType2"),
                "BaseFont": base,
                "CIDSystemInfo": pdfdoc.PDFDictionary(
                    {
                        "Registry": pdfdoc.PDFString("Adobe"),
                        "Ordering": pdfdoc.PDFString("Identity"),
                        "Supplement": 0,
                    }
                ),
                "FontDescriptor": refer(self._descriptor(base, program, document)),
                "W": pdfdoc.PDFArray([1, pdfdoc.PDFArray(self.widths)]),
                "CIDToGIDMap": refer(_stream(glyph_map)),
            }
        )
        whole = pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("Font"),
                "Subtype": pdfdoc.PDFName("Type0"),
                "BaseFont": base,
                "Encoding": pdfdoc.PDFName("Identity-H"),
                "DescendantFonts": pdfdoc.PDFArray([refer(descendant)]),
                "ToUnicode": refer(_stream(_to_unicode(self.codes))),
            }
        )
        document.idToObject["BasicFonts"].dict[self.name] = refer(whole)

    def _descriptor(self, base: str, program: bytes, document: Any) -> Any:
        extents = self.font.shaper.get_font_extents("ltr")
        scale = self.font.units
        return pdfdoc.PDFDictionary(
            {
                "Type": pdfdoc.PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": SYMBOLIC,
                "FontBBox": pdfdoc.PDFArray([-1000, -600, 3000, 1400]),
                "ItalicAngle": 0,
                "Ascent": round(extents.ascender * scale),
                "Descent": round(extents.descender * scale),
                "CapHeight": 714,
                "StemV": 140 if "Bold" in self.font.name else 80,
                "FontFile2": document.Reference(_stream(program, Length1=len(program))),
            }
        )


def _tag(program: bytes) -> str:
    """Six capitals that tell subsets apart."""
    return "".join(chr(ord("A") + byte % 26) for byte in sha256(program).digest()[:6])


def _stream(content: bytes, **entries: object) -> Any:
    stream = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content)
    stream.filters = [pdfdoc.PDFZCompress]
    return stream


def _subset(font: Font, used: list[int]) -> tuple[bytes, dict[int, int]]:
    """The font file with only the *used* glyphs, and where each now stands."""
    wanted = hb.SubsetInput()
    wanted.flags = hb.SubsetFlags.NO_LAYOUT_CLOSURE | hb.SubsetFlags.NO_HINTING
    wanted.glyph_set.update(used)
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in DROPPED)
    plan = hb.SubsetPlan(font.face, wanted)
    places = dict(plan.old_to_new_glyph_mapping)
    return bytes(plan.execute().blob.data), places


def _to_unicode(codes: dict[tuple[int, str], int]) -> bytes:
    pairs = [
        f"<{code:04x}> <{text.encode('utf-16-be').hex()}>" for (_, text), code in codes.items()
    ]
    blocks = [pairs[i : i + 100] for i in range(0, len(pairs), 100)]
    body = "\n".join(
        f"{len(block)} beginbfchar\n{chr(10).join(block)}\nendbfchar" for block in blocks
    )
    return (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n"
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n"
        "1 begincodespacerange\n<0000> <ffff>\nendcodespacerange\n"
        f"{body}\nendcmap CMapName currentdict /CMap defineresource pop end end\n"
    ).encode()
