"""The provisional list of participants as a file, in each kind that there is."""

from collections.abc import Callable

from ceremony.protocol.documents import participants_pdf
from ceremony.protocol.participants import Listing

Make = Callable[[Listing, int], bytes]  # the list and its number


def _docx(listing: Listing, number: int) -> bytes:
    # Its library is large, and a worker that is not asked for this paper never needs it.
    from ceremony.protocol.documents.participants_docx import docx

    return docx(listing, number)


MAKERS: dict[str, Make] = {"docx": _docx, "pdf": participants_pdf.pdf}  # by the file's suffix
