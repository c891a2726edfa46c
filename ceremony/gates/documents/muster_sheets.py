"""The muster list on A4: by delegation, to be ticked off."""

from ceremony.core.i18n import _
from ceremony.core.typography.sheet import A4, Sheets
from ceremony.gates.documents import listing
from ceremony.gates.documents.listing import About, Row
from ceremony.gates.queries.muster import Muster


def pdf(found: Muster) -> bytes:
    """Everybody on the list, delegation by delegation; one page even if there is nobody."""
    codes = {zone.id: zone.code for zone, _count in found.zones}
    rows = [
        Row(x.serial, x.name, x.body, codes[x.zone_id])
        for group in found.groups
        for x in group.people
    ]
    sheets, pages = Sheets(A4), list(listing.paged(rows)) or [[]]
    about = About(_("Muster list, %(count)d people", count=found.count), "", _("Zone"))
    for number, part in enumerate(pages, start=1):
        listing.page(sheets, about, part, number, len(pages))
    return sheets.pdf(_("Muster list"))
