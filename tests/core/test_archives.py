"""A ZIP that lists very many entries is refused before a library makes objects of them."""

import struct
import tracemalloc

import pytest

from ceremony.core import archives
from ceremony.core.spreadsheets import archive
from ceremony.delegations import photograph_folder

COUNT = 100_000


@pytest.fixture(autouse=True)
def words(app):
    """Refusals are sentences in a language."""
    with app.test_request_context():
        yield


def listing(count, *, is_zip64):
    """A ZIP of nothing but its list of contents."""
    fields = (b"PK\1\2", 20, 3, 20, 0, 0, 0, 0, 33, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0)
    listed = (struct.pack("<4s4B4HL2L5H2L", *fields) + b"a") * count
    if not is_zip64:
        return listed + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(listed), 0, 0)
    last = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, count, count, len(listed), 0)
    last += struct.pack("<4sLQL", b"PK\6\7", 0, len(listed), 1)
    most = 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF
    return listed + last + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, *most, 0)


@pytest.mark.parametrize("is_zip64", [False, True])
@pytest.mark.parametrize(
    ("read", "sentence"),
    [
        (photograph_folder.read, "The folder has more than 300 files. Send it in parts."),
        (archive.inspect, "The file contains 100000 parts; a workbook has a few dozen."),
    ],
)
def test_a_list_of_very_many_is_refused_unread(read, sentence, is_zip64):
    sent = listing(COUNT, is_zip64=is_zip64)
    assert archives.most_entries(sent) == COUNT
    tracemalloc.start()
    try:
        with pytest.raises(Exception, match=r"100000|300") as refused:
            read(sent)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (str(refused.value), peak < 2 * 2**20) == (sentence, True)
