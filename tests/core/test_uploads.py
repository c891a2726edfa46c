"""A document that somebody sends is looked into, and given back as a download only."""

import struct
import time
import zlib
from io import BytesIO

import pytest
from PIL import Image
from PIL.ExifTags import Base
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ceremony.core import uploads
from ceremony.core.uploads import BadDocument, accept


@pytest.fixture(autouse=True)
def words(app):
    """Refusals are sentences in a language."""
    with app.test_request_context():
        yield


def letter():
    written = BytesIO()
    page = Canvas(written)
    page.drawString(72, 700, "We nominate two persons.")
    page.drawImage(ImageReader(Image.effect_noise((300, 300), 80)), 72, 300)
    page.save()
    return written.getvalue()


def pdf(*objects, end=b"%%EOF\n"):
    numbered = [b"%d 0 obj\n%s\nendobj\n" % x for x in enumerate(objects, 1)]
    return b"%PDF-1.7\n" + b"".join(numbered) + b"trailer <</Root 1 0 R>>\n" + end


def stream(text, about=b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", packed=zlib.compress):
    body = packed(text)
    return b"<<%s /Length %d>>\nstream\n%s\nendstream" % (about, len(body), body)


def commented(text):
    """*text* between two comments that look like the ends of a stream."""
    return b"%%stream\n%s\n%%endstream" % text


def picture(kind="PNG", mode="RGB", size=(400, 500), **options):
    written = BytesIO()
    Image.new(mode, size, 200).save(written, kind, **options)
    return written.getvalue()


def png_of(width, height):
    """A PNG that says how large it is and has nothing inside: what a bomb begins with."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def test_a_plain_pdf_is_kept_as_it_is():
    sent = letter()
    assert accept(sent) == uploads.Upload(sent, ".pdf", "application/pdf")


def test_a_pdf_with_packed_objects_is_kept_as_it_is():
    sent = pdf(b"<</Type /Catalog>>", stream(b"1 0 <</Type /Pages /Count 0>>"))
    assert accept(sent).content == sent


def test_pixels_and_indexes_may_be_packed_with_a_predictor():
    parameters = b" /Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns 4>>"
    image = stream(
        bytes(20), b"/Subtype /Image /ColorSpace [/Indexed /DeviceRGB 1 (abc)]" + parameters
    )
    index = stream(bytes(20), b"/Type /XRef /Size 2 /W [1 2 1] /Index [0 2]" + parameters)
    scan = stream(bytes(20), b"/Subtype /Image /Filter [/FlateDecode /DCTDecode]")
    assert accept(pdf(b"<</Type /Outlines /First 4 0 R>>", image, index, scan)).suffix == ".pdf"


def test_what_looks_like_a_script_among_pixels_is_chance():
    pixels = stream(b"\x9a/JS \x01/XFA[", b"/Subtype /Image /Filter /DCTDecode", bytes)
    assert accept(pdf(pixels)).suffix == ".pdf"


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_picture_becomes_a_jpeg_whatever_it_was(kind, mode):
    made = accept(picture(kind, mode))
    opened = Image.open(BytesIO(made.content))
    assert (made.suffix, made.mimetype) == (".jpg", "image/jpeg")
    assert (opened.format, opened.mode, opened.size) == ("JPEG", "RGB", (400, 500))


@pytest.mark.parametrize("mode", ["LA", "P", "RGBA", "I;16", "1"])
def test_every_mode_of_a_png_becomes_colour(mode):
    written = BytesIO()
    Image.new(mode, (40, 50)).save(written, "PNG")
    assert Image.open(BytesIO(accept(written.getvalue()).content)).mode == "RGB"


def test_a_large_scan_becomes_a_page_at_300_dpi():
    made = accept(picture("PNG", size=(2200, 7016)))
    assert Image.open(BytesIO(made.content)).size == (1100, 3508)


def test_what_is_hidden_behind_or_beside_a_picture_does_not_survive():
    exif = Image.Exif()
    exif[Base.Make] = "Camera maker"
    sent = picture("JPEG", exif=exif) + b"<script>alert(1)</script>"
    made = accept(sent).content
    assert b"script" not in made
    assert b"Camera maker" not in made
    assert dict(Image.open(BytesIO(made)).getexif()) == {}


EMPTY = "This file is empty."
NO_DOCUMENT = "Send a PDF, JPEG or PNG file."
CUT_PDF = "This PDF was not sent completely. Send it again."
CUT_PICTURE = "This picture is damaged or was not sent completely. Send it again."
TOO_MANY = "This picture has more than 16 million points. Send a smaller one."
LOCKED = "This PDF is protected by a password. Send one that is not."
ACTIVE = (
    "This PDF contains a script, a form that acts, or another file. Print it to a plain PDF and"
    " send that."
)
OBJECTS = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode "
PACKED = b"1 0 <</S /JavaScript /JS (1)>>"
SCRIPT = b"<</S /JavaScript /JS (app.alert\\(1\\))>>"


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", EMPTY),
        (b"just words", NO_DOCUMENT),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", NO_DOCUMENT),
        (b"PK\x03\x04 a letter.docx", NO_DOCUMENT),
        (b"GIF89a" + bytes(40), NO_DOCUMENT),
        (b"\n%PDF-1.7\n%%EOF", NO_DOCUMENT),
        (b"\xff" * (10 * 1024 * 1024 + 1), "This file is larger than 10 MB."),
        (b"%PDF-1.7 half", CUT_PDF),
        (letter()[:-600], CUT_PDF),
        (pdf(b"<<>>", end=b"%%EOF" + b"<script>" * 200), CUT_PDF),
        (picture("PNG")[:-40], CUT_PICTURE),
        (picture("JPEG")[:400], CUT_PICTURE),
        (png_of(400, 500), CUT_PICTURE),
        (png_of(8000, 6000), TOO_MANY),
        (png_of(60000, 60000), TOO_MANY),
        (pdf(b"<<>>", end=b"trailer <</Encrypt 4 0 R>>\n%%EOF"), LOCKED),
        (pdf(b"<</OpenAction %s>>" % SCRIPT), ACTIVE),
        (pdf(b"<</OpenAction <</S /J#61vaScript /J#53 (1)>>>>"), ACTIVE),
        (pdf(b"<</S/Launch/F(calc.exe)>>"), ACTIVE),
        (pdf(b"<</Names <</EmbeddedFiles 3 0 R>>>>"), ACTIVE),
        (pdf(b"<</Type /EmbeddedFile>>"), ACTIVE),
        (pdf(b"<</AcroForm <</XFA 3 0 R>>>>"), ACTIVE),
        (pdf(b"<</S /SubmitForm /F (https://elsewhere.test)>>"), ACTIVE),
        (pdf(stream(b"1 0 " + SCRIPT)), ACTIVE),
        (pdf(stream(b"1 0 <</J#53 (1)>>")), ACTIVE),
        (pdf(stream(b"1 0 <</JS (1)>>", b"/Type /ObjStm", bytes)), ACTIVE),
        (pdf(stream(b"1 0 <</JS (1)>>", b"/Type /Obj#53tm /Filter /FlateDecode")), ACTIVE),
        (pdf(stream(b"1 0 ", b"/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]")), ACTIVE),
        (pdf(stream(b"1 0 <</JS (1)>>", b"/Type /ObjStm" + b" " * 5000)), ACTIVE),
        (pdf(b"<<>>", commented(b"<</OpenAction <</S /J#61vaScript /JS (1)>>>>")), ACTIVE),
        (pdf(b"<<>>", commented(b"<</XFA 3 0 R>>")), ACTIVE),
        (pdf(b"<<>>", b"%>> stream\n<</XFA 3 0 R>>\n%endstream"), ACTIVE),
        (pdf(commented(stream(b"1 0 <</JS (1)>>"))), ACTIVE),
        (pdf(stream(b"1 0 <</JS (1)>>").replace(b">>\nstream", b">> % x\nstream")), ACTIVE),
        (pdf(stream(PACKED, OBJECTS + b"/DecodeParms <</Predictor 12 /Columns 5>>")), ACTIVE),
        (pdf(stream(PACKED, OBJECTS + b"/DecodeParms 8 0 R")), ACTIVE),
        (
            pdf(
                stream(zlib.compress(PACKED), b"/N 1 /First 4 /Filter [/FlateDecode /FlateDecode]")
            ),
            ACTIVE,
        ),
        (pdf(stream(PACKED, b"/N 1 /First 4 /Filter /FlateDecode")), ACTIVE),
        (pdf(stream(PACKED, b"/First 4 /N 1 /Xobj 1 /Filter /FlateDecode")), ACTIVE),
        (pdf(stream(PACKED, b"/N 1 /First 4 /X (9 0 obj<<) /Filter /FlateDecode")), ACTIVE),
        (pdf(stream(PACKED, b"/N 1 /First 4 %9 0 obj<<\n/Filter /FlateDecode")), ACTIVE),
        (pdf(stream(PACKED, b"/Type 8 0 R /N 1 /First 4 /Filter /FlateDecode")), ACTIVE),
        (pdf(stream(PACKED, b"/Type /ObjStm /N 1 /First 4 /Filter 8 0 R", bytes)), ACTIVE),
        (pdf(b"<</Type /Filespec /EF <</F 5 0 R>> /F (a.exe)>>"), ACTIVE),
        (pdf(b"<</S /GoToR /F (\\\\\\\\evil\\\\share\\\\a.pdf)>>"), ACTIVE),
        (pdf(stream(bytes(70 * 1024 * 1024))), "This PDF is too large once it is unpacked."),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_sentence(sent, sentence):
    with pytest.raises(BadDocument) as refused:
        accept(sent)
    assert (str(refused.value), refused.value.field) == (sentence, "file")


@pytest.mark.parametrize(
    "repeated", [b"stream\n", b"endstream", b"obj stream\nendstream", b"#41", b"x\x9cstream"]
)
def test_no_pdf_makes_the_examination_slow(repeated):
    sent = pdf(repeated * (4 * 1024 * 1024 // len(repeated)))
    began = time.process_time()
    accept(sent)
    assert time.process_time() - began < 8


def test_a_smaller_limit_is_the_callers():
    with pytest.raises(BadDocument, match="larger than 2 MB"):
        accept(b"%PDF-" + bytes(3 * 1024 * 1024), most_mb=2)


def test_a_stored_document_is_served_as_a_download_only():
    sent = letter()
    served = uploads.serve(accept(sent).store(), "Lettre d’accréditation.PDF")
    assert served.get_data() == sent
    assert dict(served.headers) == {
        "Content-Type": "application/pdf",
        "Content-Length": str(len(sent)),
        "Content-Disposition": "attachment;"
        " filename*=UTF-8''Lettre%20d%E2%80%99accr%C3%A9ditation.pdf",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }


@pytest.mark.parametrize(
    ("sent", "named"),
    [
        ("letter.pdf", "letter.jpg"),
        ("page.html", "page.jpg"),
        ('../../etc/pass"wd\r\nX: 1.exe', "etcpasswdX%3A%201.jpg"),
        ("", "document.jpg"),
        (".pdf", "pdf.jpg"),
    ],
)
def test_a_download_is_named_by_what_it_is(sent, named):
    served = uploads.serve(accept(picture()).store(), sent)
    assert named in served.headers["Content-Disposition"]
    assert "\n" not in served.headers["Content-Disposition"]


def test_a_document_that_is_gone_is_missed(app):
    with pytest.raises(FileNotFoundError):
        uploads.serve("0" * 64 + ".pdf", "letter.pdf")
