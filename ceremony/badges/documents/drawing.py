"""Small things to draw with: millimetres from the top left, and colours."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from PIL import Image
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from ceremony.core.typography.fitting import Fitted
from ceremony.core.typography.pdf import Typesetter

WIDTH_MM, HEIGHT_MM = 105.0, 148.0
INK, GREY, RULE, GOLD, GOLD_BRIGHT, WHITE = (
    "#15191e",
    "#646c75",
    "#868d95",
    "#a5853b",
    "#d2b46a",
    "#ffffff",
)
ASCENT, DESCENT = 1.069, 0.293  # of Noto Sans


class Paper:
    """One canvas of A6 pages, measured in millimetres from the top left corner."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.type = Typesetter(canvas)
        self.forms: dict[object, str] = {}

    def fill(self, colour: str) -> None:
        self.canvas._code.append("{:.3f} {:.3f} {:.3f} rg".format(*rgb(colour)))

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self.fill(colour)
        self.canvas._code.append(f"{self._rectangle(x, y, width, height)} f")

    def frame(
        self, x: float, y: float, width: float, height: float, line: float, colour: str = INK
    ) -> None:
        """A frame whose line of thickness *line* lies inside the rectangle."""
        shape = self._rectangle(x + line / 2, y + line / 2, width - line, height - line)
        stroke = "{:.3f} {:.3f} {:.3f} RG".format(*rgb(colour))
        self.canvas._code.append(f"{stroke} {line * mm:.3f} w {shape} S")

    def dashed(self, x: float, y: float, width: float, height: float, line: float) -> None:
        self.canvas._code.append(f"[{0.9 * mm:.2f} {0.7 * mm:.2f}] 0 d")
        self.frame(x, y, width, height, line, RULE)
        self.canvas._code.append("[] 0 d")

    def clip(self, x: float, y: float, width: float, height: float) -> None:
        self.canvas._code.append(f"q {self._rectangle(x, y, width, height)} W n")

    def unclip(self) -> None:
        self.canvas._code.append("Q")

    def text(
        self, fitted: Fitted, x: float, top: float, width: float | None = None, align: float = 0
    ) -> float:
        """Set *fitted* in a column from *top* on; return where it ends.

        :param align: where in *width* lines stand: 0 left, 0.5 middle, 1 right.
        """
        size, leading = fitted.size, fitted.leading
        baseline = top + size * ((leading - ASCENT - DESCENT) / 2 + ASCENT)
        for line in fitted.lines:
            left = x + align * ((width or 0) - line.width * size / 1000)
            self.type.draw(line, left * mm, (HEIGHT_MM - baseline) * mm, size * mm)
            baseline += size * leading
        return top + fitted.height

    def photograph(self, jpeg: bytes, x: float, y: float, width: float, height: float) -> None:
        """Fill the rectangle with *jpeg*, cropped evenly; its bytes go in unchanged."""
        name, across, down = self._image(jpeg)
        scale = max(width / across, height / down)
        wide, high = across * scale, down * scale
        left, top = x - (wide - width) / 2, y - (high - height) / 2
        self.clip(x, y, width, height)
        place = f"{left * mm:.2f} {(HEIGHT_MM - top - high) * mm:.2f}"
        self.canvas._code.append(f"{wide * mm:.2f} 0 0 {high * mm:.2f} {place} cm /{name} Do")
        self.unclip()

    def _image(self, jpeg: bytes) -> tuple[str, int, int]:
        with Image.open(BytesIO(jpeg), formats=("JPEG",)) as image:
            (across, down), mode = image.size, image.mode
        name = f"P{len(self.canvas._doc.idToObject)}"
        entries = {
            "Type": pdfdoc.PDFName("XObject"),
            "Subtype": pdfdoc.PDFName("Image"),
            "Width": across,
            "Height": down,
            "BitsPerComponent": 8,
            "ColorSpace": pdfdoc.PDFName("DeviceGray" if mode == "L" else "DeviceRGB"),
            "Filter": pdfdoc.PDFName("DCTDecode"),
        }
        stream: Any = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), jpeg)
        self.canvas._doc.Reference(stream, pdfdoc.xObjectName(name))
        self.canvas._formsinuse.append(name)
        return pdfdoc.xObjectName(name), across, down

    def _rectangle(self, x: float, y: float, width: float, height: float) -> str:
        bottom = (HEIGHT_MM - y - height) * mm
        return f"{x * mm:.3f} {bottom:.3f} {width * mm:.3f} {height * mm:.3f} re"


@lru_cache(maxsize=256)
def rgb(colour: str) -> tuple[float, float, float]:
    """The parts of "#rrggbb", each from 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def contrast_with_white(colour: str) -> float:
    """The contrast of white on *colour*, 1 to 21. Source: WCAG 2.2."""
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in rgb(colour)]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def lighter(colour: str, part: float) -> str:
    """*colour* mixed with *part* of white."""
    mixed = (round(255 * (x + (1 - x) * part)) for x in rgb(colour))
    return "#" + bytes(mixed).hex()
