"""An upload becomes the photograph of a badge, or a sentence that says why not."""

import struct
import subprocess
import sys
import zlib
from io import BytesIO

import pytest
from PIL import Image, ImageCms, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

from ceremony.people.photographs import MOST_BYTES, MOST_STORED, BadPhotograph, made_from


def file(image, kind="PNG", **options):
    written = BytesIO()
    image.save(written, kind, **options)
    return written.getvalue()


def opened(content):
    return Image.open(BytesIO(content))


@pytest.fixture(autouse=True)
def words(app):
    """Refusals are sentences in a language."""
    with app.test_request_context():
        yield


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_format_becomes_one_small_jpeg(kind):
    noise = Image.effect_noise((900, 1200), 60).convert("RGB")
    made = made_from(file(noise, kind))
    assert (opened(made).format, opened(made).size, opened(made).mode) == (
        "JPEG",
        (432, 540),
        "RGB",
    )
    assert len(made) <= MOST_STORED


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_mode_becomes_colour(mode):
    made = opened(made_from(file(Image.new(mode, (400, 500)))))
    assert (made.mode, made.size) == ("RGB", (432, 540))


def test_a_cmyk_jpeg_becomes_colour():
    made = opened(made_from(file(Image.new("CMYK", (400, 500), (0, 255, 255, 0)), "JPEG")))
    red, green, blue = made.getpixel((200, 200))
    assert red > 200
    assert green < 60
    assert blue < 60


def test_what_is_transparent_becomes_white():
    made = opened(made_from(file(Image.new("RGBA", (400, 500), (0, 0, 0, 0)))))
    assert min(made.getpixel((10, 10))) > 250


def test_sixteen_bits_of_grey_keep_their_middle():
    grey = Image.new("I;16", (400, 500), 128 * 256)
    assert abs(opened(made_from(file(grey))).getpixel((9, 9))[0] - 128) <= 2


def test_a_photograph_taken_sideways_stands_upright():
    upright = Image.new("RGB", (800, 1000), "white")
    ImageDraw.Draw(upright).rectangle((0, 0, 800, 300), fill="red")
    sideways = upright.transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[Base.Orientation] = 6
    made = opened(made_from(file(sideways, "JPEG", exif=exif)))
    assert made.getpixel((216, 20))[1] < 60
    assert made.getpixel((216, 500))[1] > 200


def test_where_and_with_what_it_was_taken_is_dropped():
    exif = Image.Exif()
    exif[Base.Make] = "Camera maker"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (21.0, 0.0, 30.0)
    sent = file(Image.new("RGB", (800, 1000)), "JPEG", exif=exif, comment=b"At home")
    assert opened(sent).getexif()[Base.Make] == "Camera maker"
    made = made_from(sent)
    assert dict(opened(made).getexif()) == {}
    assert not {"exif", "comment", "icc_profile", "xmp"} & set(opened(made).info)
    assert b"Camera maker" not in made


def test_colours_of_another_space_become_srgb():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    sent = file(Image.new("RGB", (800, 1000), "#803020"), "JPEG", icc_profile=profile)
    colour = opened(made_from(sent)).getpixel((9, 9))
    assert max(abs(x - y) for x, y in zip(colour, (0x80, 0x30, 0x20), strict=True)) <= 4


def test_a_profile_that_nobody_can_read_is_left_out():
    sent = file(Image.new("RGB", (800, 1000), "#803020"), "JPEG", icc_profile=b"nonsense")
    assert "icc_profile" not in opened(made_from(sent)).info


def test_a_wide_picture_is_cropped_around_its_middle():
    wide = Image.new("RGB", (2000, 500), "white")
    ImageDraw.Draw(wide).rectangle((800, 0, 1200, 500), fill="blue")
    made = opened(made_from(file(wide)))
    assert [made.getpixel((x, 270))[0] < 60 for x in (20, 216, 412)] == [True, True, True]


def test_the_first_picture_of_a_telephone_is_taken():
    """Telephones store two pictures in one JPEG (MPO)."""
    first, second = Image.new("RGB", (800, 1000), "red"), Image.new("RGB", (800, 1000), "blue")
    sent = file(first, "MPO", save_all=True, append_images=[second])
    assert opened(made_from(sent)).getpixel((9, 9))[0] > 200


def png_header(width, height):
    """A PNG that says how large it is and has nothing inside: what a bomb begins with."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


LARGEST = {
    "RGBA.png": ("RGBA", (4000, 4000), {}),
    "RGB.jpg": ("RGB", (7300, 5470), {"subsampling": 0}),
    "CMYK.jpg": ("CMYK", (4000, 4000), {"subsampling": 0, "progressive": True}),
    "RGBA.webp": ("RGBA", (2820, 2820), {}),
}
MEASURE = """
import resource, sys
from pathlib import Path
from ceremony.people.photographs import made_from
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
before = peak()
made_from(Path(sys.argv[1]).read_bytes())
print(peak() - before)
"""


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_that_is_taken_fills_no_memory(tmp_path, name):
    mode, size, options = LARGEST[name]
    Image.linear_gradient("L").resize(size).convert(mode).save(tmp_path / name, **options)
    command = [sys.executable, "-c", MEASURE, str(tmp_path / name)]
    measured = subprocess.run(command, capture_output=True, text=True, check=True)
    assert float(measured.stdout) < 150


MOVING = {"save_all": True, "append_images": [Image.new("RGB", (400, 500), "red")]}
NO_PHOTOGRAPH = "This is not a photograph. Send a JPEG, PNG or WEBP file."
DAMAGED = "This photograph is damaged or was not sent completely. Send it again."
TOO_MANY = "This photograph has more than 16 million points. Send a smaller one."
STILL = "This picture moves. Send one that stands still."


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        (b"", NO_PHOTOGRAPH),
        (b"just words", NO_PHOTOGRAPH),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", NO_PHOTOGRAPH),
        (b"<!doctype html><script>1</script>", NO_PHOTOGRAPH),
        (b"%PDF-1.7", NO_PHOTOGRAPH),
        (file(Image.new("RGB", (400, 500)), "GIF"), NO_PHOTOGRAPH),
        (file(Image.new("RGB", (400, 500)), "TIFF"), NO_PHOTOGRAPH),
        (file(Image.effect_noise((400, 500), 60), "JPEG")[:3000], DAMAGED),
        (file(Image.effect_noise((400, 500), 60), "PNG")[:3000], DAMAGED),
        (file(Image.effect_noise((400, 500), 60), "WEBP")[:3000], DAMAGED),
        (png_header(400, 500), DAMAGED),
        (png_header(8000, 6000), TOO_MANY),
        (png_header(10000, 9000), TOO_MANY),
        (png_header(60000, 60000), TOO_MANY),
        (file(Image.new("RGB", (400, 500)), "WEBP", **MOVING), STILL),
        (file(Image.new("RGB", (400, 500)), "PNG", **MOVING), STILL),
        (
            file(Image.new("RGB", (200, 600))),
            "This photograph is too small: 200 × 600 points. At least 240 × 300 are needed.",
        ),
        (b"\xff" * (MOST_BYTES + 1), "This file is larger than 10 MB."),
    ],
)
def test_what_cannot_be_a_photograph_is_refused_with_a_sentence(sent, sentence):
    with pytest.raises(BadPhotograph) as refused:
        made_from(sent)
    assert (str(refused.value), refused.value.field) == (sentence, "photograph")


def test_a_picture_hidden_behind_a_picture_does_not_survive():
    sent = file(Image.new("RGB", (800, 1000)), "JPEG") + b"<script>alert(1)</script>"
    assert b"script" not in made_from(sent)
