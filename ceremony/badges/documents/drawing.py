"""What badges are drawn with: millimetres from the top left, colours, shared parts."""

from collections.abc import Callable, Hashable
from functools import lru_cache
from io import BytesIO
from typing import Any
from zlib import compress

from PIL import Image
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfdoc
from reportlab.pdfgen.canvas import Canvas

from ceremony.badges.documents import pictograms, qr
from ceremony.badges.documents.face import Problem
from ceremony.badges.documents.values import Place
from ceremony.core.typography.fitting import Fitted
from ceremony.core.typography.pdf import Typesetter
from ceremony.core.typography.qr import inline_image

INK, GREY, RULE, GOLD_BRIGHT, WHITE = "#15191e", "#646c75", "#868d95", "#d2b46a", "#ffffff"
FRAMED = 0.1  # of a photograph lies below its frame

Noted = tuple[str, Problem, str]  # a field, what is wrong with it, letters


class BrokenPicture(Exception):
    """A file that is no picture, or no whole one."""


class Paper:
    """One canvas of badges of one size.

    :ivar noted: what is wrong with the badge that is being drawn.
    """

    def __init__(self, canvas: Canvas, width: float, height: float) -> None:
        self.canvas = canvas
        self.width, self.height = width, height
        self.type = Typesetter(canvas)
        self.noted: list[Noted] = []
        self._forms: dict[Hashable, str] = {}

    def note(self, field: str, problem: Problem, characters: str = "") -> None:
        self.noted.append((field, problem, characters))

    def put(self, operators: str) -> None:
        self.canvas._code.append(operators)

    def fill(self, colour: str) -> None:
        self.put("{:.3f} {:.3f} {:.3f} rg".format(*rgb(colour)))

    def box(self, place: Place, colour: str) -> None:
        """A filled rectangle."""
        self.fill(colour)
        self.put(f"{self._rectangle(place)} f")

    def frame(self, place: Place, line: float, colour: str = INK) -> None:
        """A frame whose line of thickness *line* lies inside *place*."""
        stroke = "{:.3f} {:.3f} {:.3f} RG".format(*rgb(colour))
        self.put(f"{stroke} {line * mm:.3f} w {self._rectangle(place.grown(-line / 2))} S")

    def dashed(self, place: Place, line: float) -> None:
        self.put(f"[{0.9 * mm:.2f} {0.7 * mm:.2f}] 0 d")
        self.frame(place, line, RULE)
        self.put("[] 0 d")

    def clip(self, place: Place) -> None:
        """What follows is seen inside *place* only, until ``unclip``."""
        self.put(f"q {self._rectangle(place)} W n")

    def unclip(self) -> None:
        self.put("Q")

    def polygon(self, corners: list[tuple[float, float]]) -> None:
        """An area in the present colour."""
        points = (f"{x * mm:.2f} {(self.height - y) * mm:.2f}" for x, y in corners)
        path = " ".join(f"{point} {'ml'[number > 0]}" for number, point in enumerate(points))
        self.put(f"{path} f")

    def slot(self, place: Place) -> None:
        """A white hole with round ends."""
        x, y = place.x * mm, (self.height - place.bottom) * mm
        canvas, radius = self.canvas, min(place.width, place.height) / 2
        canvas.setFillColorRGB(*rgb(WHITE))
        canvas.setStrokeColorRGB(*rgb(RULE))
        canvas.setLineWidth(0.2 * mm)
        canvas.roundRect(x, y, place.width * mm, place.height * mm, radius * mm, fill=1)

    def text(
        self, fitted: Fitted, x: float, top: float, width: float = 0, align: float = 0
    ) -> float:
        """Set *fitted* in a column from *top* on; return where it ends.

        :param align: where in *width* lines stand: 0 left, 0.5 middle, 1 right.
        """
        size, baseline = fitted.size, top + fitted.baseline
        for line in fitted.lines:
            left = x + align * (width - line.width * size / 1000)
            self.type.draw(line, left * mm, (self.height - baseline) * mm, size * mm)
            baseline += size * fitted.leading
        return top + fitted.height

    def code(self, token: str, place: Place) -> None:
        """*token* as a QR code, black whatever else is coloured."""
        self.fill("#000000")
        bottom = (self.height - place.bottom) * mm
        self.put(inline_image(qr.modules(token), place.x * mm, bottom, place.width * mm))

    def pictogram(self, name: str, place: Place, colour: str) -> None:
        """One of ``pictograms.NAMES``, as large as *place* allows, in its middle."""
        side = min(place.width, place.height)
        x, y = place.x + (place.width - side) / 2, place.y + (place.height - side) / 2
        scale = side * mm / pictograms.SIDE
        self.fill(colour)
        corner = f"{x * mm:.2f} {(self.height - y - side) * mm:.2f}"
        self.put(f"q {scale:.5f} 0 0 {scale:.5f} {corner} cm {pictograms.PATHS[name]} f Q")

    def photograph(self, jpeg: bytes, place: Place) -> None:
        """Fill *place* with *jpeg*, cropped evenly; its bytes go in unchanged.

        :raises BrokenPicture: it is not a whole JPEG file.
        """
        image = _opened(jpeg, "JPEG")
        if image.mode not in {"L", "RGB"} or not jpeg.rstrip(b"\0").endswith(b"\xff\xd9"):
            raise BrokenPicture
        scale = max(place.width / image.width, place.height / image.height)
        self.clip(place.grown(-FRAMED))
        self._image(image, jpeg, "DCTDecode", place, scale)
        self.unclip()

    def picture(self, file: bytes, place: Place) -> None:
        """The JPEG or PNG *file* as large as *place* allows, in its middle, on white.

        :raises BrokenPicture: it is neither.
        """
        image = _opened(file, "JPEG", "PNG")
        scale = min(place.width / image.width, place.height / image.height)
        try:
            seen = image.convert("RGBA")
        except (OSError, SyntaxError) as error:
            raise BrokenPicture from error
        flat = Image.alpha_composite(Image.new("RGBA", seen.size, WHITE), seen).convert("RGB")
        self._image(flat, compress(flat.tobytes()), "FlateDecode", place, scale)

    def shared(self, key: Hashable, draw: Callable[[], None]) -> None:
        """What *draw* draws; for the same *key* it is in the file once."""
        if key not in self._forms:
            self._forms[key] = f"form{len(self._forms)}"
            self._begin(self._forms[key])
            draw()
            self._end()
        self._show(self._forms[key])

    def _begin(self, form: str) -> None:
        self.canvas.beginForm(form, 0, 0, self.width * mm, self.height * mm)
        self.put("q Q")  # reportlab fills an empty form with its own test picture

    def _end(self) -> None:
        self.canvas.endForm()

    def _show(self, form: str) -> None:
        self.canvas.doForm(form)

    def _image(
        self, image: Image.Image, content: bytes, coding: str, place: Place, scale: float
    ) -> None:
        name = self._embed(image, content, coding)
        self.canvas._formsinuse.append(name)
        wide, high = image.width * scale, image.height * scale
        left = place.x + (place.width - wide) / 2
        bottom = self.height - place.y - (place.height + high) / 2
        matrix = f"{wide * mm:.2f} 0 0 {high * mm:.2f} {left * mm:.2f} {bottom * mm:.2f}"
        self.put(f"q {matrix} cm /{pdfdoc.xObjectName(name)} Do Q")

    def _embed(self, image: Image.Image, content: bytes, coding: str) -> str:
        name = f"P{len(self.canvas._doc.idToObject)}"
        entries = {
            "Type": pdfdoc.PDFName("XObject"),
            "Subtype": pdfdoc.PDFName("Image"),
            "Width": image.width,
            "Height": image.height,
            "BitsPerComponent": 8,
            "ColorSpace": pdfdoc.PDFName("DeviceGray" if image.mode == "L" else "DeviceRGB"),
            "Filter": pdfdoc.PDFName(coding),
        }
        stream: Any = pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), content)
        self.canvas._doc.Reference(stream, pdfdoc.xObjectName(name))
        return name

    def _rectangle(self, place: Place) -> str:
        x, y, width, height = place
        bottom = (self.height - y - height) * mm
        return f"{x * mm:.3f} {bottom:.3f} {width * mm:.3f} {height * mm:.3f} re"


class Rehearsal(Paper):
    """Paper on which nothing is drawn: it only notes what would be wrong."""

    def __init__(self, width: float, height: float) -> None:
        super().__init__(None, width, height)

    def put(self, operators: str) -> None:
        """Nothing is drawn."""

    def slot(self, place: Place) -> None:
        """Nothing is drawn."""

    def text(
        self, fitted: Fitted, x: float, top: float, width: float = 0, align: float = 0
    ) -> float:
        return top + fitted.height

    def code(self, token: str, place: Place) -> None:
        """Nothing is drawn."""

    def _begin(self, form: str) -> None:
        """Nothing is drawn."""

    _end = _show = _image = lambda *_given: None  # type: ignore[assignment]


def _opened(file: bytes, *formats: str) -> Image.Image:
    try:
        return Image.open(BytesIO(file), formats=formats)
    except (OSError, SyntaxError, ValueError) as error:
        raise BrokenPicture from error


@lru_cache(maxsize=256)
def rgb(colour: str) -> tuple[float, float, float]:
    """The parts of "#rrggbb", each from 0 to 1."""
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red / 255, green / 255, blue / 255


def lighter(colour: str, part: float) -> str:
    """*colour* mixed with *part* of white."""
    mixed = (round(255 * (x + (1 - x) * part)) for x in rgb(colour))
    return "#" + bytes(mixed).hex()
