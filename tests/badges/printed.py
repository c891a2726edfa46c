"""What a stranger can do with a printed badge: rasterise it, read its code, check it.

Written from docs/credential-format.md alone; nothing here comes from the application.
"""

import struct
from typing import Any

import pypdfium2
import zxingcpp
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from PIL.Image import Image

ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def pictures(pdf: Any, dpi: int = 150) -> list[Image]:
    """Every page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72).to_pil() for page in document]


def texts(pdf: Any) -> list[list[str]]:
    """The lines that can be copied from every page."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().split("\r\n") for page in document]


def codes(picture: Image) -> list[str]:
    """Of the one kind that gates read."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCodeModel2)
    return [found.text for found in zxingcpp.read_barcodes(picture, formats=formats)]


def check(text: str, public_key: bytes) -> tuple[int, int, list[int], int, int]:
    """Serial, category, zones, from, until; raises if the badge is not genuine."""
    text = text.strip()
    assert text.startswith("CER:")
    assert len(text) == 130
    values = [ALPHABET.index(letter) for letter in text[4:]]
    triples = zip(values[::3], values[1::3], values[2::3], strict=True)
    data = b"".join((c + 45 * d + 2025 * e).to_bytes(2, "big") for c, d, e in triples)
    Ed25519PublicKey.from_public_bytes(public_key).verify(data[20:], b"CER:" + data[:20])
    version, _key, serial, category, zones, start, end = struct.unpack(">BHIBIII", data[:20])
    assert version == 1
    return serial, category, [n for n in range(32) if zones >> n & 1], start, end
