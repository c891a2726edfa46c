"""The requests of the demonstration: organisations that were not invited and ask to come."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from ceremony.core import clock, uploads
from ceremony.core.i18n import _
from ceremony.core.permissions import SYSTEM
from ceremony.delegations.operations import admissions
from ceremony.people.kinds import BodyKind

ASKED: tuple[dict[str, Any], ...] = (
    {
        "name": "Beacon Trust for Open Networks (invented)",
        "kind": BodyKind.NGO,
        "contact_name": "Ilse Okafor",
        "email": "ilse.okafor@beacon-trust.example",
        "persons": 3,
        "words": "We train prosecutors of small States to handle electronic evidence, and would"
        " show what came of it.",
    },
    {
        "name": "Lantern Foundation (invented)",
        "kind": BodyKind.NGO,
        "contact_name": "Tomás Brandt",
        "email": "t.brandt@lantern.example",
        "persons": 2,
        "words": "Our work on safer networks was cited in the negotiations.",
    },
    {
        "name": "Quay and Partners Forensics (invented)",
        "kind": BodyKind.PRIVATE_SECTOR,
        "contact_name": "Mei Quay",
        "email": "office@quay-partners.example",
        "persons": 12,
        "words": "We sell forensic laboratories and would like to exhibit them in the hall.",
    },
)
REFUSED = 2  # the place of the one that is refused
DAYS_BEFORE = timedelta(days=-9)


def ask_all() -> None:
    """Ask as the public page does; one of them is refused."""
    with clock.moved(DAYS_BEFORE):
        made = [_ask(**one) for one in ASKED]
    reason = _("The hall has no room for exhibitions.")
    admissions.refuse(actor=SYSTEM, request=made[REFUSED], reason=reason)


def _ask(**facts: Any) -> Any:
    letter = uploads.accept(_letter(facts["name"], facts["contact_name"])).store()
    return admissions.ask(
        actor=SYSTEM,
        client="demo",
        phone="",
        language="en",
        letter=letter,
        letter_name="letter.pdf",
        **facts,
    )


def _letter(organisation: str, signed: str) -> bytes:
    """One page on the organisation's paper."""
    written = BytesIO()
    page = Canvas(written, invariant=1)
    page.setFont("Helvetica", 14)
    for line, text in enumerate((organisation, "", "Letter of nomination", "", signed)):
        page.drawString(72, 760 - 24 * line, text)
    page.save()
    return written.getvalue()
