import json

from ceremony.core.typography.booklet import Booklet
from ceremony.core.typography.shaping import shape
from tests.core.typography.papers import append, copied


def test_a_booklet_goes_on_from_its_checkpoint(tmp_path):
    file = tmp_path / "booklet.pdf"
    with Booklet(file, "Names") as booklet:
        append(booklet, shape("one"), shape("two"))
        mark = json.dumps(booklet.checkpoint.as_json())
        append(booklet, shape("lost"))
    file.write_bytes(file.read_bytes() + b"half a page")  # killed while it wrote

    with Booklet(file, "Names", json.loads(mark)) as booklet:
        append(booklet, shape("three"))

    assert copied(file) == ["one", "two", "three"]


def test_after_every_part_the_file_is_whole(tmp_path):
    file = tmp_path / "booklet.pdf"
    seen = []
    with Booklet(file, "Names") as booklet:
        for word in ("one", "two", "three"):
            append(booklet, shape(word))
            seen.append(copied(file))
    assert seen == [["one"], ["one", "two"], ["one", "two", "three"]]
